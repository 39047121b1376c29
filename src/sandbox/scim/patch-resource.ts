import {isFields, parseJson, type Fields} from '../shared/parse-json';

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** One change of a PATCH: an attribute's new value, or undefined where it is removed. */
export interface AttributeChange {
  readonly op: 'add' | 'replace' | 'remove';
  /** Name of the attribute, with its filter: `members[value eq "1"]`. */
  readonly path: string;
  readonly value: unknown;
}

/**
 * The changes of a PATCH body in order; without a path, each attribute of the value is one. A text
 * says what is wrong with the body.
 */
export function readPatch(body: string): readonly AttributeChange[] | string {
  const parsed = parseJson(body);
  const fields: Fields = parsed.ok && isFields(parsed.value) ? parsed.value : {};
  const {schemas, Operations: operations} = fields;
  if (!Array.isArray(schemas) || !schemas.includes(PATCH)) return 'schemas must name PatchOp.';
  if (!Array.isArray(operations)) return 'Operations must be a list.';
  const list: readonly unknown[] = operations;
  const changes: AttributeChange[] = [];
  for (const operation of list) {
    const read = isFields(operation) ? readOperation(operation) : undefined;
    if (read === undefined) return 'Each operation needs op, and a path or an object as value.';
    changes.push(...read);
  }
  return changes;
}

function readOperation({op, path, value}: Fields): readonly AttributeChange[] | undefined {
  const name = typeof op === 'string' ? op.toLowerCase() : '';
  if (name !== 'add' && name !== 'replace' && name !== 'remove') return undefined;
  if (typeof path === 'string' && path !== '') return [{op: name, path, value}];
  if (name === 'remove' || !isFields(value)) return undefined;
  return Object.entries(value).map(([attribute, part]) => ({
    op: name,
    path: attribute,
    value: part,
  }));
}

/** The resource with the changes made; dots address parts: `name.givenName`. */
export function applyChanges(resource: Fields, changes: readonly AttributeChange[]): Fields {
  return changes.reduce((current, {op, path, value}) => {
    const [outer = '', inner] = path.split('.');
    const old = current[outer];
    if (inner === undefined) return withValue(current, outer, op === 'remove' ? undefined : value);
    const part = withValue(isFields(old) ? old : {}, inner, op === 'remove' ? undefined : value);
    return withValue(current, outer, part);
  }, resource);
}

function withValue(fields: Fields, name: string, value: unknown): Fields {
  const rest = Object.entries(fields).filter(([key]) => key !== name);
  return Object.fromEntries(value === undefined ? rest : [...rest, [name, value]]);
}
