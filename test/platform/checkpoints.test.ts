import type {Sandbox} from '../../src/sandbox/sandbox';
import type {Connection} from './double/connection';
import {discoverStream} from './support/discover';
import {watchRequests} from './support/watch-requests';
import {inWorld, programs, type World} from './support/world';

// Real processes, two for each attempt; a busy machine may be slow to start them.
jest.setTimeout(120_000);

// testMidSyncCheckpointingStreamState of the destinations' suite. The source makes a state after
// each 10,000 records, so the stream is larger than that, and larger than all pipes together.

const VISITORS = 24_000;
const VENDORS = {
  pendo: {visitors: VISITORS, anonymous: 0, accounts: 0, one_in_without_lastupdated: 0},
};
const BATCH = 500;

/** Every visitor of Pendo becomes an account there: reading and writing do not meet. */
async function connectionOf(world: World): Promise<Connection> {
  return {
    source: {
      entrypoint: programs.source,
      config: {pendo: {...world.sourceSection('pendo'), page_size: 2_000}},
    },
    destination: {
      entrypoint: programs.destination,
      config: {
        pendo: {...world.destinationSection('pendo'), batch_size: BATCH},
        mappings: [
          {
            stream: 'pendo_visitors',
            object: 'pendo_accounts',
            key: 'visitorId',
            mode: 'upsert',
            fields: [{column: 'email', field: 'tier'}],
          },
        ],
      },
      supportsRefreshes: true,
    },
    streams: [
      {
        stream: await discoverStream('pendo', 'pendo_visitors'),
        syncMode: 'incremental',
        destinationSyncMode: 'append_dedup',
      },
    ],
  };
}

function idsOf(sandbox: Sandbox, kind: 'visitors' | 'accounts'): ReadonlySet<unknown> {
  const rows = sandbox.dump('pendo')[kind] ?? [];
  return new Set(rows.map((row) => row[kind === 'visitors' ? 'visitorId' : 'accountId']));
}

describe('a stream with states in its middle', () => {
  it('is saved as it goes: a source that is killed goes on from the last state that came back', async () => {
    await inWorld(VENDORS, async (world) => {
      const claimedInVain: unknown[] = [];
      const job = await world.platform.runJob(await connectionOf(world), (attempt) => ({
        onPersisted: ({covers}, {killSource}) => {
          const accounts = idsOf(world.sandbox, 'accounts');
          claimedInVain.push(...covers.filter(({visitorId}) => !accounts.has(visitorId)));
          if (attempt === 0) killSource();
        },
      }));
      expect(job.attempts.map(({status}) => status)).toEqual(['failed', 'succeeded']);
      expect(claimedInVain).toEqual([]);
      const [first] = job.attempts;
      expect(first?.persisted[0]?.covers.length).toBe(10_000);
      expect(first?.source.signal).toBe('SIGKILL');
      // The second attempt does not begin from the beginning, and nobody is left out.
      const resumed = job.last.forwarded.records.length;
      expect(resumed).toBeGreaterThanOrEqual(VISITORS - 12_000);
      expect(resumed).toBeLessThanOrEqual(VISITORS - 10_000);
      expect(job.last.complaints).toEqual([]);
      expect(idsOf(world.sandbox, 'accounts')).toEqual(idsOf(world.sandbox, 'visitors'));
    });
  });

  it('waits in the pipes while the vendor is slow: nobody reads ahead without end', async () => {
    await inWorld(VENDORS, async (world) => {
      const now = {forwarded: 0, arrived: 0};
      const lags: number[] = [];
      const unwatch = watchRequests(world.sandbox, ({path}) => {
        if (!path.includes('/metadata/account/custom/value')) return;
        lags.push(now.forwarded - now.arrived);
        now.arrived += BATCH;
      });
      try {
        const job = await world.platform.runJob(await connectionOf(world), () => ({
          afterRecord: (n) => void (now.forwarded = n),
        }));
        expect(job.last).toMatchObject({status: 'succeeded', complaints: []});
        expect(lags).toHaveLength(VISITORS / BATCH);
        // Two pipes, a few batches under way and one page: far less than the stream.
        expect(Math.max(...lags)).toBeLessThan(VISITORS / 2);
      } finally {
        unwatch();
      }
    });
  });
});
