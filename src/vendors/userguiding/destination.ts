import {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import {totalTraffic} from '../../core/traffic';
import type {DestinationVendor, ObjectWriter, OpenDestination} from '../../write/object-writer';
import {checkDestination, pathMissing} from './check-access';
import {connectUserguiding, type Connections} from './connect';
import {createUserWriter} from './create-writer';
import {checkIdentityFile, openIdentities} from './identities/identities';
import {userSchema} from './object-schema';
import {readUserguidingSettings, type UserguidingSettings} from './settings';
import {CONTAINERS, fieldKey} from './split-fields';

/** The vendor's own limit, in requests per 10 seconds (UserGuiding Q6). */
const VENDOR_LIMIT = 50;

/** UserGuiding as a destination: users with attributes and company. */
export const userguidingDestination: DestinationVendor = {
  name: 'userguiding',
  objects: [
    {
      name: 'userguiding_users',
      keys: ['userId'],
      operations: ['upsert'],
      containers: CONTAINERS,
      fieldKey,
    },
  ],
  optionsNotSent: [
    'api_key',
    'base_url',
    'region',
    'auth',
    'requests_per_10_seconds',
    'identity_file',
    'skip_unchanged',
    'check_user_id',
    'confirmed_by',
    'list_path',
  ],
  optionsInValues: ['id_case', 'nested', 'date_format', 'attributes_allow'],
  open: (section, kit) => {
    const settings = readUserguidingSettings(section);
    return openDestination(settings, connectUserguiding(settings, kit), kit);
  },
};

function openDestination(
  settings: UserguidingSettings,
  connections: Connections,
  kit: Kit,
): OpenDestination {
  return {
    vendor: 'userguiding',
    check: () => checkDestination(settings, connections, kit),
    schemaOf: (object) => {
      requireUsers(object);
      return Promise.resolve(userSchema);
    },
    openWriter: async (object) => {
      requireUsers(object);
      return openWriter(settings, connections, kit);
    },
    // No call says which workspace a key belongs to; the file remembers the key that it is for.
    account: async () => {
      await checkIdentityFile(settings, kit);
      return {ids: [], address: settings.baseUrl};
    },
    foldsCase: () => settings.idCase === 'lowercase',
    traffic: () => totalTraffic([connections.client.traffic(), connections.prober.traffic()]),
  };
}

async function openWriter(
  settings: UserguidingSettings,
  connections: Connections,
  kit: Kit,
): Promise<ObjectWriter> {
  const {upsert, update} = settings;
  if (upsert === undefined) throw pathMissing([]);
  const identities = await openIdentities(settings, kit);
  describePace(settings, kit);
  if (settings.idCase !== 'as_is' && settings.identityFile === undefined) {
    kit.log(
      'INFO',
      'UserGuiding: spellings of user ids and changes of company are compared within this run only; to compare them with earlier runs, set userguiding.identity_file.',
    );
  }
  return createUserWriter({settings, route: {upsert, update}, connections, identities, kit});
}

/** Nobody can say how long the run takes, because records come as a stream; the pace is known. */
function describePace({requestsPer10Seconds: requests}: UserguidingSettings, {log}: Kit): void {
  const perHour = requests * 360;
  log(
    'INFO',
    `UserGuiding: one call per user, at most ${requests} in 10 seconds, which is ${perHour} users an hour.`,
  );
  if (requests > VENDOR_LIMIT) {
    log(
      'WARN',
      `UserGuiding: userguiding.requests_per_10_seconds is ${requests}, but UserGuiding blocks a key for a minute after more than ${VENDOR_LIMIT}.`,
    );
  }
}

function requireUsers(object: string): void {
  if (object === 'userguiding_users') return;
  throw new Failure({
    kind: 'config',
    message: `UserGuiding has no object ${object}. Use userguiding_users.`,
  });
}
