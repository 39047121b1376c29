import {Failure} from '../../core/failure';
import {totalTraffic} from '../../core/traffic';
import type {DestinationVendor} from '../../write/object-writer';
import {connectPandadoc} from './connect';
import {checkDestination, readMemberRights} from './destination-check';
import {readDestinationSettings} from './destination-settings';
import {membersSchema} from './members-writer/members-schema';
import {openMembersWriter} from './members-writer/open-members-writer';
import {tellAccount} from './tell-account';

/** PandaDoc as a destination: people are invited into workspaces, given roles, and removed. */
export const pandadocDestination: DestinationVendor = {
  name: 'pandadoc',
  objects: [
    {
      name: 'pandadoc_members',
      keys: ['email', 'membership_id'],
      operations: ['update', 'upsert', 'insert', 'soft_delete'],
      containers: [],
    },
  ],
  optionsNotSent: [
    ...['credentials', 'name', 'workspace_id', 'more_api_keys', 'environment', 'workspaces'],
    ...['region', 'base_url', 'requests_per_minute', 'custom_roles', 'members_api'],
    ...['allow_invitations', 'max_invitations', 'allow_seats', 'max_seats'],
    ...['allow_removals', 'max_removals', 'new_user_license'],
  ],
  open: (section, kit) => {
    const settings = readDestinationSettings(section);
    const workspaces = connectPandadoc(settings.connection, section, kit);
    const ask = {workspaces, settings, kit};
    return {
      vendor: 'pandadoc',
      check: () => checkDestination(ask),
      rightsOf: (uses) => readMemberRights(uses, ask),
      schemaOf: async (object) => {
        requireMembers(object);
        return Promise.resolve(membersSchema());
      },
      openWriter: async (object) => {
        requireMembers(object);
        return openMembersWriter(ask);
      },
      account: () => tellAccount(workspaces, settings.connection.baseUrl, kit.signal),
      // Addresses are compared in lower case; ids of memberships are not.
      foldsCase: (keyField) => keyField === 'email',
      traffic: () => totalTraffic(workspaces.map(({client}) => client.traffic())),
    };
  },
};

function requireMembers(object: string): void {
  if (object === 'pandadoc_members') return;
  throw new Failure({
    kind: 'config',
    message: `PandaDoc has no object ${object}. Use pandadoc_members.`,
  });
}
