import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {NO_PROGRESS} from '../../src/runner/progress/progress';
import {runSync} from '../../src/runner/run/run-sync';
import type {Bench} from './harness';
import {kitWith, openBench, VISITORS, VISITORS_MAPPING} from './harness';

const FAULTY = {
  name: 'faulty',
  key: 'account_id',
  sql: `SELECT name AS account_id, id AS people FROM pipedrive_roles
    UNION ALL SELECT NULL, 6 UNION ALL SELECT * FROM (VALUES ('private@example.com', 7), ('private@example.com', 8))
    ORDER BY people`,
};
const FAULTY_MAPPING = {
  stream: 'faulty',
  object: 'pendo_accounts',
  key: 'account_id',
  mode: 'upsert',
  fields: [{column: 'people', field: 'people'}],
};

describe('a fault', () => {
  let bench: Bench;
  beforeEach(async () => (bench = await openBench()));
  afterEach(() => bench.close());

  const keptRows = (): readonly Record<string, unknown>[] =>
    bench
      .rejectedFiles()
      .flatMap((file) =>
        readFileSync(join(bench.directory, 'rejected', file), 'utf8')
          .trim()
          .split('\n'),
      )
      // Lines of a rejected-records file are objects.
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('of a key rejects its rows, in every run, and the others are sent', async () => {
    const setup = {models: [FAULTY], mappings: [FAULTY_MAPPING]};
    const first = await bench.run(setup);
    const [object] = first.objects;
    expect(object).toMatchObject({
      rows: 8,
      new: 5,
      rejected: 3,
      rejected_by_reason: {null_key: 1, duplicate_key: 2},
      not_tried: 0,
    });
    expect(keptRows().filter(({reason}) => reason === 'duplicate_key')).toMatchObject([
      {record: {account_id: 'private@example.com', people: 7}, key: 'private@example.com'},
      {record: {account_id: 'private@example.com', people: 8}},
    ]);
    // Keys are named as keys only: no sentence holds one.
    const keys = object?.rejections.flatMap((group) => group.keys);
    expect(keys).toEqual(['private@example.com']);
    expect(JSON.stringify(first).split('private@example.com')).toHaveLength(2);
    const second = await bench.run(setup);
    expect(second.objects[0]).toMatchObject({new: 0, rejected: 3, unchanged: 5, not_tried: 0});
  });

  it('of a key counts under max_percent', async () => {
    const report = await bench.run({
      models: [FAULTY],
      mappings: [FAULTY_MAPPING],
      destination: {rejected_records: {max_percent: 30}},
    });
    expect(report).toMatchObject({outcome: 'failed', failure_kinds: ['data']});
    expect(report.failures[0]).toContain(
      '3 of 8 rows of the model faulty for pendo_accounts were rejected',
    );
  });

  it('of a key stands in the plan of a dry run', async () => {
    const setup = {models: [FAULTY], mappings: [FAULTY_MAPPING]};
    const report = await bench.run(setup, {dryRun: true});
    expect(report.objects[0]).toMatchObject({
      rejected: 3,
      written: 5,
      plan: {rejected: 3, create: 5},
    });
    expect(bench.written()).toBe(0);
  });

  it('of one model stops that one, before or after it was prepared; the others are sent', async () => {
    const models = [
      {name: 'bad_data', key: 'id', sql: 'SELECT name::INTEGER AS id FROM pipedrive_users'},
      {name: 'no_file', key: 'id', sql: "SELECT * FROM read_csv('/nowhere.csv')"},
      VISITORS,
    ];
    const mappings = [
      {stream: 'bad_data', object: 'pendo_visitors', key: 'id'},
      {stream: 'no_file', object: 'pendo_accounts', key: 'id'},
      VISITORS_MAPPING,
    ];
    const report = await bench.run({models, mappings});
    expect(report.outcome).toBe('failed');
    expect(report.objects.map(({model, outcome}) => [model, outcome])).toEqual([
      ['no_file', 'failed'],
      ['bad_data', 'failed'],
      ['crm_visitors', 'complete'],
    ]);
    expect(report.failures.map((failure) => failure.slice(0, 30))).toEqual([
      'The model no_file could not re',
      'The model bad_data failed on a',
    ]);
    expect(bench.written()).toBeGreaterThan(20);
  });

  it('of a cell rejects its row: NaN in JSON is text, and what is no JSON is refused', async () => {
    const sql = `SELECT 'a' AS account_id, '{"x": NaN}'::JSON AS people
      UNION ALL SELECT 'b', '[1,]'::JSON UNION ALL SELECT 'c', '5'::JSON`;
    const report = await bench.run({models: [{...FAULTY, sql}], mappings: [FAULTY_MAPPING]});
    expect(report.objects[0]).toMatchObject({
      rows: 3,
      written: 1,
      rejected_by_reason: {invalid_type: 1, invalid_value: 1},
    });
  });

  it('of the nesting of a cell rejects its row', async () => {
    const sql = `SELECT 'a' AS account_id, (repeat('[', 5000) || repeat(']', 5000))::JSON AS people
      UNION ALL SELECT 'b', '5'::JSON`;
    const report = await bench.run({models: [{...FAULTY, sql}], mappings: [FAULTY_MAPPING]});
    expect(report.objects[0]).toMatchObject({written: 1, rejected_by_reason: {invalid_value: 1}});
    expect(report.failures).toEqual([]);
  });

  it('of the space that a cell needs is told by the model, without the disk', async () => {
    const sql =
      "SELECT 'a' AS account_id, repeat('x', 300000000 + 0 * id) AS people FROM pipedrive_roles WHERE id = 1";
    const report = await bench.run({
      models: [{...FAULTY, sql}, VISITORS],
      mappings: [FAULTY_MAPPING, VISITORS_MAPPING],
    });
    expect(report.objects.map(({outcome}) => outcome)).toEqual(['failed', 'complete']);
    expect(report.failures).toEqual([
      expect.stringMatching(/^The model faulty could not be computed\. .*"warehouse\.memory_mb"/),
    ]);
  });
});

describe('a run whose SQL does not end', () => {
  let bench: Bench;
  beforeEach(async () => (bench = await openBench()));
  afterEach(() => bench.close());

  const ENDLESS = {
    ...FAULTY,
    sql: "SELECT 'a' AS account_id, count(*) AS people FROM range(10000000000000)",
  };

  it('stops the model at its time limit, and sends the others', async () => {
    const report = await bench.run({
      models: [{...ENDLESS, time_limit_seconds: 1}, VISITORS],
      mappings: [FAULTY_MAPPING, VISITORS_MAPPING],
    });
    expect(report.outcome).toBe('failed');
    expect(report.objects.map(({outcome}) => outcome)).toEqual(['failed', 'complete']);
    expect(report.failures[0]).toContain('took longer than its time_limit_seconds of 1');
  });

  it('stops at once when the program must', async () => {
    const stop = new AbortController();
    const options = bench.options(
      {models: [ENDLESS], mappings: [FAULTY_MAPPING]},
      {
        kit: kitWith(stop.signal),
        progress: {
          ...NO_PROGRESS,
          reading: ({done, stream}) => {
            // The last stream is read: the model is what comes next.
            if (done !== undefined && stream === 'pipedrive_roles')
              setImmediate(() => stop.abort());
          },
        },
      },
    );
    expect(await runSync(options)).toMatchObject({outcome: 'interrupted', failures: []});
  });
});
