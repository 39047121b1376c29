import {isFields, type Fields} from '../../shared/parse-json';
import {fieldOf, isUnassigned, listOf, withField} from '../query/values-at';
import {done, refused, type Outcome} from '../refusal';
import {checkFields} from './check-value';
import {extensionNamed, topAttributes, type ResourceKind} from './resource-kind';

/**
 * A resource that a client sends, as it is stored: `schemas`, the attributes and the extensions with
 * something in them. What the service decides itself (RFC 7644, section 3.3) is left out.
 */
export function checkResource(kind: ResourceKind, sent: Fields): Outcome<Fields> {
  const named = checkSchemas(kind, fieldOf(sent, 'schemas'));
  if (!named.ok) return named;
  const top: [string, unknown][] = [];
  const extended: [string, Fields][] = [];
  for (const [key, value] of Object.entries(sent)) {
    const extension = extensionNamed(kind, key);
    if (!extension) {
      if (key.toLowerCase() !== 'schemas') top.push([key, value]);
      continue;
    }
    if (!isUnassigned(value) && !isFields(value)) {
      return refused('invalidValue', `${extension.id} must be an object.`);
    }
    // Some clients write the URN into the extension as well.
    const inner = isFields(value) ? withField(value, 'schemas', undefined) : {};
    const checked = checkFields(extension.attributes, inner);
    if (!checked.ok) return checked;
    if (!isUnassigned(checked.value)) extended.push([extension.id, checked.value]);
  }
  const checked = checkFields(topAttributes(kind), Object.fromEntries(top));
  if (!checked.ok) return checked;
  const schemas = [kind.schema.id, ...extended.map(([id]) => id)];
  return done({schemas, ...checked.value, ...Object.fromEntries(extended)});
}

function checkSchemas(kind: ResourceKind, schemas: unknown): Outcome<void> {
  const core = kind.schema.id.toLowerCase();
  const urns = listOf(schemas).map((urn) => String(urn));
  if (!Array.isArray(schemas) || !urns.some((urn) => urn.toLowerCase() === core)) {
    return refused('invalidSyntax', `schemas must be a list with ${kind.schema.id}.`);
  }
  const unknown = urns.find((urn) => urn.toLowerCase() !== core && !extensionNamed(kind, urn));
  if (unknown !== undefined) return refused('invalidValue', `The schema ${unknown} is not known.`);
  return done(undefined);
}
