import {planted, type VendorFacts} from './facts-shape';

/** What the suites must be told of PandaDoc. */
export const facts: VendorFacts = {
  sandbox: {workspaces: 2, users: 120, org_admins: 2},
  splits: [
    {name: 'no paging asked for', section: {members_pagination: 'none'}},
    {name: 'pages asked for', section: {members_pagination: 'page'}},
    {name: 'an OAuth app', sandbox: {auth: 'oauth2'}},
  ],
  large: {workspaces: 3, users: 1_500},
  small: ['pandadoc_workspaces'],
  changes: [planted('members'), planted('users'), {kind: 'workspaces', changed: 1, joined: 1}],
  identity: {
    membership_id: 'tells members and memberships apart',
    user_id: 'tells users apart',
  },
  further: [{name: 'fields of the guide', sandbox: {profile: 'guide', rare_fields: true}}],
};
