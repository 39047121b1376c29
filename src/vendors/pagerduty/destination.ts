import {Failure} from '../../core/failure';
import type {DestinationVendor} from '../../write/object-writer';
import {connectPagerduty} from './connect';
import {checkDestination} from './destination-check';
import {readDestinationSettings} from './destination-settings';
import {tellAccount} from './tell-account';
import {readUserRights} from './user-rights';
import {usersSchema} from './users-writer/users-schema';

/** PagerDuty as a destination: users with contact methods, notification rules and teams. */
export const pagerdutyDestination: DestinationVendor = {
  name: 'pagerduty',
  objects: [
    {
      name: 'pagerduty_users',
      keys: ['email', 'id'],
      operations: ['update', 'upsert', 'insert', 'soft_delete'],
      containers: [],
    },
  ],
  optionsNotSent: [
    'credentials',
    'region',
    'base_url',
    'from_email',
    'allow_invitations',
    'max_invitations',
    'max_removals',
    'allow_unreachable',
  ],
  open: (section, kit) => {
    const settings = readDestinationSettings(section);
    const client = connectPagerduty(settings, kit);
    const {log, signal} = kit;
    return {
      vendor: 'pagerduty',
      check: () => checkDestination({client, log, signal}),
      rightsOf: (uses) => readUserRights(uses, {client, signal, settings}),
      schemaOf: async (object) => {
        requireUsers(object);
        return Promise.resolve(usersSchema());
      },
      openWriter: async (object) => {
        requireUsers(object);
        // The plans of all telephone numbers are loaded by those who write only.
        const {openUsersWriter} = await import('./users-writer/open-users-writer');
        return openUsersWriter({settings, client, kit});
      },
      account: () => tellAccount(client, settings.baseUrl, signal),
      // Addresses are compared in lower case.
      foldsCase: (keyField) => keyField === 'email',
      traffic: () => client.traffic(),
    };
  },
};

function requireUsers(object: string): void {
  if (object === 'pagerduty_users') return;
  throw new Failure({
    kind: 'config',
    message: `PagerDuty has no object ${object}. Use pagerduty_users.`,
  });
}
