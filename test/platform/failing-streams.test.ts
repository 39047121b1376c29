import type {Fault} from '../../src/sandbox/fault';
import {DIRECTORY_VENDORS, directoryConnection, held, truth} from './support/directory-sync';
import {runTroubledJob} from './support/troubled-job';
import {inWorld, outage} from './support/world';

// Real processes, two for each attempt; a busy machine may be slow to start them.
jest.setTimeout(120_000);

const TEAMS_DOWN: Fault = {
  vendor: 'pagerduty',
  path: '/teams',
  what: outage,
  when: {type: 'always'},
};

describe('a stream that fails for good', () => {
  it('fails the job at each attempt, while the other streams arrive and are not sent again', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      world.sandbox.setFaults([TEAMS_DOWN]);
      const job = await runTroubledJob(world, {});
      expect(job.status).toBe('failed');
      expect(job.attempts).toHaveLength(4);
      expect(job.attempts.map(({forwarded}) => forwarded.records.length)).toEqual([130, 0, 0, 0]);
      expect(job.claimedInVain).toEqual([]);
      expect(held(world.sandbox)).toEqual({...truth(world.sandbox), accounts: {}});
      for (const attempt of job.attempts) {
        expect(attempt).toMatchObject({
          source: {code: 1, stderr: ''},
          destination: {code: 0, stderr: ''},
          complaints: [],
          // Nothing is declared complete, not even the stream that was.
          forwarded: {complete: []},
        });
        expect(attempt.failures[0]).toMatchObject({
          origin: 'source',
          type: 'transient_error',
          stream: 'pagerduty_teams',
        });
        expect(attempt.statuses).toContain('pagerduty_users COMPLETE');
        expect(attempt.statuses).toContain('pagerduty_teams INCOMPLETE');
      }
    });
  });

  it('is completed by the next attempt, from the states of the first', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      world.sandbox.setFaults([TEAMS_DOWN]);
      const job = await runTroubledJob(world, {fix: () => world.sandbox.setFaults([])});
      expect(job.attempts.map(({status}) => status)).toEqual(['failed', 'succeeded']);
      expect(job.last.forwarded.records.map(({stream}) => stream.name)).toEqual(
        Array.from({length: 4}, () => 'pagerduty_teams'),
      );
      expect(job.last.forwarded.complete).toHaveLength(2);
      expect(held(world.sandbox)).toEqual(truth(world.sandbox));
    });
  });

  it('continues in the middle where the read broke off, also in a full refresh', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      // The second page of users.
      const second: Fault = {
        vendor: 'pagerduty',
        path: '/users',
        what: outage,
        when: {type: 'from', n: 2},
      };
      world.sandbox.setFaults([second]);
      const job = await runTroubledJob(world, {
        fix: () => world.sandbox.setFaults([]),
        choices: {selected: {syncMode: 'full_refresh'}},
      });
      const users = job.attempts.map(
        ({forwarded}) =>
          forwarded.records.filter(({stream}) => stream.name === 'pagerduty_users').length,
      );
      expect(users).toEqual([100, 30]);
      expect(job.claimedInVain).toEqual([]);
      expect(held(world.sandbox)).toEqual(truth(world.sandbox));
    });
  });

  it('is sent again when the platform lost the states of the failed attempt', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      world.sandbox.setFaults([TEAMS_DOWN]);
      const job = await runTroubledJob(world, {
        first: {statesAfterFailure: 'lost'},
        fix: () => world.sandbox.setFaults([]),
      });
      expect(job.status).toBe('succeeded');
      expect(job.claimedInVain).toEqual([]);
      expect(held(world.sandbox)).toEqual(truth(world.sandbox));
    });
  });
});

describe('a failure that only the user can fix', () => {
  it('of the source ends the job without another attempt; the next job goes on', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      const refused = {type: 'status', status: 403} as const;
      world.sandbox.setFaults([{...TEAMS_DOWN, what: refused}]);
      const job = await runTroubledJob(world, {});
      expect(job.attempts).toHaveLength(1);
      expect(job.last.failures[0]).toMatchObject({
        origin: 'source',
        type: 'config_error',
        stream: 'pagerduty_teams',
      });
      expect(held(world.sandbox).visitors).toEqual(truth(world.sandbox).visitors);
      world.sandbox.setFaults([]);
      const next = await runTroubledJob(world, {});
      expect(next.last).toMatchObject({status: 'succeeded', complaints: []});
      expect(next.last.forwarded.records).toHaveLength(4);
      expect(held(world.sandbox)).toEqual(truth(world.sandbox));
    });
  });

  it('of the destination ends it too, and no state claims what was refused', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      const refused = {type: 'status', status: 403} as const;
      const writes = '/metadata/visitor/custom/value';
      const fault: Fault = {
        vendor: 'pendo',
        path: writes,
        what: refused,
        when: {type: 'from', n: 2},
      };
      world.sandbox.setFaults([fault]);
      const job = await runTroubledJob(world, {});
      expect(job.attempts).toHaveLength(1);
      expect(job.last.failures[0]).toMatchObject({origin: 'destination', type: 'config_error'});
      expect(job.last.destination).toMatchObject({code: 1, stderr: ''});
      expect(job.claimedInVain).toEqual([]);
      expect(world.platform.store.of('pagerduty_users')).toBeUndefined();
    });
  });

  it('shows in the first line of a wrong configuration, before anything is read', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      const connection = await directoryConnection(world, {
        connection: {
          source: {...(await directoryConnection(world)).source, config: {pagerduty: {}}},
        },
      });
      const job = await world.platform.runJob(connection);
      expect(job.attempts).toHaveLength(1);
      expect(job.last.failures[0]).toMatchObject({origin: 'source', type: 'config_error'});
      expect(job.last.destination).toEqual({code: 0, signal: null, stderr: ''});
      expect(world.sandbox.requests()).toHaveLength(0);
    });
  });
});
