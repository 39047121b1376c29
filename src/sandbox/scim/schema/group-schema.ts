import {attribute, complex, type ResourceSchema} from './attribute';

/** Groups, as RFC 7643, sections 4.2 and 8.7.1, define them. */
export const groupSchema: ResourceSchema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  description: 'A group of users.',
  attributes: [
    attribute('displayName', 'Name of the group.', {required: true}),
    complex(
      'members',
      'Who is in the group.',
      [
        attribute('value', 'Id of the member.', {mutability: 'immutable', caseExact: true}),
        attribute('$ref', 'Address of the member.', {
          type: 'reference',
          referenceTypes: ['User', 'Group'],
          mutability: 'immutable',
          caseExact: true,
        }),
        attribute('type', 'What the member is.', {
          mutability: 'immutable',
          canonicalValues: ['User', 'Group'],
        }),
        // Declared as what the service itself adds: clients that send it are not believed.
        attribute('display', 'Name of the member.', {mutability: 'readOnly'}),
      ],
      {multiValued: true},
    ),
  ],
};
