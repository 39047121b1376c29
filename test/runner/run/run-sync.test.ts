import {readdirSync, existsSync, readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import type {Clock} from '../../../src/core/clock';
import {systemClock} from '../../../src/core/clock';
import {createSuddenEnd} from '../../../src/core/sudden-end';
import {openRunWarehouse} from '../../../src/runner/run/open-run';
import {runSync} from '../../../src/runner/run/run-sync';
import type {Bench, Setup} from '../harness';
import {kitWith, openBench, VISITORS, VISITORS_MAPPING} from '../harness';

const ROLES = {
  name: 'crm_roles',
  key: 'account_id',
  sql: 'SELECT name AS account_id, id AS people FROM pipedrive_roles',
};
const ROLES_MAPPING = {
  stream: 'crm_roles',
  object: 'pendo_accounts',
  key: 'account_id',
  fields: [{column: 'people', field: 'people'}],
};

describe('a run', () => {
  let bench: Bench;
  beforeEach(async () => (bench = await openBench()));
  afterEach(() => bench.close());

  it('sends everything first and then only what changed, and tries rejected rows again', async () => {
    const first = await bench.run();
    const [object] = first.objects;
    expect(first).toMatchObject({outcome: 'done', failures: [], failure_kinds: []});
    expect(first.streams).toMatchObject([
      {stream: 'pipedrive_users', read: 40, changed: 40, deleted: 0},
      {stream: 'pipedrive_roles', read: 5, changed: 5, deleted: 0},
    ]);
    expect(object?.rejected).toBeGreaterThan(0);
    expect(object?.written).toBeGreaterThan(20);
    expect((object?.written ?? 0) + (object?.rejected ?? 0)).toBe(object?.rows);
    expect(object?.rejected_by_reason).toEqual({not_found: object?.rejected});
    expect(bench.rejectedFiles()).toHaveLength(1);
    expect(bench.written()).toBe(object?.rows);

    const second = await bench.run();
    expect(second.streams).toMatchObject([{changed: 0}, {changed: 0}]);
    expect(second).toMatchObject({outcome: 'done', objects: [{new: 0, changed: 0, written: 0}]});
    expect(second.objects[0]?.rejected_again).toBe(object?.rejected);
    expect(second.objects[0]?.unchanged).toBe(object?.written);
    expect(bench.written()).toBe(object?.rejected);

    const planted = bench.sandbox.change('pipedrive', {kind: 'users', changed: 3, left: 1});
    const third = await bench.run();
    expect(third.outcome).toBe('done');
    expect(third.objects[0]?.gone).toBeLessThanOrEqual(1);
    expect(third.objects[0]?.changed).toBeLessThanOrEqual(3);
    const users = bench.sandbox.dump('pipedrive')['users'] ?? [];
    for (const id of planted.changed) {
      const user = users.find((one) => one['id'] === id);
      const custom = bench.custom(String(user?.['email']).toLowerCase());
      if (custom['crmid'] === id) expect(custom['crmname']).toBe(user?.['name']);
    }
  });

  it('sends what a changed mapping gives that was not given before, and nothing else', async () => {
    const fields = VISITORS_MAPPING.fields.slice(0, 2);
    const first = await bench.run({mappings: [{...VISITORS_MAPPING, fields}]});
    const second = await bench.run();
    expect(second.objects[0]?.changed).toBe(first.objects[0]?.written);
    const third = await bench.run({mappings: [{...VISITORS_MAPPING, fields}]});
    expect(third.objects[0]).toMatchObject({changed: 0, unchanged: first.objects[0]?.written});
    const fourth = await bench.run();
    expect(fourth.objects[0]).toMatchObject({changed: 0, unchanged: first.objects[0]?.written});
  });

  it('shows in a dry run what it would do, and leaves warehouse and vendor as they are', async () => {
    const fresh = await bench.run({}, {dryRun: true});
    expect(fresh).toMatchObject({outcome: 'done', dry_run: true});
    expect(fresh.objects[0]?.plan?.update).toBeGreaterThan(20);
    expect(fresh.objects[0]?.plan?.rejected).toBeGreaterThan(0);
    expect(existsSync(bench.warehouse)).toBe(false);
    expect(bench.written()).toBe(0);

    await bench.run();
    bench.written();
    bench.sandbox.change('pipedrive', {kind: 'users', changed: 4});
    const before = readFileSync(bench.warehouse);
    const planned = await bench.run({}, {dryRun: true});
    expect(bench.written()).toBe(0);
    expect(readFileSync(bench.warehouse).equals(before)).toBe(true);
    const updates = planned.objects[0]?.plan?.records.filter(({status}) => status === 'update');
    for (const update of updates ?? []) {
      expect(update).toMatchObject({
        changes: [expect.objectContaining({field: expect.any(String) as string})],
      });
    }
    const real = await bench.run();
    expect(real.objects[0]?.written).toBe(planned.objects[0]?.written);
  });

  it('skips only the models that read a failed stream, and sends them with the next run', async () => {
    bench.sandbox.setFaults([
      {
        vendor: 'pipedrive',
        path: '/v1/roles',
        what: {type: 'status', status: 404},
        when: {type: 'always'},
      },
    ]);
    const setup = {models: [VISITORS, ROLES], mappings: [VISITORS_MAPPING, ROLES_MAPPING]};
    const first = await bench.run(setup);
    expect(first).toMatchObject({outcome: 'failed', failure_kinds: ['data']});
    expect(first.streams).toMatchObject([
      {stream: 'pipedrive_users', outcome: 'complete'},
      {stream: 'pipedrive_roles', outcome: 'failed'},
    ]);
    expect(first.objects).toMatchObject([
      {model: 'crm_visitors', outcome: 'complete'},
      {
        model: 'crm_roles',
        outcome: 'skipped',
        failure:
          'The model crm_roles was not sent, because it reads pipedrive_roles, which failed; the next run sends it.',
      },
    ]);
    bench.sandbox.setFaults([]);
    const second = await bench.run(setup);
    expect(second.objects[0]).toMatchObject({new: 0, changed: 0});
    expect(second.objects[1]).toMatchObject({model: 'crm_roles', new: 5});
  });

  it('finds a wrong model before anything is read, and leaves no file behind', async () => {
    const models = [{...VISITORS, sql: 'SELECT emial AS visitor_id FROM pipedrive_users'}];
    await expect(bench.run({models})).rejects.toMatchObject({kind: 'config'});
    await expect(bench.run({models})).rejects.toThrow(
      /model crm_visitors has SQL that DuckDB does not accept/,
    );
    expect(existsSync(bench.warehouse)).toBe(false);
    expect(bench.sandbox.requests().filter(({path}) => path.endsWith('/users'))).toEqual([]);
  });

  it('fails when more than max_percent of a model is rejected, and keeps what was written', async () => {
    const destination = {rejected_records: {max_percent: 1}};
    const report = await bench.run({destination});
    expect(report.outcome).toBe('failed');
    expect(report.failures[0]).toMatch(
      /more than the 1 percent that "rejected_records.max_percent" allows/,
    );
    const again = await bench.run();
    expect(again).toMatchObject({outcome: 'done', objects: [{new: 0, changed: 0}]});
  });

  it('fails with a sentence when the vendor refuses the key, and loses nothing', async () => {
    bench.sandbox.setFaults([
      {
        vendor: 'pendo',
        path: '/api/v1/metadata',
        what: {type: 'status', status: 403},
        when: {type: 'always'},
      },
    ]);
    const report = await bench.run();
    expect(report).toMatchObject({outcome: 'failed', objects: [{outcome: 'failed', written: 0}]});
    expect(report.failures[0]).toMatch(/Pendo/);
    expect(report.failure_kinds).toEqual(['auth']);
    bench.sandbox.setFaults([]);
    expect((await bench.run()).outcome).toBe('done');
  });

  it('sends a row again whose outcome is unknown, also when the model went back to its old form', async () => {
    const known = String(bench.sandbox.dump('pendo')['visitors']?.[40]?.['visitorId']);
    const setup = (plan: string): Setup => ({
      models: [{name: 'one', key: 'id', sql: `SELECT '${known}' AS id, '${plan}' AS plan`}],
      mappings: [
        {
          stream: 'one',
          object: 'pendo_visitors',
          key: 'id',
          fields: [{column: 'plan', field: 'plan'}],
        },
      ],
    });
    await bench.run(setup('old'));
    const write = {vendor: 'pendo', method: 'POST', path: '/api/v1/metadata/visitor'};
    bench.sandbox.setFaults([{...write, what: {type: 'reset_after'}, when: {type: 'always'}}]);
    const hurried: Clock = {
      now: () => systemClock.now(),
      sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 5), signal),
    };
    const kit = {...kitWith(), clock: hurried};
    expect(await bench.run(setup('new'), {kit})).toMatchObject({
      outcome: 'failed',
      objects: [{written: 0, not_tried: 1}],
    });
    bench.sandbox.setFaults([]);
    expect(bench.custom(known)['plan']).toBe('new');
    await bench.run(setup('old'));
    expect(bench.custom(known)['plan']).toBe('old');
  });

  it('writes rejected rows to a file only where somebody asked for one; the warehouse has them', async () => {
    const report = await bench.run({destination: {rejected_records: {}}});
    expect(report.objects[0]?.rejected).toBeGreaterThan(0);
    expect(report.rejected_records_file).toBeUndefined();
    expect(readdirSync(bench.directory)).not.toContain('rejected');
  });

  it('stops at a signal and goes on with the next run', async () => {
    const stop = new AbortController();
    const options = bench.options({}, {kit: kitWith(stop.signal)});
    const progress = {
      ...options.progress,
      reading: () => stop.abort(),
    };
    const stopped = await runSync({...options, progress});
    expect(stopped).toMatchObject({outcome: 'interrupted', failures: []});
    const report = await bench.run();
    expect(report.outcome).toBe('done');
    expect(report.objects[0]?.rows).toBeGreaterThan(30);
  });

  it('tells what it has sent when a signal stops it between two models', async () => {
    const stop = new AbortController();
    const other = {...VISITORS, name: 'other', sql: `${VISITORS.sql} LIMIT 1`};
    const setup = {
      models: [VISITORS, other],
      mappings: [VISITORS_MAPPING, {...VISITORS_MAPPING, stream: 'other', fields: []}],
    };
    const options = bench.options(setup, {kit: kitWith(stop.signal)});
    const progress = {
      ...options.progress,
      sending: ({done}: {readonly done?: unknown}) => {
        if (done !== undefined) stop.abort();
      },
    };
    const {outcome, objects} = await runSync({...options, progress});
    expect(outcome).toBe('interrupted');
    expect(objects).toMatchObject([
      {model: 'crm_visitors', outcome: 'complete'},
      {model: 'other', outcome: 'failed', failure: 'Not sent, because the run was stopped.'},
    ]);
    expect(objects[0]?.written).toBeGreaterThan(10);
  });

  it('leaves no copy of the warehouse behind when a dry run has to end at once', async () => {
    const suddenEnd = createSuddenEnd();
    const {runFile} = bench.options();
    const opened = await openRunWarehouse(runFile, {dryRun: true, suddenEnd});
    const [found] = await opened.warehouse.database.rows(
      'SELECT path FROM duckdb_databases() WHERE path IS NOT NULL',
    );
    const folder = dirname(String(found?.['path']));
    expect(readdirSync(folder)).not.toEqual([]);
    suddenEnd.carryOut();
    expect(existsSync(folder)).toBe(false);
    opened.close();
  });

  it('names the stream that does not exist and what was probably meant', async () => {
    await expect(bench.run({streams: ['pipedrive_user']})).rejects.toThrow(
      /names a stream "pipedrive_user", which no configured vendor has\. Did you mean "pipedrive_users"\?/,
    );
  });

  it('names the model that a mapping misspells', async () => {
    const mappings = [{...VISITORS_MAPPING, stream: 'crm_visitor'}];
    await expect(bench.run({mappings})).rejects.toThrow(
      /names the model crm_visitor as its stream.*Did you mean crm_visitors\?/,
    );
  });
});
