import {attribute, complex, type Attribute, type ResourceSchema} from './attribute';
import {enterpriseSchema} from './enterprise-schema';
import {groupSchema} from './group-schema';
import {userSchema} from './user-schema';

/** A type of resource: its schema with what extends it. */
export interface ResourceKind {
  readonly name: 'User' | 'Group';
  /** `/Users` */
  readonly endpoint: string;
  readonly schema: ResourceSchema;
  readonly extensions: readonly ResourceSchema[];
  /** The attribute without which a resource cannot be. */
  readonly key: 'userName' | 'displayName';
}

/** Users with every attribute that the RFC has. */
export const userKind: ResourceKind = {
  name: 'User',
  endpoint: '/Users',
  schema: userSchema,
  extensions: [enterpriseSchema],
  key: 'userName',
};

/** Groups with every attribute that the RFC has. */
export const groupKind: ResourceKind = {
  name: 'Group',
  endpoint: '/Groups',
  schema: groupSchema,
  extensions: [],
  key: 'displayName',
};

/** The kind of this name with all that the RFC has. */
export function wholeKind({name}: ResourceKind): ResourceKind {
  return name === 'User' ? userKind : groupKind;
}

/** The kind with some of its attributes and without extensions. */
export function withAttributes(kind: ResourceKind, names: readonly string[]): ResourceKind {
  const attributes = kind.schema.attributes.filter(({name}) => names.includes(name));
  return {...kind, schema: {...kind.schema, attributes}, extensions: []};
}

const readOnly = {mutability: 'readOnly'} as const;

/** Attributes of every resource (RFC 7643, section 3.1); `/Schemas` does not show them. */
const COMMON: readonly Attribute[] = [
  attribute('schemas', 'The URNs of the schemas that the resource has.', {
    type: 'reference',
    referenceTypes: ['uri'],
    multiValued: true,
    returned: 'always',
  }),
  attribute('id', 'The id that the service gives.', {
    ...readOnly,
    caseExact: true,
    returned: 'always',
    uniqueness: 'server',
  }),
  attribute('externalId', 'The id that the client gives.', {caseExact: true}),
  complex(
    'meta',
    'What the service says of the resource.',
    [
      attribute('resourceType', 'The type of the resource.', {...readOnly, caseExact: true}),
      attribute('created', 'When it was made.', {...readOnly, type: 'dateTime'}),
      attribute('lastModified', 'When it was changed last.', {...readOnly, type: 'dateTime'}),
      attribute('location', 'Its address.', {
        ...readOnly,
        type: 'reference',
        referenceTypes: ['uri'],
        caseExact: true,
      }),
      attribute('version', 'Its version.', {...readOnly, caseExact: true}),
    ],
    readOnly,
  ),
];

/** The attributes that stand at the top of a resource. */
export function topAttributes(kind: ResourceKind): readonly Attribute[] {
  return [...COMMON, ...kind.schema.attributes];
}

/** The attribute with this name, in any letter case (RFC 7643, section 2.1). */
export function attributeNamed(
  attributes: readonly Attribute[],
  name: string,
): Attribute | undefined {
  const wanted = name.toLowerCase();
  return attributes.find((one) => one.name.toLowerCase() === wanted);
}

/** The extension with this URN, in any letter case. */
export function extensionNamed(kind: ResourceKind, urn: string): ResourceSchema | undefined {
  const wanted = urn.toLowerCase();
  return kind.extensions.find(({id}) => id.toLowerCase() === wanted);
}
