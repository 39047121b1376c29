import {attribute, complex, type ResourceSchema} from './attribute';

/** The extension of users, as RFC 7643, sections 4.3 and 8.7.1, define it. */
export const enterpriseSchema: ResourceSchema = {
  id: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  name: 'EnterpriseUser',
  description: 'What an organization knows of its people.',
  attributes: [
    attribute('employeeNumber', 'Number of the employee.'),
    attribute('costCenter', 'Cost center.'),
    attribute('organization', 'Organization.'),
    attribute('division', 'Division.'),
    attribute('department', 'Department.'),
    complex('manager', 'To whom the user reports.', [
      attribute('value', "Id of the manager's user.", {caseExact: true}),
      attribute('$ref', "Address of the manager's user.", {
        type: 'reference',
        referenceTypes: ['User'],
        caseExact: true,
      }),
      attribute('displayName', 'Name of the manager.', {mutability: 'readOnly'}),
    ]),
  ],
};
