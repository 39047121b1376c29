import {isJsonObject, type Json, type JsonObject} from '../../../core/json';
import type {Rejection} from '../../../write/record';
import {hasFaults, joinFaults, rejection, typeName} from '../../../write/rejection';
import {attributeNamed, type ResourceSchema, type ScimAttribute} from '../schema/attribute';
import {
  pathKey,
  pathOf,
  resolvePath,
  type AttributePath,
  type PathFault,
} from '../schema/attribute-path';
import type {Wish} from '../schema/value-at';

/** How a record's fields are read. */
interface WishOptions {
  readonly schema: ResourceSchema;
  /** What an empty list means: nothing is said of the field, or it is to be emptied. */
  readonly emptyLists: 'keep' | 'clear';
  /** Attributes that are read elsewhere, in lower case. */
  readonly without?: readonly string[];
}

type Read = readonly Wish[] | Rejection;

/**
 * What a record wants of a resource, place by place, in the service's spelling; a rejection names all
 * fields that are wrong, never their values. An object stands for its parts: what it does not name is
 * left as it is.
 */
export function readWishes(fields: JsonObject, options: WishOptions): Read {
  const wishes = new Map<string, Wish & {readonly isOwn: boolean}>();
  const faults: Rejection[] = [];
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined || options.without?.includes(field.trim().toLowerCase())) continue;
    const read = readField(field, value, options);
    if ('reason' in read) {
      faults.push(read);
      continue;
    }
    for (const wish of read) {
      const key = pathKey(wish.path.text);
      // A field of its own wins over the same part of an object.
      const isOwn = pathKey(field) === key;
      const earlier = wishes.get(key);
      if (earlier?.isOwn === true && isOwn) faults.push(twice(wish.path.text));
      if (earlier === undefined || isOwn) wishes.set(key, {...wish, isOwn});
    }
  }
  const read = [...wishes.values()].map(({path, value}) => ({path, value}));
  faults.push(...overlaps(read));
  return hasFaults(faults) ? joinFaults(faults) : read;
}

function readField(field: string, value: Json, options: WishOptions): Read {
  const path = resolvePath(options.schema, field);
  if (typeof path === 'string') return pathFault(field, path, options.schema);
  if ('wholeExtension' in path) {
    return readParts(field, value, options, (name) => `${path.wholeExtension}:${name}`);
  }
  const parts = [path.attribute, ...(path.sub === undefined ? [] : [path.sub])];
  if (parts.some(({mutability}) => mutability === 'readOnly')) return readOnly(field);
  if (parts.some(({isHidden}) => isHidden)) return hidden(field);
  return path.sub === undefined
    ? readWhole(field, value, {path, options})
    : readPlain(field, value, {path, attribute: path.sub});
}

/** A field that is an attribute as a whole, or a whole value of a list. */
function readWhole(
  field: string,
  value: Json,
  {path, options}: {readonly path: AttributePath; readonly options: WishOptions},
): Read {
  const {attribute, tests} = path;
  const isList = attribute.multiValued && tests === undefined;
  if (isList) return value === null ? [{path, value}] : readList(field, value, path, options);
  if (attribute.type !== 'complex') return readPlain(field, value, {path, attribute});
  if (tests !== undefined && !isJsonObject(value)) return readPlainValue(field, value, path);
  return readParts(field, value, options, (name) => `${path.text}.${name}`);
}

function readPlain(
  field: string,
  value: Json,
  {path, attribute}: {readonly path: AttributePath; readonly attribute: ScimAttribute},
): Read {
  const wrong = value === null ? undefined : faultOf(field, attribute, value);
  return wrong ?? [{path, value}];
}

/** An object's members, each as a field of its own. */
function readParts(
  field: string,
  value: Json,
  options: WishOptions,
  nameOf: (part: string) => string,
): Read {
  if (!isJsonObject(value)) return wrongType(field, 'an object', value);
  const wishes: Wish[] = [];
  for (const [part, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const read = readField(nameOf(part), inner, options);
    if ('reason' in read) return read;
    wishes.push(...read);
  }
  return wishes;
}

/** `emails[type eq "work"]` with a plain value means that value's `value`; null takes it away. */
function readPlainValue(field: string, value: Json, path: AttributePath): Read {
  if (value === null) return [{path, value}];
  const part = attributeNamed(path.attribute.subAttributes, 'value');
  if (part === undefined) return wrongType(field, 'an object', value);
  return faultOf(field, part, value) ?? [{path: pathOf({...path, sub: part}), value}];
}

function readList(field: string, value: Json, path: AttributePath, options: WishOptions): Read {
  const {attribute} = path;
  if (!Array.isArray(value)) {
    return rejection(
      'invalid_type',
      `Field ${field} must hold an array, but holds ${typeName(value)}; convert text with "convert": "json", or fill one value by its place, such as ${attribute.name}[type eq "work"].value.`,
    );
  }
  // True because an array among a record's values is one of JSON.
  const items = value as readonly Json[];
  if (items.length === 0) return options.emptyLists === 'clear' ? [{path, value: null}] : [];
  const list: Json[] = [];
  for (const item of items) {
    const read = readItem(field, attribute, item);
    if ('reason' in read) return read;
    list.push(read.value);
  }
  return [{path, value: list}];
}

function readItem(
  field: string,
  attribute: ScimAttribute,
  item: Json,
): {readonly value: Json} | Rejection {
  const {subAttributes} = attribute;
  if (!isJsonObject(item)) {
    const part = attributeNamed(subAttributes, 'value');
    const wrong = faultOf(`${field}[]`, part ?? attribute, item);
    return wrong ?? {value: part === undefined ? item : {[part.name]: item}};
  }
  const parts: [string, Json][] = [];
  for (const [name, value] of Object.entries(item)) {
    if (value === undefined || value === null) continue;
    const part = attributeNamed(subAttributes, name);
    if (part === undefined) return unknownField(`${field}[].${name}`);
    // What the service adds by itself is not sent back.
    if (part.mutability === 'readOnly') continue;
    const wrong = faultOf(`${field}[].${part.name}`, part, value);
    if (wrong !== undefined) return wrong;
    parts.push([part.name, value]);
  }
  if (parts.length === 0) return wrongType(`${field}[]`, 'a value', item);
  return {value: Object.fromEntries(parts)};
}

/** A list as a whole, and a value in it besides. */
function overlaps(wishes: readonly Wish[]): readonly Rejection[] {
  const isList = ({path: {attribute, tests}}: Wish): boolean =>
    attribute.multiValued && tests === undefined;
  return wishes
    .filter(isList)
    .flatMap((whole) =>
      wishes.some(({path}) => path !== whole.path && path.attribute === whole.path.attribute)
        ? [
            rejection(
              'ambiguous',
              `Fields fill ${whole.path.text} as a whole and a value in it; map one of them.`,
            ),
          ]
        : [],
    );
}

/** Why a value does not fit an attribute. */
function faultOf(field: string, attribute: ScimAttribute, value: Json): Rejection | undefined {
  switch (attribute.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrongType(field, 'true or false', value);
    case 'integer':
    case 'decimal':
      return typeName(value) === 'a number' ? undefined : wrongType(field, 'a number', value);
    case 'complex':
      return isJsonObject(value) ? undefined : wrongType(field, 'an object', value);
    default:
      return typeof value === 'string' ? undefined : wrongType(field, 'text', value);
  }
}

function wrongType(field: string, wanted: string, value: Json): Rejection {
  return rejection(
    'invalid_type',
    `Field ${field} must hold ${wanted}, but holds ${typeName(value)}; set "convert" in the mapping, or correct the value.`,
  );
}

function pathFault(field: string, fault: PathFault, schema: ResourceSchema): Rejection {
  switch (fault) {
    case 'unknown':
      return unknownField(field, schema);
    case 'needs_filter':
      return rejection(
        'unknown_field',
        `Field ${field} is a part of a list; say which value is meant, such as ${field.replace('.', '[type eq "work"].')}.`,
      );
    case 'unreadable':
      return rejection(
        'unknown_field',
        `Field ${field} is no SCIM path that can be written; use name.givenName, emails[type eq "work"].value, or URN:attribute. Filters compare parts with eq, joined by and.`,
      );
  }
}

function unknownField(field: string, schema?: ResourceSchema): Rejection {
  const names = schema?.core.attributes.map(({name}) => name).join(', ');
  const known = names === undefined ? '' : ` Its attributes: ${names}.`;
  return rejection(
    'unknown_field',
    `The service has no attribute ${field}; correct the mapping or leave the field out.${known}`,
  );
}

function readOnly(field: string): Rejection {
  return rejection(
    'read_only_field',
    `Field ${field} is set by the service alone; leave it out of the mapping.`,
  );
}

function hidden(field: string): Rejection {
  return rejection(
    'not_allowed',
    `Field ${field} is never shown by the service, so it cannot be compared; passwords and the like are not written. Leave it out of the mapping.`,
  );
}

function twice(field: string): Rejection {
  return rejection('ambiguous', `Several columns fill ${field}; map one of them.`);
}
