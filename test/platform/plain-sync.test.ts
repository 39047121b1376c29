import {isJsonObject} from '../../src/core/json';
import type {AttemptEnd} from './double/attempt-end';
import type {JobEnd} from './double/platform';
import {
  DIRECTORY_VENDORS,
  directoryConnection,
  held,
  truth,
  type DirectoryChoices,
} from './support/directory-sync';
import {inWorld, type World} from './support/world';

// Real processes, two for each attempt; a busy machine may be slow to start them.
jest.setTimeout(120_000);

/** A job that went well at the first try, with nothing to complain of. */
const WELL: Partial<AttemptEnd> = {status: 'succeeded', failures: [], complaints: []};

async function sync(world: World, choices?: DirectoryChoices): Promise<JobEnd> {
  return world.platform.runJob(await directoryConnection(world, choices));
}

/** Ids of the records that went to the destination, by stream. */
function idsOf({last}: JobEnd, stream: string): readonly unknown[] {
  const records = last.forwarded.records.filter((record) => record.stream.name === stream);
  return records.map(({data}) => data['id']).sort();
}

/** What the destination said of each stream with its only state. */
function countsOf({persisted}: AttemptEnd): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    persisted.map(({stream, destinationStats}) => [stream.name, destinationStats]),
  );
}

describe('a sync on the platform', () => {
  it('brings everything to the vendor, every line and count in order', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      const {attempts, last} = await sync(world);
      expect(attempts).toHaveLength(1);
      expect(last).toMatchObject(WELL);
      expect(last.source).toEqual({code: 0, signal: null, stderr: ''});
      expect(last.destination).toEqual({code: 0, signal: null, stderr: ''});
      expect(held(world.sandbox)).toEqual(truth(world.sandbox));
      expect(last.forwarded.records).toHaveLength(134);
      expect(countsOf(last)).toEqual({
        pagerduty_users: {recordCount: 130, rejectedRecordCount: 0},
        pagerduty_teams: {recordCount: 4, rejectedRecordCount: 0},
      });
      expect(last.beats).toBe(136);
      expect(last.statuses).toEqual(
        ['pagerduty_users', 'pagerduty_teams'].flatMap((stream) => [
          `${stream} STARTED`,
          `${stream} RUNNING`,
          `${stream} COMPLETE`,
        ]),
      );
      expect(last.forwarded.complete.map(({name}) => name)).toEqual([
        'pagerduty_users',
        'pagerduty_teams',
      ]);
    });
  });

  it('sends the second time only what changed, and what left as rejected tombstones', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      await sync(world);
      const before = held(world.sandbox);
      const change = {kind: 'users', changed: 3, joined: 2, left: 1};
      const {changed, joined, left} = world.sandbox.change('pagerduty', change);
      const second = await sync(world);
      expect(second.last).toMatchObject(WELL);
      expect(idsOf(second, 'pagerduty_users')).toEqual([...changed, ...joined, ...left].sort());
      expect(idsOf(second, 'pagerduty_teams')).toEqual([]);
      expect(countsOf(second.last)).toEqual({
        pagerduty_users: {recordCount: 5, rejectedRecordCount: 1},
        pagerduty_teams: {recordCount: 0, rejectedRecordCount: 0},
      });
      // Pendo deletes nobody from here: who left is still there.
      const {visitors} = truth(world.sandbox);
      expect(held(world.sandbox).visitors).toEqual({...before.visitors, ...visitors});
      const third = await sync(world);
      expect(third.last).toMatchObject({...WELL, forwarded: {records: []}});
    });
  });

  it('works the same as a custom image, which gets no generations and no word of completion', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      const {last} = await sync(world, {supportsRefreshes: false});
      expect(last).toMatchObject({...WELL, forwarded: {complete: []}});
      expect(held(world.sandbox)).toEqual(truth(world.sandbox));
    });
  });

  it('reads a full refresh again in each job, and loses nothing of what is there', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      const choices: DirectoryChoices = {selected: {syncMode: 'full_refresh'}};
      await sync(world, choices);
      const second = await sync(world, choices);
      expect(second.last).toMatchObject(WELL);
      expect(second.last.forwarded.records).toHaveLength(134);
      expect(held(world.sandbox)).toEqual(truth(world.sandbox));
    });
  });
});

describe('columns that are not selected', () => {
  const FIELDS = ['id', 'email', 'role', 'name'];

  it('reach neither the destination nor the vendor', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      const {last} = await sync(world, {
        selected: {fields: FIELDS},
        users: {fields: [], other_columns: 'send'},
        destination: {
          pendo: {...world.destinationSection('pendo'), unknown_fields: 'create'},
        },
      });
      expect(last).toMatchObject(WELL);
      const sent = last.forwarded.records.flatMap(({data}) => Object.keys(data));
      expect([...new Set(sent)].sort()).toEqual([...FIELDS].sort());
      const {users = []} = world.sandbox.dump('pagerduty');
      expect(held(world.sandbox).visitors).toEqual(
        Object.fromEntries(users.map(({email, id, role, name}) => [email, {id, role, name}])),
      );
    });
  });

  it('are missed by a mapping that needs them: the user is told, and nothing is tried again', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      const {status, attempts, last} = await sync(world, {
        selected: {fields: ['id', 'email', 'name']},
      });
      expect(status).toBe('failed');
      expect(attempts).toHaveLength(1);
      expect(last.failures[0]).toMatchObject({origin: 'destination', type: 'config_error'});
      expect(last.failures[0]?.message).toMatch(
        /uses column "role", which the stream does not have/,
      );
      expect(held(world.sandbox)).toEqual({visitors: {}, accounts: {}});
    });
  });
});

describe('names that the platform changes on the way', () => {
  it.each([
    {
      title: 'a prefix and a namespace that mappings name',
      connection: {
        prefix: 'crm_',
        namespace: {type: 'custom', format: 'people${SOURCE_NAMESPACE}'},
      },
      named: {prefix: 'crm_', namespace: 'people'},
    },
    {
      title: "a prefix and the destination's own namespace",
      connection: {prefix: 'crm_', namespace: {type: 'destination'}},
      named: {prefix: 'crm_'},
    },
  ] as const)('$title', async ({connection, named}) => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      const first = await sync(world, {connection, named});
      expect(first.last).toMatchObject(WELL);
      expect(held(world.sandbox)).toEqual(truth(world.sandbox));
      expect(first.last.forwarded.records[0]?.stream).toEqual({
        name: 'crm_pagerduty_users',
        namespace: 'namespace' in named ? named.namespace : null,
      });
      // The source finds its states under its own names again.
      expect(isJsonObject(world.platform.store.of('pagerduty_users'))).toBe(true);
      const second = await sync(world, {connection, named});
      expect(second.last).toMatchObject({...WELL, forwarded: {records: []}});
    });
  });

  it('a namespace that a mapping names and the connection does not have is a wrong setting', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      const {attempts, last} = await sync(world, {named: {namespace: 'people'}});
      expect(attempts).toHaveLength(1);
      expect(last.failures[0]).toMatchObject({origin: 'destination', type: 'config_error'});
      expect(last.failures[0]?.message).toMatch(/in namespace "people"/);
    });
  });
});
