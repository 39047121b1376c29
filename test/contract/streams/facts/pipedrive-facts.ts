import {planted, type VendorFacts} from './facts-shape';

/** What the suites must be told of Pipedrive. */
export const facts: VendorFacts = {
  sandbox: {users: 18, roles: 12},
  splits: [
    {name: 'the company host', sandbox: {host: 'company'}},
    {name: 'an OAuth app', sandbox: {auth: 'oauth2'}},
  ],
  large: {users: 950, roles: 10},
  small: ['pipedrive_roles', 'pipedrive_permission_sets'],
  changes: [planted('users'), planted('roles')],
  // Times are passed on in ISO 8601, whichever way Pipedrive writes them.
  dump: {pipedrive_users: {differ: ['created', 'modified', 'last_login']}},
  identity: {
    user_id: 'an assignment is known by its user and its role',
    role_id: 'an assignment is known by its user and its role',
    app: "whether the token is an admin's",
    admin: "whether the token is an admin's",
  },
  further: [{name: 'fields of the guide', sandbox: {profile: 'guide', rare_fields: true}}],
};
