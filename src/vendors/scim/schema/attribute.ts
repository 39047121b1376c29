import {isJsonObject, type JsonObject} from '../../../core/json';
import {attributeOf} from '../names';

/** What a service says of an attribute (RFC 7643, section 7), as far as a writer needs it. */
export interface ScimAttribute {
  /** As the service spells it. */
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  /** True: it is never shown, so that nobody can tell whether it is right. */
  readonly isHidden: boolean;
  readonly canonicalValues: readonly string[];
  /** Of type complex, and of lists of values. */
  readonly subAttributes: readonly ScimAttribute[];
}

type AttributeType =
  'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';

/** Attributes under a URN. */
export interface ScimSchema {
  readonly id: string;
  readonly attributes: readonly ScimAttribute[];
}

/** All attributes of a kind of resource. */
export interface ResourceSchema {
  readonly core: ScimSchema;
  readonly extensions: readonly ScimSchema[];
  /** True: the service itself told it; false: it is the one of RFC 7643. */
  readonly isTold: boolean;
}

const TYPES: readonly AttributeType[] = [
  'string',
  'boolean',
  'decimal',
  'integer',
  'dateTime',
  'binary',
  'reference',
  'complex',
];
const MUTABILITIES = ['readOnly', 'readWrite', 'immutable', 'writeOnly'] as const;

/** An attribute; what is not given is as RFC 7643, section 2.2, has it by default. */
export function attribute(name: string, traits: Partial<ScimAttribute> = {}): ScimAttribute {
  return {
    name,
    type: 'string',
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    isHidden: false,
    canonicalValues: [],
    subAttributes: [],
    ...traits,
  };
}

/** Attributes of every resource, which `/Schemas` need not show (RFC 7643, section 3.1). */
export const commonAttributes: readonly ScimAttribute[] = [
  attribute('id', {mutability: 'readOnly', caseExact: true}),
  attribute('schemas', {mutability: 'readOnly', multiValued: true}),
  attribute('meta', {mutability: 'readOnly', type: 'complex'}),
  attribute('externalId', {caseExact: true}),
];

/** Reads a schema as a service shows it; undefined when it is none. */
export function readSchema(shown: JsonObject): ScimSchema | undefined {
  const id = attributeOf(shown, 'id');
  const attributes = attributeOf(shown, 'attributes');
  if (typeof id !== 'string' || !Array.isArray(attributes)) return undefined;
  return {id, attributes: readAttributes(attributes)};
}

/** The attribute with a name in any letter case (RFC 7643, section 2.1). */
export function attributeNamed(
  attributes: readonly ScimAttribute[],
  name: string,
): ScimAttribute | undefined {
  const lower = name.toLowerCase();
  return attributes.find((one) => one.name.toLowerCase() === lower);
}

function readAttributes(shown: readonly unknown[]): readonly ScimAttribute[] {
  return shown.filter(isJsonObject).flatMap((one) => readAttribute(one) ?? []);
}

function readAttribute(shown: JsonObject): ScimAttribute | undefined {
  const name = attributeOf(shown, 'name');
  if (typeof name !== 'string' || name === '') return undefined;
  const type = attributeOf(shown, 'type');
  const mutability = attributeOf(shown, 'mutability');
  const parts = attributeOf(shown, 'subAttributes');
  const canonical = attributeOf(shown, 'canonicalValues');
  return attribute(name, {
    type: TYPES.find((one) => isSame(one, type)) ?? 'string',
    multiValued: attributeOf(shown, 'multiValued') === true,
    required: attributeOf(shown, 'required') === true,
    caseExact: attributeOf(shown, 'caseExact') === true,
    mutability: MUTABILITIES.find((one) => isSame(one, mutability)) ?? 'readWrite',
    isHidden: isSame('never', attributeOf(shown, 'returned')),
    canonicalValues: Array.isArray(canonical)
      ? canonical.filter((one: unknown) => typeof one === 'string')
      : [],
    subAttributes: Array.isArray(parts) ? readAttributes(parts) : [],
  });
}

function isSame(name: string, shown: unknown): boolean {
  return typeof shown === 'string' && shown.toLowerCase() === name.toLowerCase();
}
