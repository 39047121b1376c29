import type {Fields} from '../../shared/parse-json';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** An extension that no client knows. */
const UNKNOWN = 'urn:example:params:scim:schemas:extension:tomorrow:2.0:User';

/** The user with every attribute that RFC 7643, sections 4.1 and 4.3, has for users. */
export function fullUser(user: Fields, wholeName: string): Fields {
  const id = String(user['id']);
  const [givenName = '', ...rest] = wholeName.split(' ');
  const familyName = rest.join(' ');
  return {
    ...user,
    schemas: [CORE, ENTERPRISE, UNKNOWN],
    externalId: `ext-${id}`,
    displayName: wholeName,
    nickName: givenName,
    name: {
      formatted: `Dr. ${givenName} Q. ${familyName}, III`,
      familyName,
      givenName,
      middleName: 'Q.',
      honorificPrefix: 'Dr.',
      honorificSuffix: 'III',
    },
    title: 'Engineer',
    userType: 'Employee',
    profileUrl: `https://login.example/${id}`,
    preferredLanguage: 'en-US',
    locale: 'en-US',
    timezone: 'America/Los_Angeles',
    emails: [entry(String(user['userName']), 'work')],
    phoneNumbers: [entry('tel:+1-555-0100', 'mobile')],
    ims: [entry(`${givenName}.chat`, 'xmpp')],
    photos: [entry(`https://photos.example/${id}`, 'photo')],
    addresses: [{type: 'work', locality: 'Hollywood', country: 'US', primary: true}],
    roles: [entry('user', 'base')],
    entitlements: [entry('PL00001', 'license')],
    meta: fullMeta('User', id),
    [ENTERPRISE]: {
      employeeNumber: `E-${id}`,
      costCenter: '4130',
      organization: 'Universal Studios',
      division: 'Theme Park',
      department: 'Tour Operations',
      manager: {value: 'M-1', $ref: 'https://scim.example/Users/M-1', displayName: 'Ada Manager'},
    },
    [UNKNOWN]: {badge: 'blue'},
  };
}

/** The group with every attribute that RFC 7643, section 4.2, has for groups, and one more. */
export function fullGroup(group: Fields): Fields {
  const id = String(group['id']);
  return {...group, externalId: `ext-${id}`, meta: fullMeta('Group', id), badge: 'blue'};
}

function entry(value: string, type: string): Fields {
  return {value, type, primary: true, display: `${type}: ${value}`};
}

function fullMeta(resourceType: string, id: string): Fields {
  return {
    resourceType,
    created: '2025-01-23T04:56:22Z',
    lastModified: '2025-05-13T04:42:34Z',
    location: `https://scim.example/${resourceType}s/${id}`,
    version: 'W/"a330bc54f0671c9"',
  };
}
