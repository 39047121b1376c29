import {DIRECTORY_VENDORS, directoryConnection, held, truth} from './support/directory-sync';
import {runTroubledJob, seeded} from './support/troubled-job';
import {inWorld} from './support/world';

// Real processes, two for each attempt; a busy machine may be slow to start them.
jest.setTimeout(120_000);

describe('a sync that the user cancels', () => {
  it.each([1, ...seeded(53, 1, 134), 134])(
    'after record %i: the destination writes what it has, ends with 0 and claims no more',
    async (k) => {
      await inWorld(DIRECTORY_VENDORS, async (world) => {
        const job = await runTroubledJob(world, {
          first: {afterRecord: (n, {cancel}) => (n === k ? cancel() : undefined)},
        });
        expect(job.status).toBe('cancelled');
        expect(job.attempts).toHaveLength(1);
        expect(job.last).toMatchObject({
          destination: {code: 0, signal: null, stderr: ''},
          complaints: [],
          forwarded: {complete: []},
        });
        expect(job.claimedInVain).toEqual([]);
        const {visitors, accounts} = held(world.sandbox);
        const written = Object.keys(visitors).length + Object.keys(accounts).length;
        expect(written).toBe(job.last.forwarded.records.length);
        expect(written).toBe(k);

        const next = await world.platform.runJob(await directoryConnection(world));
        expect(next.last).toMatchObject({status: 'succeeded', complaints: []});
        expect(held(world.sandbox)).toEqual(truth(world.sandbox));
      });
    },
  );
});
