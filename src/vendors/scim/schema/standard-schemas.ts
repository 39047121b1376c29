import {attribute, type ResourceSchema, type ScimAttribute} from './attribute';

/**
 * Users and groups as RFC 7643, sections 4 and 8.7, has them: for services that do not describe
 * themselves.
 */
export const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const readOnly = {mutability: 'readOnly'} as const;

function texts(...names: readonly string[]): readonly ScimAttribute[] {
  return names.map((name) => attribute(name));
}

function values(name: string, ...types: readonly string[]): ScimAttribute {
  return attribute(name, {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      ...texts('value', 'display'),
      attribute('type', {canonicalValues: types}),
      attribute('primary', {type: 'boolean'}),
    ],
  });
}

/** Users, with the extension for employees. */
export const standardUsers: ResourceSchema = {
  isTold: false,
  core: {
    id: USER_URN,
    attributes: [
      attribute('userName', {required: true}),
      attribute('name', {
        type: 'complex',
        subAttributes: texts(
          ...['formatted', 'familyName', 'givenName', 'middleName'],
          ...['honorificPrefix', 'honorificSuffix'],
        ),
      }),
      ...texts('displayName', 'nickName', 'profileUrl', 'title', 'userType'),
      ...texts('preferredLanguage', 'locale', 'timezone'),
      attribute('active', {type: 'boolean'}),
      attribute('password', {mutability: 'writeOnly', isHidden: true}),
      values('emails', 'work', 'home', 'other'),
      values('phoneNumbers', 'work', 'home', 'mobile', 'fax', 'pager', 'other'),
      values('ims'),
      values('photos', 'photo', 'thumbnail'),
      attribute('addresses', {
        type: 'complex',
        multiValued: true,
        subAttributes: [
          ...texts('formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'),
          attribute('type', {canonicalValues: ['work', 'home', 'other']}),
          attribute('primary', {type: 'boolean'}),
        ],
      }),
      {...values('groups'), ...readOnly},
      values('entitlements'),
      values('roles'),
      values('x509Certificates'),
    ],
  },
  extensions: [
    {
      id: ENTERPRISE_URN,
      attributes: [
        ...texts('employeeNumber', 'costCenter', 'organization', 'division', 'department'),
        attribute('manager', {
          type: 'complex',
          subAttributes: [...texts('value', '$ref'), attribute('displayName', readOnly)],
        }),
      ],
    },
  ],
};

/** Groups. */
export const standardGroups: ResourceSchema = {
  isTold: false,
  core: {
    id: GROUP_URN,
    attributes: [
      attribute('displayName', {required: true}),
      attribute('members', {
        type: 'complex',
        multiValued: true,
        subAttributes: [
          ...['value', '$ref', 'type'].map((name) => attribute(name, {mutability: 'immutable'})),
          attribute('display', readOnly),
        ],
      }),
    ],
  },
  extensions: [],
};
