import {attribute, complex, values, type ResourceSchema} from './attribute';

/** Users, as RFC 7643, sections 4.1 and 8.7.1, define them. */
export const userSchema: ResourceSchema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  description: 'An account of a person.',
  attributes: [
    attribute('userName', 'Name with which the user signs in.', {
      required: true,
      uniqueness: 'server',
    }),
    complex('name', 'The parts of the name.', [
      attribute('formatted', 'The whole name, ready to be shown.'),
      attribute('familyName', 'Family name.'),
      attribute('givenName', 'Given name.'),
      attribute('middleName', 'Middle names.'),
      attribute('honorificPrefix', 'Title before the name.'),
      attribute('honorificSuffix', 'Suffix after the name.'),
    ]),
    attribute('displayName', 'Name that is shown to others.'),
    attribute('nickName', 'Casual name.'),
    attribute('profileUrl', 'Page about the user.', {
      type: 'reference',
      referenceTypes: ['external'],
      caseExact: true,
    }),
    attribute('title', 'Job title.'),
    attribute('userType', 'Relation to the organization.'),
    attribute('preferredLanguage', 'Preferred languages, as in Accept-Language.'),
    attribute('locale', 'Locale for dates, numbers and money.'),
    attribute('timezone', 'Time zone by its IANA name.'),
    attribute('active', 'Whether the user may sign in.', {type: 'boolean'}),
    attribute('password', 'Password; it can be set and is never shown.', {
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
    }),
    values('emails', 'E-mail addresses.', {types: ['work', 'home', 'other']}),
    values('phoneNumbers', 'Phone numbers.', {
      types: ['work', 'home', 'mobile', 'fax', 'pager', 'other'],
    }),
    values('ims', 'Addresses for instant messages.', {
      types: ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo'],
    }),
    values('photos', 'Pictures of the user.', {
      types: ['photo', 'thumbnail'],
      value: {type: 'reference', referenceTypes: ['external'], caseExact: true},
    }),
    addresses(),
    groups(),
    values('entitlements', 'What the user is entitled to.', {}),
    values('roles', 'Roles of the user.', {}),
    values('x509Certificates', 'Certificates, each DER in base64.', {
      value: {type: 'binary', caseExact: true},
    }),
  ],
};

function addresses() {
  return complex(
    'addresses',
    'Postal addresses.',
    [
      attribute('formatted', 'The whole address, ready to be printed.'),
      attribute('streetAddress', 'Street and house.'),
      attribute('locality', 'City.'),
      attribute('region', 'State or region.'),
      attribute('postalCode', 'Postal code.'),
      attribute('country', 'Country by its ISO 3166-1 code of two letters.'),
      attribute('type', 'What the address is for.', {canonicalValues: ['work', 'home', 'other']}),
      attribute('primary', 'Whether this is the preferred one.', {type: 'boolean'}),
    ],
    {multiValued: true},
  );
}

function groups() {
  const readOnly = {mutability: 'readOnly'} as const;
  return complex(
    'groups',
    'Groups in which the user is; they are changed at the group.',
    [
      attribute('value', 'Id of the group.', {...readOnly, caseExact: true}),
      attribute('$ref', 'Address of the group.', {
        ...readOnly,
        type: 'reference',
        referenceTypes: ['Group'],
        caseExact: true,
      }),
      attribute('display', 'Name of the group.', readOnly),
      attribute('type', 'Whether the user is a member itself or through another group.', {
        ...readOnly,
        canonicalValues: ['direct', 'indirect'],
      }),
    ],
    {...readOnly, multiValued: true},
  );
}
