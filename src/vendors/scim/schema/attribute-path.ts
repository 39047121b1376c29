import {
  attributeNamed,
  commonAttributes,
  type ResourceSchema,
  type ScimAttribute,
} from './attribute';

/** Where a value stands in a resource (RFC 7644, section 3.5.2), in the service's own spelling. */
export interface AttributePath {
  /** `emails[type eq "work"].value`, as it is sent. */
  readonly text: string;
  /** URN of the extension that has the attribute. */
  readonly extension: string | undefined;
  readonly attribute: ScimAttribute;
  /** Which values of a list are meant; undefined: the attribute as a whole. */
  readonly tests: readonly ValueTest[] | undefined;
  readonly sub: ScimAttribute | undefined;
}

/** `type eq "work"` */
export interface ValueTest {
  readonly name: string;
  readonly value: string | number | boolean;
}

/** A whole extension, whose value is an object of its attributes. */
interface ExtensionPath {
  readonly wholeExtension: string;
}

/** Why a text is no path here: no such attribute, or a form that is not taken. */
export type PathFault = 'unknown' | 'unreadable' | 'needs_filter';

const PATH = /^(?:(urn:[^[\]]*):)?([A-Za-z$][\w$-]*)(?:\[(.+)\])?(?:\.([A-Za-z$][\w$-]*))?$/i;
const TEST =
  /^\s*([A-Za-z$][\w$-]*)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false|-?\d+(?:\.\d+)?)\s*(?:\s+and\s+|$)/i;

/** Finds the place that a field's name means; names may be in any letter case. */
export function resolvePath(
  schema: ResourceSchema,
  field: string,
): AttributePath | ExtensionPath | PathFault {
  const text = field.trim();
  const whole = extensionNamed(schema, text);
  if (whole !== undefined) return {wholeExtension: whole.id};
  const match = PATH.exec(text);
  if (match === null) return 'unreadable';
  const [, urn, name = '', filter, subName] = match;
  const place = attributeAt(schema, urn, name);
  if (place === undefined) return 'unknown';
  const {attribute, extension} = place;
  const tests = filter === undefined ? undefined : readTests(attribute, filter);
  if (tests === null) return 'unreadable';
  const sub = subName === undefined ? undefined : partNamed(attribute, subName);
  if (subName !== undefined && sub === undefined) return 'unknown';
  if (sub !== undefined && attribute.multiValued && tests === undefined) return 'needs_filter';
  return pathOf({extension, attribute, tests, sub});
}

/** A path with its text. */
export function pathOf(parts: Omit<AttributePath, 'text'>): AttributePath {
  const {extension, attribute, tests, sub} = parts;
  const start = extension === undefined ? '' : `${extension}:`;
  const filter = tests === undefined ? '' : `[${tests.map(testText).join(' and ')}]`;
  const end = sub === undefined ? '' : `.${sub.name}`;
  return {...parts, text: `${start}${attribute.name}${filter}${end}`};
}

/** The one form of all names of the same place, for comparing. */
export function pathKey(field: string): string {
  const core = /^urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group):/i;
  return field.trim().replace(core, '').replaceAll(/\s+/g, ' ').toLowerCase();
}

/** The extension with a URN in any letter case. */
function extensionNamed(
  {extensions}: ResourceSchema,
  urn: string,
): ResourceSchema['extensions'][number] | undefined {
  const lower = urn.toLowerCase();
  return extensions.find(({id}) => id.toLowerCase() === lower);
}

function attributeAt(
  schema: ResourceSchema,
  urn: string | undefined,
  name: string,
): Pick<AttributePath, 'attribute' | 'extension'> | undefined {
  const {core} = schema;
  if (urn === undefined || urn.toLowerCase() === core.id.toLowerCase()) {
    const attribute = attributeNamed([...core.attributes, ...commonAttributes], name);
    return attribute && {attribute, extension: undefined};
  }
  const extension = extensionNamed(schema, urn);
  const attribute = extension && attributeNamed(extension.attributes, name);
  return attribute && {attribute, extension: extension.id};
}

/** A part of an attribute; lists of plain values have the one that RFC 7643, section 2.4, names. */
function partNamed({subAttributes}: ScimAttribute, name: string): ScimAttribute | undefined {
  return attributeNamed(subAttributes, name);
}

/** The tests of a filter; null when it has a form that is not taken. */
function readTests(attribute: ScimAttribute, filter: string): readonly ValueTest[] | null {
  if (!attribute.multiValued) return null;
  const tests: ValueTest[] = [];
  let rest = filter.trim();
  while (rest !== '') {
    const match = TEST.exec(rest);
    if (match === null) return null;
    const [all, name = '', value = ''] = match;
    const part = partNamed(attribute, name);
    if (part === undefined) return null;
    const tested = readTestValue(value);
    if (tested === null) return null;
    tests.push({name: part.name, value: tested});
    rest = rest.slice(all.length);
  }
  return tests;
}

/** A JSON text, a number or a boolean; null for a text with a wrong escape. */
function readTestValue(text: string): ValueTest['value'] | null {
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (!text.startsWith('"')) return Number(text);
  try {
    return String(JSON.parse(text));
  } catch {
    // An escape that JSON does not have: the filter cannot be read, which the caller says.
    return null;
  }
}

function testText({name, value}: ValueTest): string {
  return `${name} eq ${JSON.stringify(value)}`;
}
