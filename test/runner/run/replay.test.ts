import {copyFileSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {replay} from '../../../src/runner/run/replay';
import type {Bench} from '../harness';
import {openBench, VISITORS_MAPPING} from '../harness';

const UPSERT = {mappings: [{...VISITORS_MAPPING, mode: 'upsert'}]};

describe('a replay', () => {
  let bench: Bench;
  let path: string;
  let rejected: number;
  beforeEach(async () => {
    bench = await openBench();
    const report = await bench.run();
    path = report.rejected_records_file ?? '';
    rejected = report.objects[0]?.rejected ?? 0;
    bench.written();
  });
  afterEach(() => bench.close());

  it('fails when everything is rejected again, which is then kept in a new file', async () => {
    const report = await replay({...bench.options(), path});
    expect(report).toMatchObject({
      outcome: 'failed',
      superseded: 0,
      objects: [{rejected, written: 0, not_tried: 0}],
      failure_kinds: ['data'],
    });
    expect(report.failures.join()).toContain(
      `All ${rejected} replayed records for pendo_visitors were rejected (not_found ${rejected})`,
    );
    expect(report.objects[0]?.rejections).toMatchObject([
      {reason: 'not_found', count: rejected, keys: {length: Math.min(3, rejected)}},
    ]);
    expect(existsSync(path)).toBe(false);
    expect(report.replayed_file).toBe(`${path}.replayed`);
    const lines = readFileSync(report.rejected_records_file ?? '', 'utf8')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(rejected);
  });

  it('takes out what is accepted, tells the warehouse, and never sends it over something newer', async () => {
    const copy = join(bench.directory, 'copy.jsonl');
    copyFileSync(path, copy);
    const report = await replay({...bench.options(UPSERT), path});
    expect(report).toMatchObject({outcome: 'done', objects: [{rejected: 0, written: rejected}]});
    expect(report.rejected_records_file).toBeUndefined();

    const next = await bench.run();
    expect(next.objects[0]).toMatchObject({new: 0, changed: 0, rejected_again: 0, rejected: 0});
    bench.written();
    const again = await replay({...bench.options(UPSERT), path: copy});
    expect(again).toMatchObject({outcome: 'done', superseded: rejected, objects: [{not_tried: 0}]});
    expect(bench.written()).toBe(0);
  });

  it('sends what the warehouse keeps as rejected, without a file, and keeps what is rejected again', async () => {
    const none = {...UPSERT, destination: {rejected_records: {}}};
    const refused = await replay({
      ...bench.options({destination: {rejected_records: {}}}),
      path: undefined,
    });
    expect(refused).toMatchObject({outcome: 'failed', objects: [{rejected, not_tried: 0}]});
    expect(refused.rejected_records_file).toBeUndefined();
    bench.written();
    const planned = await replay({...bench.options(none), path: undefined, dryRun: true});
    expect(planned.objects[0]?.plan?.create).toBe(rejected);
    const report = await replay({...bench.options(none), path: undefined});
    expect(report).toMatchObject({outcome: 'done', objects: [{rejected: 0, written: rejected}]});
    expect(bench.written()).toBe(rejected);
    const empty = await replay({...bench.options(none), path: undefined});
    expect(empty).toMatchObject({outcome: 'done', objects: [], superseded: 0});
    expect(existsSync(path)).toBe(true);
  });

  it('that breaks off keeps file and rows, remembers what was accepted, and sends only the rest next time', async () => {
    expect(rejected).toBeGreaterThan(2);
    const destination = {
      pendo: {...bench.sandbox.vendors['pendo']?.destinationConfig, batch_size: 1},
    };
    const setup = {...UPSERT, destination};
    bench.sandbox.setFaults([
      {
        vendor: 'pendo',
        path: '/api/v1/metadata/visitor/custom/value',
        what: {type: 'status', status: 401},
        when: {type: 'from', n: 3},
      },
    ]);
    const broken = await replay({...bench.options(setup), path});
    const [object] = broken.objects;
    expect(broken).toMatchObject({outcome: 'failed', objects: [{outcome: 'failed', written: 2}]});
    expect((object?.written ?? 0) + (object?.rejected ?? 0) + (object?.not_tried ?? 0)).toBe(
      rejected,
    );
    expect(broken.replayed_file).toBeUndefined();
    expect(existsSync(path)).toBe(true);
    bench.sandbox.setFaults([]);
    bench.written();
    const rest = await replay({...bench.options(setup), path});
    expect(rest).toMatchObject({
      outcome: 'done',
      superseded: 2,
      objects: [{written: rejected - 2}],
    });
    expect(bench.written()).toBe(rejected - 2);
    expect((await bench.run()).objects).toMatchObject([{rejected_again: 0, rejected: 0}]);
  });

  it('plans in a dry run and leaves file, warehouse and vendor alone', async () => {
    const before = readFileSync(bench.warehouse);
    const report = await replay({...bench.options(UPSERT), path, dryRun: true});
    expect(report.objects[0]?.plan?.create).toBe(rejected);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(bench.warehouse).equals(before)).toBe(true);
    expect(bench.written()).toBe(0);
  });

  it('refuses a file with records that no mapping takes, before anything is sent', async () => {
    const lines = readFileSync(path, 'utf8').replaceAll('"crm_visitors"', '"other"');
    const other = join(bench.directory, 'other.jsonl');
    writeFileSync(other, lines);
    await expect(replay({...bench.options(), path: other})).rejects.toThrow(
      /Line 1 of .* holds a record of other for pendo_visitors, for which the run file has no mapping/,
    );
    expect(bench.written()).toBe(0);
  });
});
