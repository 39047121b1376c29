import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {isJsonObject} from '../../src/core/json';
import {
  DIRECTORY_VENDORS,
  directoryConnection,
  held,
  truth,
  type Values,
} from './support/directory-sync';
import {inWorld} from './support/world';

// Real processes, two for each attempt; a busy machine may be slow to start them.
jest.setTimeout(120_000);

describe('records that the destination rejects', () => {
  it('are counted in the states and kept in the file, and the job succeeds', async () => {
    // Person i of both products is the same one: Pendo lacks those from number 90 on.
    const vendors = {...DIRECTORY_VENDORS, pendo: {visitors: 90, anonymous: 0, accounts: 0}};
    await inWorld(vendors, async (world) => {
      const before = held(world.sandbox).visitors;
      const wanted = truth(world.sandbox).visitors;
      const unknown = Object.keys(wanted).filter((email) => !(email in before));
      expect(unknown.length).toBeGreaterThan(30);

      const directory = join(world.directory, 'rejected');
      const connection = await directoryConnection(world, {
        users: {mode: 'update'},
        destination: {rejected_records: {directory}},
      });
      const {status, attempts, last} = await world.platform.runJob(connection);
      expect({status, attempts: attempts.length}).toEqual({status: 'succeeded', attempts: 1});
      expect(last).toMatchObject({failures: [], complaints: []});
      const users = last.persisted.find(({stream}) => stream.name === 'pagerduty_users');
      expect(users?.destinationStats).toEqual({
        recordCount: 130 - unknown.length,
        rejectedRecordCount: unknown.length,
      });

      const lines = readdirSync(directory).flatMap((name) =>
        readFileSync(join(directory, name), 'utf8').split('\n').filter(Boolean),
      );
      const kept = lines.map((line): unknown => JSON.parse(line)).filter(isJsonObject);
      expect(kept.map(({key}) => key).sort()).toEqual([...unknown].sort());
      expect(new Set(kept.map(({reason}) => reason))).toEqual(new Set(['not_found']));

      const after = held(world.sandbox).visitors;
      expect(Object.keys(after)).toEqual(Object.keys(before));
      for (const [id, values] of Object.entries(wanted)) {
        if (id in before)
          expect(after[id]).toEqual({...(before[id] as Values), ...(values as Values)});
      }
      // What was rejected is settled: it is not sent again until it changes.
      const second = await world.platform.runJob(connection);
      expect(second.last).toMatchObject({status: 'succeeded', forwarded: {records: []}});
    });
  });

  it('are too many where a limit is set: the job fails, and no state claims the rest', async () => {
    await inWorld(DIRECTORY_VENDORS, async (world) => {
      const connection = await directoryConnection(world, {
        users: {mode: 'update'},
        destination: {rejected_records: {max_percent: 10}},
      });
      const {status, attempts, last} = await world.platform.runJob(connection);
      expect({status, attempts: attempts.length}).toEqual({status: 'failed', attempts: 4});
      expect(last.failures[0]).toMatchObject({origin: 'destination', type: 'system_error'});
      expect(last.failures[0]?.message).toMatch(/rejected/);
      expect(held(world.sandbox).visitors).toEqual({});
    });
  });
});
