import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Clock, systemClock} from '../../../src/core/clock';
import {formatKeyHistory, formatRuns} from '../../../src/runner/history/format-history';
import {
  formatRejected,
  rejectedCommand,
  type RejectedFlags,
} from '../../../src/runner/history/rejected-command';
import {reportCommand} from '../../../src/runner/history/report-command';
import {writeRunPage} from '../../../src/runner/page/write-page';
import {inspectRunFile} from '../../../src/runner/run-file/load-run-file';
import type {Terminal} from '../../../src/runner/commands/terminal';
import type {RunOptions} from '../../../src/runner/run/run-sync';
import type {RunReport} from '../../../src/runner/report/report';
import {
  countRuns,
  lastSuccess,
  readKeyHistory,
  readReport,
  readRuns,
} from '../../../src/warehouse/history/read-history';
import {readRejectedGroups} from '../../../src/warehouse/history/read-rejected';
import type {Database} from '../../../src/warehouse/database';
import {openWarehouse} from '../../../src/warehouse/open-warehouse';
import {kitWith, schemas} from '../harness';
import type {VendorDouble, World} from '../vendor-double';
import {createWorld, pendoOf, startVendorDouble} from '../vendor-double';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('the history of runs', () => {
  let double: VendorDouble;
  let world: World;
  /** How far the tests' clock is from the machine's. */
  let offsetMs: number;
  beforeEach(async () => {
    double = await startVendorDouble();
    world = createWorld(double);
    offsetMs = Date.UTC(2026, 0, 1) - Date.now();
  });
  afterEach(async () => {
    world.clean();
    await double.close();
  });

  const clock: Clock = {...systemClock, now: () => Date.now() + offsetMs};

  function run(
    rows: string,
    {history, ...more}: Partial<RunOptions> & {readonly history?: object} = {},
  ): Promise<RunReport> {
    const sql = `SELECT * FROM (VALUES ${rows}) t(id, plan, city)`;
    return world.run(
      {
        models: [{name: 'crm', sql}],
        mappings: [{stream: 'crm', object: 'pendo_visitors'}],
        destination: pendoOf(double),
        ...(history && {history}),
      },
      {kit: {...kitWith(), clock, random: () => 0.5}, ...more},
    );
  }

  async function look<T>(ask: (database: Database) => Promise<T>): Promise<T> {
    const warehouse = await openWarehouse({path: world.warehouse, readOnly: true});
    try {
      return await ask(warehouse.database);
    } finally {
      warehouse.close();
    }
  }

  it('has every run with its counts, reasons, accounts and requests, the newest first', async () => {
    const first = await run("('u1', 'gold', 'Oslo'), ('nobody1', 'free', 'Rome')");
    offsetMs += DAY_MS;
    await run("('u1', 'paid', 'Oslo'), ('nobody1', 'free', 'Rome')");
    const runs = await look((database) => readRuns(database, 10));
    expect(runs).toMatchObject([
      {run: 2, outcome: 'done', exit_code: 0, new: 0, changed: 1, sent: 1, equal: 0, rejected: 1},
      {run: 1, outcome: 'done', new: 2, sent: 1, rejected: 1},
    ]);
    expect(runs[1]?.started).toMatch(/^2026-01-01T/);
    expect(runs[1]?.run_id).toBe(first.run_id);
    expect(first.run_id).toMatch(/^20260101-\d{6}-8000$/);
    expect(await look(countRuns)).toBe(2);
    expect(new Date((await look(lastSuccess)) ?? 0).toISOString()).toBe(runs[0]?.ended);
    const [reason] = await look((database) =>
      database.rows('SELECT * FROM _user_sync.history_reason WHERE run = 1'),
    );
    expect(reason).toMatchObject({object: 'pendo_visitors', reason: 'not_found', rows: 1n});
    const vendor = await look((database) =>
      database.rows('SELECT * FROM _user_sync.history_vendor WHERE run = 1 ORDER BY side'),
    );
    expect(vendor).toMatchObject([
      {side: 'destination', vendor: 'pendo'},
      {side: 'source', vendor: 'pipedrive', account_name: 'company-100'},
    ]);
    const kept = await look((database) => readReport(database, first.run_id));
    expect(kept).toEqual({run: 1, report: JSON.parse(JSON.stringify(first)) as unknown});
  });

  it('has what was sent of a key and when, found in any spelling, without its values', async () => {
    await run("('u1', 'gold', 'Oslo')");
    offsetMs += DAY_MS;
    await run("('u1', 'paid', 'Oslo')");
    offsetMs += DAY_MS;
    await run("('u1', 'paid', 'Oslo')");
    offsetMs += DAY_MS;
    await run("('u2', 'paid', 'Oslo')");
    const events = await look((database) => readKeyHistory(database, 'U1'));
    expect(events).toMatchObject([
      {outcome: 'left', run: 4},
      {outcome: 'sent', changed_fields: ['plan'], values: null},
      {outcome: 'sent', changed_fields: ['city', 'plan'], key: 'u1', model: 'crm'},
    ]);
    expect(JSON.stringify(events)).not.toContain('gold');
    const text = formatKeyHistory(events);
    expect(text).toMatch(/2026-01-02 [\d:]{8} {2}sent: plan; 1 as before/);
    expect(text).toMatch(/2026-01-04 [\d:]{8} {2}left the model/);
    expect(await look((database) => readKeyHistory(database, 'u3'))).toEqual([]);
  });

  it('keeps values where the run file says so, without secrets, and for as long as it says', async () => {
    const keep = {history: {keep_values: 2}};
    await run("('u1', 'gold', 'key-of-acme-subscription')", keep);
    const [event] = await look((database) => readKeyHistory(database, 'u1'));
    expect(event?.values).toEqual({plan: 'gold', city: '****'});
    offsetMs += 3 * DAY_MS;
    await run("('u1', 'paid', 'Oslo')", keep);
    const events = await look((database) => readKeyHistory(database, 'u1'));
    expect(events.map(({values}) => values)).toEqual([{plan: 'paid', city: 'Oslo'}, null]);
    await run("('u1', 'paid', 'Oslo')");
    const none = await look((database) => readKeyHistory(database, 'u1'));
    expect(none.map(({values}) => values)).toEqual([null, null]);
  });

  it('has a rejection once, with its reason, as long as the row stays as it is', async () => {
    await run(
      "('nobody1', 'free', 'Rome'), ('u1', 'x', 'y'), (NULL, 'x', 'y'), ('d', '1', '2'), ('d', '3', '4')",
    );
    offsetMs += DAY_MS;
    await run(
      "('nobody1', 'free', 'Rome'), ('u1', 'x', 'y'), (NULL, 'x', 'y'), ('d', '1', '2'), ('d', '3', '4')",
    );
    const rejected = await look((database) => readKeyHistory(database, 'nobody1'));
    expect(rejected).toMatchObject([{outcome: 'rejected', reason: 'not_found', run: 1}]);
    const repeated = await look((database) => readKeyHistory(database, 'd'));
    expect(repeated).toMatchObject([{outcome: 'rejected', reason: 'duplicate_key', run: 1}]);
  });

  it('has the rows that are rejected now, with reason, first and last time; who passes leaves', async () => {
    const bad = "(NULL, 'x', 'y'), ('=d', '1', '2'), ('=d', '3', '4')";
    await run(`('nobody1', 'free', 'Rome'), ('u1', 'x', 'y'), ${bad}`);
    offsetMs += DAY_MS;
    await run(`('nobody1', 'free', 'Rome'), ('u1', 'x', 'y'), ${bad}`);
    const groups = await look((database) => readRejectedGroups(database, 10));
    expect(groups).toMatchObject([
      {reason: 'duplicate_key', rows: 2, keys: ['=d']},
      {reason: 'not_found', rows: 1, keys: ['nobody1'], object: 'pendo_visitors', model: 'crm'},
      {reason: 'null_key', rows: 1, keys: ['']},
    ]);
    for (const {first_seen: first, last_seen: last} of groups) {
      expect([first?.slice(0, 10), last?.slice(0, 10)]).toEqual(['2026-01-01', '2026-01-02']);
    }
    expect(formatRejected(groups, 'run.yaml')).toContain(
      '2 × duplicate_key: crm → pendo_visitors\n  Column "id"',
    );
    const printed = await rejected({csv: true});
    expect(printed).toContain(`pendo_visitors,crm,nobody1,not_found,`);
    expect(printed).toContain(`pendo_visitors,crm,'=d,duplicate_key,`);
    expect(JSON.parse(await rejected({json: true}))).toMatchObject({rows: 4});
    double.held.set('nobody1', {});
    await run("('nobody1', 'free', 'Rome'), ('u1', 'x', 'y'), ('=d', '1', '2')");
    expect(await rejected({})).toBe('No row is rejected.\n');
  });

  async function rejected(flags: RejectedFlags): Promise<string> {
    let out = '';
    const path = join(world.directory, 'run1.yaml');
    const terminal: Terminal = {
      out: (text) => void (out += text),
      outUnmasked: () => Promise.resolve(),
      err: () => undefined,
      width: 80,
    };
    const parts = {vendors: [], schemas: schemas(), kit: kitWith(), terminal, environment: {}};
    expect(await rejectedCommand(parts, path, flags)).toBe(0);
    return out;
  }

  it('becomes the page of the last run, with the runs before it, whether report or the run itself writes it', async () => {
    await run("('u1', 'gold', 'Oslo')");
    offsetMs += DAY_MS;
    const report = await run("('u1', 'paid', 'Oslo'), ('nobody1', 'free', 'Rome')");
    const path = join(world.warehouse, '..', 'page-run.yaml');
    writeFileSync(path, `warehouse: {path: ${world.warehouse}}\n`);
    const terminal: Terminal = {
      out: () => undefined,
      err: () => undefined,
      outUnmasked: () => Promise.resolve(),
      width: 80,
    };
    const parts = {vendors: [], schemas: schemas(), kit: kitWith(), terminal, environment: {}};
    expect(await reportCommand(parts, path, {})).toBe(0);
    const html = readFileSync(join(path, '..', 'report.html'), 'utf8');
    expect(html).toMatch(/"started":"2026-01-01T[^}]*"sent":1,"equal":0,"rejected":0/);
    expect(html).toMatch(/"started":"2026-01-02T[^}]*"sent":1,"equal":0,"rejected":1/);
    expect(html).not.toContain('nobody1');
    const output = path;
    await expect(reportCommand(parts, path, {output})).rejects.toThrow(/is not overwritten/);
    const {runFile} = inspectRunFile({
      path,
      schemas: parts.schemas,
      environment: {},
      mask: parts.kit.mask,
    });
    expect(runFile).toBeDefined();
    if (runFile === undefined) return;
    const own = join(path, '..', 'own.html');
    const ended = {id: report.run_id, started: '2026-01-02T00:00:00.000Z', report};
    await writeRunPage({path: own, showValues: false}, runFile, ended);
    const strip = /"runs":\[(.*?)\]/.exec(readFileSync(own, 'utf8'))?.[1] ?? '';
    expect([...strip.matchAll(/"started":"(.{10})/g)].map(([, day]) => day)).toEqual([
      '2026-01-01',
      '2026-01-02',
    ]);
  });

  it('forgets what is older than the run file says, but not the last runs', async () => {
    await run("('u1', 'gold', 'Oslo')");
    offsetMs += 11 * DAY_MS;
    await run("('u1', 'paid', 'Oslo')", {history: {keep_days: 10}});
    expect(await look(countRuns)).toBe(2);
    const events = await look((database) => readKeyHistory(database, 'u1'));
    expect(events).toMatchObject([{run: 2}]);
  });

  it('leaves dry runs out, and has a run that was killed as not finished', async () => {
    await run("('u1', 'gold', 'Oslo')");
    await run("('u2', 'gold', 'Oslo')", {dryRun: true});
    const warehouse = await openWarehouse({path: world.warehouse});
    await warehouse.database.run(
      "UPDATE _user_sync.history_run SET outcome = 'not_finished', ended = NULL, exit_code = NULL",
    );
    warehouse.close();
    const runs = await look((database) => readRuns(database, 10));
    expect(runs).toMatchObject([{run: 1, outcome: 'not_finished', ended: null}]);
    expect(formatRuns(runs, 1, 80)).toContain('not finished');
  });

  it('has a run that was refused before anything was sent', async () => {
    await run("('u1', 'gold', 'Oslo')");
    await expect(run("('u1', 'gold'")).rejects.toMatchObject({kind: 'config'});
    const runs = await look((database) => readRuns(database, 1));
    expect(runs).toMatchObject([{run: 2, outcome: 'bad_input', exit_code: 2, sent: 0}]);
    expect(runs[0]?.failures[0]).toContain('crm');
  });
});

describe('the list of earlier runs', () => {
  it.each([60, 80])('fits %i columns and says how many more there are', (width) => {
    const run = {
      ...{run: 1, run_id: 'a', command: 'run', version: '1', options: {}, failures: []},
      ...{started: '2026-01-01T00:00:00.000Z', ended: '2026-01-01T00:01:30.000Z'},
      ...{outcome: 'not_finished', exit_code: 1, new: 120, changed: 3, sent: 123},
      ...{equal: 4_000, rejected: 2, left_model: 0, not_tried: 0},
    };
    const text = formatRuns([run], 3, width);
    expect(text).toContain('and 2 earlier');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  });
});
