import {DIRECTORY_VENDORS, held, truth} from './support/directory-sync';
import {runTroubledJob} from './support/troubled-job';
import {inWorld, outage} from './support/world';

// Real processes, two for each attempt; a busy machine may be slow to start them.
jest.setTimeout(120_000);

/** Requests of an undisturbed sync, both programs together. */
const REQUESTS = 9;

describe('an outage of all vendors', () => {
  it('can begin at each of the requests of a sync', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      const {last} = await runTroubledJob(world, {});
      expect(last.status).toBe('succeeded');
      expect(world.sandbox.requests()).toHaveLength(REQUESTS);
    });
  });

  it.each(Array.from({length: REQUESTS}, (_, at) => at + 1))(
    'from request %i on loses nothing: the next attempt ends as an undisturbed sync',
    async (n) => {
      await inWorld(DIRECTORY_VENDORS, async (world) => {
        world.sandbox.setFaults([{what: outage, when: {type: 'from', n}}]);
        const job = await runTroubledJob(world, {fix: () => world.sandbox.setFaults([])});
        expect(job.attempts.map(({status}) => status)).toEqual(['failed', 'succeeded']);
        expect(job.attempts[0]?.failures[0]?.type).toBe('transient_error');
        expect(job.attempts.flatMap(({complaints}) => complaints)).toEqual([]);
        expect(job.claimedInVain).toEqual([]);
        expect(held(world.sandbox)).toEqual(truth(world.sandbox));
      });
    },
  );
});
