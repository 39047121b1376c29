import {Failure} from '../../core/failure';
import type {DestinationVendor} from '../../write/object-writer';
import {connectPipedrive} from './connect';
import {checkDestination} from './destination-check';
import {readDestinationSettings} from './destination-settings';
import {sharedBaseUrl} from './settings';
import {tellAccount} from './tell-account';
import {readUserRights} from './user-rights';
import {openUsersWriter} from './users-writer/open-users-writer';
import {readUsersSchema} from './users-writer/users-schema';

/** Pipedrive as a destination: its users are invited, activated, deactivated and given roles. */
export const pipedriveDestination: DestinationVendor = {
  name: 'pipedrive',
  objects: [
    {
      name: 'pipedrive_users',
      keys: ['email', 'id'],
      operations: ['update', 'upsert', 'insert', 'soft_delete'],
      containers: [],
    },
  ],
  optionsNotSent: [
    'credentials',
    'company_domain',
    'base_url',
    'token_in',
    'allow_invitations',
    'max_invitations',
    'max_deactivations',
  ],
  open: (section, kit) => {
    const settings = readDestinationSettings(section);
    const client = connectPipedrive({settings, section, kit});
    return {
      vendor: 'pipedrive',
      check: () => checkDestination(client, kit.signal),
      rightsOf: (uses) => readUserRights(uses, {client, signal: kit.signal, settings}),
      schemaOf: async (object) => {
        requireUsers(object);
        return readUsersSchema(client, kit.signal);
      },
      openWriter: async (object) => {
        requireUsers(object);
        return openUsersWriter({settings, client, kit});
      },
      account: () => tellAccount(client, settings.baseUrl ?? sharedBaseUrl, kit.signal),
      // Addresses are compared in lower case.
      foldsCase: (keyField) => keyField === 'email',
      traffic: () => client.traffic(),
    };
  },
};

function requireUsers(object: string): void {
  if (object === 'pipedrive_users') return;
  throw new Failure({
    kind: 'config',
    message: `Pipedrive has no object ${object}. Use pipedrive_users.`,
  });
}
