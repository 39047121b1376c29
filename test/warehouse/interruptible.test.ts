import {systemClock} from '../../src/core/clock';
import {Failure} from '../../src/core/failure';
import {checkModels, orderIn} from '../../src/warehouse/models/check-models';
import {inTime} from '../../src/warehouse/models/in-time';
import {tempWarehouses} from './temp-warehouse';

/** All time is over at once. */
const HASTY = {
  ...systemClock,
  sleep: () => new Promise<void>((resolve) => void setImmediate(resolve)),
};
const MODEL = {name: 'crm', key: 'id', timeLimitSeconds: 60};

describe('SQL that does not end', () => {
  it('is given up with a sentence where DuckDB does not hear the interrupt', async () => {
    let interrupts = 0;
    const deaf = {interrupt: () => (interrupts += 1)};
    const {signal} = new AbortController();
    const ends: Failure[] = [];
    let end: (failure: Failure) => void = () => undefined;
    const work = new Promise<never>((_, reject) => (end = reject));
    const giveUp = (failure: Failure): void => {
      ends.push(failure);
      end(failure);
    };
    const how = {
      model: {...MODEL, sql: ''},
      interrupts: {clock: HASTY, signal, suddenEnd: {giveUp}},
    };
    // Only `interrupt` is asked of it.
    const ended = inTime(deaf as never, how, () => work);
    await expect(ended).rejects.toThrow(/took longer/);
    expect(ends[0]?.message).toMatch(
      /^The model crm had to be stopped, and DuckDB did not stop: .* run again\.$/,
    );
    expect(interrupts).toBeGreaterThan(0);
    expect(ends).toHaveLength(1);
  });

  it('is stopped while it is only prepared, and the models beside it are not', async () => {
    const temp = tempWarehouses();
    const {database} = await temp.open();
    const slow = {
      ...MODEL,
      sql: "SELECT levenshtein(repeat('ab', 2000), repeat('ba', 2000)) AS id, 1 AS a",
    };
    const other = {...MODEL, name: 'other', sql: 'SELECT 1 AS id'};
    const ordered = await orderIn(database, [slow, other]);
    const {signal} = new AbortController();
    const models = [other, slow];
    const checks = await checkModels(database, models, ordered, {clock: HASTY, signal});
    expect(checks.failed.get('crm')?.message).toMatch(/^The model crm took longer than/);
    const stop = new AbortController();
    stop.abort(new Failure({kind: 'transient', message: 'stopped'}));
    const stopped = checkModels(database, models, ordered, {clock: HASTY, signal: stop.signal});
    await expect(stopped).rejects.toThrow('stopped');
    temp.clean();
  });
});
