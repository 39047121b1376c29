import {isJsonObject, type JsonObject} from '../../src/core/json';
import type {Connection, SelectedStream} from './double/connection';
import {discover, discoverStream} from './support/discover';
import {DIRECTORY_VENDORS, directoryConnection, held} from './support/directory-sync';
import {fakeSource, fakeStream, recordOf, stateOf} from './support/fake-connectors';
import {inWorld, programs, type World} from './support/world';

// Real processes, two for each attempt; a busy machine may be slow to start them.
jest.setTimeout(120_000);

/** The operations that `discover` of the destination offers for an object. */
async function operationsOf(vendor: string, object: string): Promise<readonly JsonObject[]> {
  const {operations} = await discover({side: 'destination', vendor});
  const all: readonly unknown[] = Array.isArray(operations) ? operations : [];
  return all.filter(isJsonObject).filter((one) => one['object_name'] === object);
}

/** Records of a made-up source that go to Pipedrive's users, without any mapping. */
function toPipedrive(
  world: World,
  selected: Partial<SelectedStream>,
  rows: readonly JsonObject[],
): Connection {
  const columns = {email: {type: 'string'}, active_flag: {type: 'boolean'}};
  return {
    source: fakeSource({
      lines: [...rows.map((row) => recordOf('leavers', row)), stateOf('leavers', rows.length)],
    }),
    destination: {
      entrypoint: programs.destination,
      config: {pipedrive: world.destinationSection('pipedrive')},
      supportsRefreshes: true,
    },
    streams: [
      fakeStream('leavers', columns, {
        destinationObjectName: 'pipedrive_users',
        primaryKey: ['email'],
        ...selected,
      }),
    ],
  };
}

const COMPANY = {pipedrive: {users: 14, special_users: false}};

/** E-mails of ordinary users and whether they are active. */
function activity(world: World): Readonly<Record<string, unknown>> {
  const {users = []} = world.sandbox.dump('pipedrive');
  return Object.fromEntries(users.map(({email, active_flag: active}) => [String(email), active]));
}

/** Active users who are no admins. */
function ordinary(world: World): readonly string[] {
  return Object.entries(activity(world))
    .flatMap(([email, active]) => (active === true ? [email] : []))
    .slice(-3);
}

describe('data activation', () => {
  it('update: the connection names object and matching key, no mapping is needed', async () => {
    const vendors = {...DIRECTORY_VENDORS, pendo: {visitors: 200, anonymous: 0, accounts: 0}};
    await inWorld(vendors, async (world) => {
      const offered = await operationsOf('pendo', 'pendo_visitors');
      expect(offered.map(({sync_mode: mode}) => mode)).toContain('update');
      expect(offered[0]?.['matching_keys']).toEqual([['visitorId']]);

      const before = held(world.sandbox).visitors;
      const connection = await directoryConnection(world);
      const {last} = await world.platform.runJob({
        ...connection,
        destination: {
          ...connection.destination,
          config: {pendo: world.destinationSection('pendo')},
        },
        streams: [
          {
            stream: await discoverStream('pagerduty', 'pagerduty_users'),
            syncMode: 'incremental',
            destinationSyncMode: 'update',
            destinationObjectName: 'pendo_visitors',
            primaryKey: ['email'],
            fields: ['email', 'role'],
          },
        ],
      });
      expect(last).toMatchObject({status: 'succeeded', complaints: []});
      const {users = []} = world.sandbox.dump('pagerduty');
      const known = users.filter(({email}) => String(email) in before);
      expect(known.length).toBeGreaterThan(100);
      expect(held(world.sandbox).visitors).toEqual({
        ...before,
        ...Object.fromEntries(
          known.map(({email, role}) => [
            email,
            {...(before[String(email)] as object | undefined), role},
          ]),
        ),
      });
      expect(last.persisted[0]?.destinationStats).toEqual({
        recordCount: known.length,
        rejectedRecordCount: users.length - known.length,
      });
    });
  });

  it('soft_delete: who is named is deactivated, nobody else, and nobody is deleted', async () => {
    await inWorld(COMPANY, async (world) => {
      const offered = await operationsOf('pipedrive', 'pipedrive_users');
      expect(offered.map(({sync_mode: mode}) => mode)).toContain('soft_delete');
      const before = activity(world);
      const leavers = ordinary(world);
      const {last} = await world.platform.runJob(
        toPipedrive(
          world,
          {destinationSyncMode: 'soft_delete'},
          leavers.map((email) => ({email})),
        ),
      );
      expect(last).toMatchObject({status: 'succeeded', complaints: []});
      expect(activity(world)).toEqual({
        ...before,
        ...Object.fromEntries(leavers.map((email) => [email, false])),
      });
    });
  });

  it('append_dedup and append are upsert and insert to the user: nobody is invited unasked', async () => {
    await inWorld(COMPANY, async (world) => {
      const before = activity(world);
      const rows = [...ordinary(world), 'new@person.example'].map((email) => ({
        email,
        active_flag: true,
      }));
      const connection = toPipedrive(world, {destinationSyncMode: 'append_dedup'}, rows);
      const {last} = await world.platform.runJob(connection);
      expect(last).toMatchObject({status: 'succeeded', complaints: []});
      expect(last.persisted[0]?.destinationStats).toEqual({recordCount: 3, rejectedRecordCount: 1});
      expect(activity(world)).toEqual(before);
    });
  });

  it.each([
    ['an object that is not there', {destinationObjectName: 'pipedrive_people'}, /no object/],
    [
      'an operation that the object lacks',
      {destinationObjectName: 'pendo_visitors', destinationSyncMode: 'soft_delete'},
      /does not support it/,
    ],
  ] as const)('%s is a wrong setting, not tried twice', async (_, selected, message) => {
    await inWorld(COMPANY, async (world) => {
      const connection = toPipedrive(world, {destinationSyncMode: 'update', ...selected}, [
        {email: 'a@b.example'},
      ]);
      const config = {...connection.destination.config, pendo: world.destinationSection('pendo')};
      const {attempts, last} = await world.platform.runJob({
        ...connection,
        destination: {...connection.destination, config},
      });
      expect(attempts).toHaveLength(1);
      expect(last.failures[0]).toMatchObject({origin: 'destination', type: 'config_error'});
      expect(last.failures[0]?.message).toMatch(message);
    });
  });
});
