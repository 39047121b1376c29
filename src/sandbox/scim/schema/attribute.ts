/** What RFC 7643, section 7, says of an attribute; `/Schemas` shows it as it is. */
export interface Attribute {
  readonly name: string;
  readonly type:
    'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server' | 'global';
  readonly canonicalValues?: readonly string[];
  /** For type reference: names of resource types, `external` or `uri`. */
  readonly referenceTypes?: readonly string[];
  /** For type complex. */
  readonly subAttributes?: readonly Attribute[];
}

/** A schema: attributes under a URN. */
export interface ResourceSchema {
  /** `urn:ietf:params:scim:schemas:core:2.0:User` */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

/** An attribute; what is not given is as RFC 7643, section 2.2, has it by default. */
export function attribute(
  name: string,
  description: string,
  traits: Partial<Attribute> = {},
): Attribute {
  return {
    name,
    type: 'string',
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...traits,
  };
}

/** An attribute that consists of others. */
export function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  traits: Partial<Attribute> = {},
): Attribute {
  return attribute(name, description, {...traits, type: 'complex', subAttributes});
}

/** A list of values with the sub-attributes of RFC 7643, section 2.4. */
export function values(
  name: string,
  description: string,
  {types, value = {}}: {readonly types?: readonly string[]; readonly value?: Partial<Attribute>},
): Attribute {
  return complex(
    name,
    description,
    [
      attribute('value', 'The value itself.', value),
      attribute('display', 'The value as people read it.'),
      attribute('type', 'What the value is for.', types ? {canonicalValues: types} : {}),
      attribute('primary', 'Whether this is the preferred one; true for one value at most.', {
        type: 'boolean',
      }),
    ],
    {multiValued: true},
  );
}
