import {Failure} from '../../core/failure';
import type {DestinationVendor, ObjectDescription} from '../../write/object-writer';
import {attempt} from '../shared/attempt';
import {readDestinationSettings} from './destination-settings';
import {openWriters} from './open-writers';
import {profiles} from './profiles';
import {pathKey} from './schema/attribute-path';
import {openScimService} from './service';
import {accountOf} from './settings';
import {writeRights} from './write-rights';

/** A service as far as it is known without being asked. */
interface Account {
  readonly account: string;
  readonly hasGroups: boolean;
}

const accounts = Object.values(profiles).map(({name, mayHaveGroups}) => ({
  vendor: name,
  account: accountOf({vendor: name}),
  hasGroups: mayHaveGroups,
}));

/** SCIM 2.0 services as a destination: users and groups of one vendor for each entry of the section. */
export const scimDestination: DestinationVendor = {
  name: 'scim',
  nameEntry: accountOf,
  entrySections: accounts.map(({vendor, account}) => ({name: account, fixed: {vendor}})),
  objects: accounts.flatMap(objectsOf),
  objectsOf: (entry) =>
    accounts.filter(({account}) => account === accountOf(entry)).flatMap(objectsOf),
  optionsNotSent: [
    'vendor',
    'token',
    'base_url',
    'auth',
    'allow_invitations',
    'max_invitations',
    'max_deactivations',
    'allow_permanent',
    'remove_members',
    'max_removals',
  ],
  optionsInValues: ['empty_lists'],
  open: (entry, kit) => {
    const settings = readDestinationSettings(entry);
    const {account} = settings;
    const service = openScimService(settings, kit);
    const writers = openWriters({settings, service, kit});
    return {
      vendor: account,
      check: async () => {
        const checked = await attempt(() => writers.check());
        return checked instanceof Failure ? [checked] : [];
      },
      rightsOf: async (uses) => writeRights(uses, {settings, hasGroups: await writers.hasGroups()}),
      schemaOf: async (object) => writers.schemaOf(kindOf(account, object)),
      openWriter: async (object) => writers.open(kindOf(account, object)),
      // No attribute of a service says whose it is.
      account: () => Promise.resolve({ids: [], address: settings.baseUrl}),
      foldsCase: (keyField) => keyField === 'userName',
      traffic: () => service.traffic(),
    };
  },
};

function objectsOf({account, hasGroups}: Account): readonly ObjectDescription[] {
  return [
    {
      name: `${account}_users`,
      keys: ['userName', 'externalId', 'id'],
      operations: ['update', 'upsert', 'insert', 'soft_delete'],
      // Dots are a part of SCIM's paths, which the writer reads itself.
      containers: [],
      fieldKey: pathKey,
    },
    ...(hasGroups
      ? [
          {
            name: `${account}_groups`,
            keys: ['displayName', 'externalId', 'id'],
            operations: ['update', 'upsert'] as const,
            containers: [],
            fieldKey: pathKey,
          },
        ]
      : []),
  ];
}

function kindOf(account: string, object: string): 'users' | 'groups' {
  if (object === `${account}_users`) return 'users';
  if (object === `${account}_groups`) return 'groups';
  throw new Failure({
    kind: 'config',
    message: `${account} has no object ${object}. Use ${account}_users or ${account}_groups.`,
  });
}
