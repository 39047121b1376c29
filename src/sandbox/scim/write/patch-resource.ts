import {isFields, parseJson, type Fields} from '../../shared/parse-json';
import {placeOf, type AttributePlace} from '../query/attribute-path';
import {parsePatchPath, type PatchPath} from '../query/filter';
import {fieldOf, isUnassigned, listOf, withField} from '../query/values-at';
import {changeAttribute, type Change} from './change-attribute';
import {done, refused, type Outcome} from '../refusal';
import {attribute, type Attribute} from '../schema/attribute';
import {extensionNamed, type ResourceKind} from '../schema/resource-kind';

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

interface Operation extends Change {
  readonly path?: string;
}

/** How a PATCH is read. */
interface PatchOptions {
  readonly kind: ResourceKind;
  /** Whether attributes that no schema has are stored as they are sent. */
  readonly lenient: boolean;
  /** Whether a value that is sent with remove means nothing (RFC 7644, section 3.5.2.2). */
  readonly literalRemove: boolean;
}

/** The resource after a PATCH (RFC 7644, section 3.5.2): all of its operations, or none. */
export function patchResource(
  options: PatchOptions,
  resource: Fields,
  body: string,
): Outcome<Fields> {
  const operations = readOperations(body);
  if (!operations.ok) return operations;
  let patched = resource;
  for (const operation of operations.value) {
    const changed = apply(options, patched, operation);
    if (!changed.ok) return changed;
    patched = changed.value;
  }
  return done(patched);
}

function readOperations(body: string): Outcome<readonly Operation[]> {
  const parsed = parseJson(body);
  const fields: Fields = parsed.ok && isFields(parsed.value) ? parsed.value : {};
  if (!listOf(fieldOf(fields, 'schemas')).includes(PATCH)) {
    return refused('invalidSyntax', `schemas must name ${PATCH}.`);
  }
  const sent = fieldOf(fields, 'Operations');
  if (!Array.isArray(sent)) return refused('invalidSyntax', 'Operations must be a list.');
  const list: readonly unknown[] = sent;
  const operations: Operation[] = [];
  for (const one of list) {
    const operation = isFields(one) ? readOperation(one) : undefined;
    if (!operation) {
      return refused('invalidSyntax', 'Each operation needs op, and a path or an object as value.');
    }
    operations.push(operation);
  }
  return done(operations);
}

function readOperation(fields: Fields): Operation | undefined {
  const op = String(fieldOf(fields, 'op')).toLowerCase();
  const path = fieldOf(fields, 'path');
  const value = fieldOf(fields, 'value');
  if (op !== 'add' && op !== 'replace' && op !== 'remove') return undefined;
  if (typeof path === 'string' && path !== '') return {op, path, value};
  return op === 'remove' || isFields(value) ? {op, value} : undefined;
}

function apply(options: PatchOptions, resource: Fields, operation: Operation): Outcome<Fields> {
  const {op, path, value} = operation;
  if (path !== undefined) {
    const meant = op === 'remove' && options.literalRemove ? undefined : value;
    return applyAt(options, resource, {op, path, value: meant});
  }
  if (op === 'remove') return refused('noTarget', 'remove needs a path.');
  let patched = resource;
  for (const [name, part] of Object.entries(isFields(value) ? value : {})) {
    // Clients repeat what the resource is; it cannot be changed by that.
    if (/^(schemas|id|meta)$/i.test(name)) continue;
    const changed = applyAt(options, patched, {op, path: name, value: part});
    if (!changed.ok) return changed;
    patched = changed.value;
  }
  return done(patched);
}

function applyAt(
  options: PatchOptions,
  resource: Fields,
  {path, ...change}: Operation & {path: string},
): Outcome<Fields> {
  const found = locate(options, path);
  if (!found) return refused('invalidPath', `The path ${path} names no attribute.`);
  const {extension, ...inner} = found.place;
  if (!extension) return changeAttribute(resource, {...found, place: inner}, change);
  const old = fieldOf(resource, extension.id);
  const outer = isFields(old) ? old : {};
  const changed = inner.attribute
    ? changeAttribute(outer, {...found, place: inner}, change)
    : changeExtension(outer, change);
  if (!changed.ok) return changed;
  const kept = isUnassigned(changed.value) ? undefined : changed.value;
  const urns = listOf(fieldOf(resource, 'schemas')).filter((urn) => urn !== extension.id);
  const schemas = kept === undefined ? urns : [...urns, extension.id];
  return done({...withField(resource, extension.id, kept), schemas});
}

function changeExtension(old: Fields, {op, value}: Change): Outcome<Fields> {
  if (op === 'remove') return done({});
  if (!isFields(value)) return refused('invalidValue', 'An extension must be an object.');
  return done(op === 'replace' ? value : {...old, ...value});
}

/** The place of a path; a lenient service takes a name that no schema has for that of a text. */
function locate(
  {kind, lenient}: PatchOptions,
  path: string,
): {readonly place: AttributePlace; readonly path: PatchPath} | undefined {
  const extension = extensionNamed(kind, path);
  if (extension) return {place: {extension}, path: {attribute: {name: path}}};
  const read = parsePatchPath(path);
  if (!read) return undefined;
  const place = placeOf(kind, read.attribute);
  if (place) return {place, path: read};
  return lenient ? {place: {attribute: unknown(read.attribute.name)}, path: read} : undefined;
}

function unknown(name: string): Attribute {
  return attribute(name, 'An attribute that no schema has.');
}
