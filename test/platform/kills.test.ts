import type {Fault} from '../../src/sandbox/fault';
import type {Controls} from './double/attempt';
import {DIRECTORY_VENDORS, held, truth} from './support/directory-sync';
import {runTroubledJob, seeded, type TroubledJob, type Trouble} from './support/troubled-job';
import {watchRequests} from './support/watch-requests';
import {inWorld, type World} from './support/world';

// Real processes, two for each attempt; a busy machine may be slow to start them.
jest.setTimeout(120_000);

/** The source waits for this for ever, so that it lives when it is killed. */
const TEAMS_HANG: Fault = {
  vendor: 'pagerduty',
  path: '/teams',
  what: {type: 'hang'},
  when: {type: 'always'},
};

/** The first attempt is as `trouble` says; the second one must make everything good. */
async function survive(world: World, trouble: Trouble): Promise<TroubledJob> {
  const fix = (): void => {
    trouble.fix?.();
    world.sandbox.setFaults([]);
  };
  const job = await runTroubledJob(world, {...trouble, fix});
  expect(job.attempts.map(({status}) => status)).toEqual(['failed', 'succeeded']);
  expect(job.last.complaints).toEqual([]);
  expect(job.claimedInVain).toEqual([]);
  expect(held(world.sandbox)).toEqual(truth(world.sandbox));
  return job;
}

describe('kill -9 of the source', () => {
  it.each([1, ...seeded(11, 1, 130), 130])('after record %i', async (k) => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      world.sandbox.setFaults([TEAMS_HANG]);
      const written: number[] = [];
      const {attempts} = await survive(world, {
        first: {afterRecord: (n, {killSource}) => (n === k ? killSource() : undefined)},
        fix: () => void written.push(Object.keys(held(world.sandbox).visitors).length),
      });
      expect(attempts[0]?.source.signal).toBe('SIGKILL');
      expect(attempts[0]?.forwarded.records).toHaveLength(k);
      // What had arrived was written, although nobody will ever say that it was all.
      expect(written).toEqual([k]);
      expect(attempts[0]?.destination).toMatchObject({code: 0, stderr: ''});
      expect(attempts[0]?.forwarded.complete).toEqual([]);
    });
  });

  it('after a state was saved: what it covers is not read again', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      world.sandbox.setFaults([TEAMS_HANG]);
      const {attempts} = await survive(world, {
        first: {onPersisted: (_state, {killSource}) => killSource()},
      });
      expect(attempts.map(({forwarded}) => forwarded.records.length)).toEqual([130, 4]);
    });
  });
});

describe('kill -9 of the destination', () => {
  it.each([1, ...seeded(23, 1, 134), 134])('after record %i', async (k) => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      const {attempts} = await survive(world, {
        first: {afterRecord: (n, {killDestination}) => (n === k ? killDestination() : undefined)},
      });
      expect(attempts[0]?.destination.signal).toBe('SIGKILL');
    });
  });

  const writes = [
    [1, 'after Pendo has done it'],
    [2, 'before Pendo does it'],
    [2, 'after Pendo has done it'],
    [4, 'after Pendo has done it'],
  ] as const;
  it.each(writes)('at its write %i, %s', async (nth, when) => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      const what =
        when === 'before Pendo does it'
          ? ({type: 'hang'} as const)
          : ({type: 'slow', ms: 3_600_000} as const);
      const path = '/metadata/visitor/custom/value';
      // The fourth write is that of the accounts.
      const fault: Fault =
        nth === 4
          ? {vendor: 'pendo', path: '/metadata/account/custom/value', what, when: {type: 'always'}}
          : {vendor: 'pendo', path, what, when: {type: 'nth', n: nth}};
      world.sandbox.setFaults([fault]);
      const counts = {visitors: 0};
      const armed: {controls?: Controls} = {};
      const unwatch = watchRequests(world.sandbox, (request) => {
        if (request.path.includes(path)) counts.visitors += 1;
        const due = nth === 4 ? request.path.includes('/account/custom') : counts.visitors === nth;
        if (due && request.method === 'POST') armed.controls?.killDestination();
      });
      try {
        const {attempts} = await survive(world, {
          first: {onStart: (controls) => void (armed.controls = controls)},
          fix: () => {
            delete armed.controls;
          },
        });
        expect(attempts[0]?.destination.signal).toBe('SIGKILL');
      } finally {
        unwatch();
      }
    });
  });
});

describe('kill -9 of both', () => {
  it.each(seeded(37, 1, 130))('after record %i', async (k) => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      world.sandbox.setFaults([TEAMS_HANG]);
      const {attempts} = await survive(world, {
        first: {
          afterRecord: (n, controls) => {
            if (n !== k) return;
            controls.killSource();
            controls.killDestination();
          },
        },
      });
      expect(attempts[0]).toMatchObject({
        source: {signal: 'SIGKILL'},
        destination: {signal: 'SIGKILL'},
      });
    });
  });
});
