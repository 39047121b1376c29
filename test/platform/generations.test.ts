import type {Fault} from '../../src/sandbox/fault';
import type {Connection} from './double/connection';
import {
  DIRECTORY_VENDORS,
  directoryConnection,
  held,
  truth,
  type Values,
} from './support/directory-sync';
import {runTroubledJob} from './support/troubled-job';
import {inWorld, outage, type World} from './support/world';

// Real processes, two for each attempt; a busy machine may be slow to start them.
jest.setTimeout(120_000);

// testTruncateRefresh, testInterruptedTruncateWithPriorData, testInterruptedTruncateWithoutPriorData
// and resumeAfterCancelledTruncate of the destinations' suite, as far as a destination owes them
// that writes into somebody's product: a generation never deletes anything there, whole or broken.

/** Visitors whom the product itself has brought. */
const PRIOR = {...DIRECTORY_VENDORS, pendo: {visitors: 40, anonymous: 4, accounts: 5}};
const SECOND_PAGE: Fault = {
  vendor: 'pagerduty',
  path: '/users',
  what: outage,
  when: {type: 'from', n: 2},
};

/** A refresh that asks for everything older to be removed. */
const truncating = {
  syncMode: 'full_refresh',
  destinationSyncMode: 'overwrite_dedup',
  generation: 2,
  truncates: true,
} as const;

/** Ids and values that are gone or changed, of those that no sync writes. */
function harmed(world: World, before: ReturnType<typeof held>): readonly string[] {
  const after = held(world.sandbox);
  const wanted = truth(world.sandbox);
  return (['visitors', 'accounts'] as const).flatMap((kind) =>
    Object.entries(before[kind]).flatMap(([id, values]) => {
      const now = after[kind][id];
      const kept = {...(values as Values | undefined), ...(wanted[kind][id] as Values | undefined)};
      const isSame =
        id in after[kind] && JSON.stringify(sorted(now)) === JSON.stringify(sorted(kept));
      return isSame ? [] : [`${kind} ${id}`];
    }),
  );
}

function sorted(values: unknown): readonly [string, unknown][] {
  return Object.entries(values ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The first sync of the connection, in generation 1. */
async function append(world: World): Promise<Connection> {
  const connection = await directoryConnection(world);
  expect((await world.platform.runJob(connection)).status).toBe('succeeded');
  return connection;
}

describe('a truncating refresh', () => {
  it('brings everything again and deletes nothing, when it is complete', async () => {
    await inWorld(PRIOR, async (world) => {
      const before = held(world.sandbox);
      await append(world);
      const {last} = await runTroubledJob(world, {choices: {selected: truncating}});
      expect(last).toMatchObject({status: 'succeeded', complaints: []});
      expect(last.forwarded.records).toHaveLength(134);
      expect(last.forwarded.complete).toHaveLength(2);
      expect(harmed(world, before)).toEqual([]);
      expect(held(world.sandbox)).toMatchObject(truth(world.sandbox));
    });
  });

  it.each([
    ['with prior data', true],
    ['without prior data', false],
  ])(
    'that breaks off, %s, deletes nothing, and its next attempt completes it',
    async (_, prior) => {
      await inWorld(PRIOR, async (world) => {
        if (prior) await append(world);
        const before = held(world.sandbox);
        const harmedOnTheWay: string[] = [];
        const gone = world.sandbox.change('pagerduty', {kind: 'users', left: 1});
        expect(gone.left).toHaveLength(1);
        world.sandbox.setFaults([SECOND_PAGE]);
        const job = await runTroubledJob(world, {
          choices: {selected: truncating},
          fix: () => world.sandbox.setFaults([]),
          first: {onPersisted: () => void harmedOnTheWay.push(...harmed(world, before))},
        });
        expect(job.attempts.map(({status}) => status)).toEqual(['failed', 'succeeded']);
        expect(job.attempts.map(({forwarded}) => forwarded.complete.length)).toEqual([0, 2]);
        expect(job.claimedInVain).toEqual([]);
        expect(harmed(world, before)).toEqual([]);
        expect(held(world.sandbox)).toMatchObject(truth(world.sandbox));
      });
    },
  );

  it('that was cancelled is resumed in its generation by the next job', async () => {
    await inWorld(PRIOR, async (world) => {
      await append(world);
      const before = held(world.sandbox);
      const cancelled = await runTroubledJob(world, {
        choices: {selected: truncating},
        first: {afterRecord: (n, {cancel}) => (n === 60 ? cancel() : undefined)},
      });
      expect(cancelled.status).toBe('cancelled');
      expect(harmed(world, before)).toEqual([]);
      const resumed = await runTroubledJob(world, {choices: {selected: truncating}});
      expect(resumed.last).toMatchObject({status: 'succeeded', complaints: []});
      expect(harmed(world, before)).toEqual([]);
      expect(held(world.sandbox)).toMatchObject(truth(world.sandbox));
    });
  });

  it('of a custom image, which would overwrite without generations, is refused before anything happens', async () => {
    await inWorld(PRIOR, async (world) => {
      const before = held(world.sandbox);
      const job = await runTroubledJob(world, {
        choices: {selected: truncating, supportsRefreshes: false},
      });
      expect(job.attempts).toHaveLength(1);
      expect(job.last.failures[0]).toMatchObject({origin: 'destination', type: 'config_error'});
      expect(job.last.failures[0]?.message).toMatch(/"overwrite".*never removes/);
      expect(held(world.sandbox)).toEqual(before);
    });
  });
});
