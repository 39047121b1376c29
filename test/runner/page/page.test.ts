import {createHash} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import type {RunPage} from '../../../src/page-data/run-page';
import {embedJson} from '../../../src/runner/page/embed-json';
import {maskJson, maskSentence, maskValue} from '../../../src/runner/page/mask-personal';
import {pageHtml} from '../../../src/runner/page/page-html';
import {preparePage} from '../../../src/runner/page/prepare-page';
import {readRejectedKeys} from '../../../src/runner/page/rejected-keys';
import {runPageOf, type RunPageFacts} from '../../../src/runner/page/run-page-of';
import {writePage} from '../../../src/runner/page/write-page';
import type {ObjectReport, RunReport} from '../../../src/runner/report/report';

const OBJECT: ObjectReport = {
  model: 'crm_users',
  object: 'pendo_visitors',
  outcome: 'complete',
  rows: 10,
  new: 1,
  changed: 2,
  rejected_again: 1,
  written: 3,
  created: 0,
  unchanged: 5,
  rejected: 2,
  rejected_by_reason: {not_found: 2},
  rejection_examples: {},
  rejections: [
    {
      reason: 'not_found',
      message: 'Pendo does not know anna@example.com.',
      count: 2,
      keys: ['anna@example.com'],
    },
  ],
  remarks: [],
  not_tried: 0,
  left_for_later: 0,
  drifted: 0,
  gone: 1,
};

const REPORT: RunReport = {
  run_id: 'b',
  outcome: 'done',
  dry_run: false,
  duration_ms: 1200,
  streams: [
    {stream: 'pagerduty_scim_users', outcome: 'complete', read: 4, changed: 1, deleted: 0},
    {stream: 'pipedrive_users', outcome: 'complete', read: 10, changed: 3, deleted: 1},
  ],
  objects: [OBJECT],
  traffic: [{vendor: 'pendo', side: 'destination', requests: 4, retries: 1, waited_ms: 20}],
  notes: [],
  failures: [],
  failure_kinds: [],
};

function facts(more: Partial<RunPageFacts> = {}): RunPageFacts {
  return {
    id: 'b',
    started: '2026-03-04T05:06:07.000Z',
    report: REPORT,
    runFile: 'some/run.yaml',
    version: '0.2.0',
    accounts: [],
    models: [{model: 'crm_users', reads: ['pipedrive_users']}],
    rejected: [],
    earlier: [],
    showValues: false,
    ...more,
  };
}

const directory = mkdtempSync(join(tmpdir(), 'user-sync-page-'));
afterAll(() => rmSync(directory, {recursive: true, force: true}));

describe('data in a page', () => {
  it('stays the same JSON, and cannot end its element, whatever it holds', () => {
    const hostile = fc.constantFrom('</script>', '<!--', '\u2028', '\u2029', '<script', ']]>');
    const text = fc
      .array(fc.oneof(hostile, fc.string({unit: 'binary'})))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.jsonValue(), (value, other) => {
        const embedded = embedJson([value, other]);
        expect(embedded).not.toMatch(/[<>\u2028\u2029]/);
        expect(JSON.parse(embedded)).toEqual(JSON.parse(JSON.stringify([value, other])));
      }),
      {numRuns: 60},
    );
  });

  it('may run only the program and use only the style that were built with it', () => {
    const html = pageHtml(runPageOf(facts()));
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
    const digest = (text = '') => createHash('sha256').update(text).digest('base64');
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1];
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src 'sha256-${digest(script)}'`);
    expect(policy).toContain(`style-src 'sha256-${digest(style)}'`);
    expect(policy).not.toContain('unsafe');
  });

  it('holds no personal data unless it is asked for', () => {
    const rejected = {
      ...{object: 'pendo_visitors', model: 'crm_users', reason: 'not_found', time: ''},
      ...{message: 'Pendo does not know anna@example.com.', key: 'anna@example.com'},
    };
    const given = {rejected: [rejected, {...rejected, key: 'Bob Quarles'}]};
    const masked = pageHtml(runPageOf(facts(given)));
    expect(masked).not.toContain('anna');
    expect(masked).not.toContain('Quarles');
    const shown = pageHtml(runPageOf(facts({...given, showValues: true})));
    expect(shown).toContain('anna@example.com');
    expect(shown).toContain('Bob Quarles');
  });
});

describe('masked values', () => {
  it.each([
    ['anna@example.com', 'a…@e….com'],
    ['Anna Schmidt', 'A…'],
    ['👩‍👩 family', '👩…'],
    ['+49 30 1234567', '…67'],
    ['123', '…'],
    ['ab', '…'],
    ['', ''],
    ['a@b', 'a…@b…'],
  ])('are recognized by those who know them: %s', (value, masked) => {
    expect(maskValue(value)).toBe(masked);
  });

  it('tell the type of a value, and yes and no', () => {
    const values = ['Anna', 4711, true, null, [1], {name: 'Anna'}];
    expect(values.map(maskJson)).toEqual(['"A…"', '…11', 'true', 'null', '[…]', '{…}']);
  });

  it('stand in sentences for addresses and keys', () => {
    const sentence = 'Anna Schmidt (anna@example.com) is not known.';
    expect(maskSentence(sentence, ['Anna Schmidt'])).toBe('A… (a…@e….com) is not known.');
  });
});

describe('the page of a run', () => {
  it('says what the writes of a dry run need, where that is known', () => {
    const costs = {calls: 2, mails: 1, seats: 1, removals: 0};
    const plan = {create: 1, update: 0, unchanged: 0, rejected: 0, records: [], more: 0, costs};
    const object = {...OBJECT, plan: {...plan, rejections: [], ungrouped: 0}};
    const [shown] = runPageOf(facts({report: {...REPORT, objects: [object]}})).objects;
    expect(shown?.costs).toEqual(costs);
    expect(runPageOf(facts()).objects[0]?.costs).toBeUndefined();
  });

  it('says of every object what was sent, equal, rejected and left, and what to do', () => {
    const [object] = runPageOf(facts()).objects;
    expect(object).toMatchObject({sent: 3, equal: 5, rejected: 2, left_model: 1, new: 1});
    expect(object?.reasons[0]?.what_to_do).toMatch(/next run tries these rows again/);
  });

  it('has every rejected key of the file under its reason, and counts those that are not there', () => {
    const rejected = {
      ...{object: 'pendo_visitors', model: 'crm_users', reason: 'not_found', time: 't'},
      ...{message: 'Pendo does not know anna@example.com.', key: 'anna@example.com'},
    };
    const page = runPageOf(facts({rejected: [rejected], showValues: true}));
    const number = page.objects[0]?.reasons[0]?.number;
    expect(page.rejected).toEqual({
      ...{reason: [number], key: ['anna@example.com'], first_seen: ['t'], more: 1},
    });
  });

  it('shows values before and after where a dry run has compared, ten rows of them', () => {
    const records = Array.from({length: 12}, (_, index) => ({
      ...{key: `person-${index}`, status: 'update' as const, notes: []},
      changes: [{field: 'role', from: 'Sales', to: 'Lead'}],
    }));
    const plan = {
      ...{create: 0, update: 12, unchanged: 0, rejected: 0, more: 0, rejections: [], ungrouped: 0},
      records,
    };
    const report = {...REPORT, dry_run: true, objects: [{...OBJECT, plan}]};
    const {changes} = runPageOf(facts({report, showValues: true}));
    expect(changes).toMatchObject({values: 'whole', all: 3});
    expect(changes.rows).toHaveLength(10);
    expect(changes.rows[0]?.fields).toEqual([{field: 'role', before: '"Sales"', after: '"Lead"'}]);
    expect(runPageOf(facts()).changes).toEqual({values: 'none', all: 3, rows: []});
  });

  it('has the last thirty runs, and the requests of each in the same order', () => {
    const earlier = Array.from({length: 40}, (_, index) => ({
      ...{id: `run-${index}`, started: `2026-01-01T00:00:${index}.000Z`},
      report: {...REPORT, traffic: index === 39 ? [] : REPORT.traffic},
    }));
    const {runs, traffic} = runPageOf(facts({earlier}));
    expect(runs.map(({id}) => id)).toEqual([...earlier.slice(11).map(({id}) => id), 'b']);
    expect(traffic[0]?.runs).toHaveLength(30);
    expect(traffic[0]?.runs.slice(-2)).toEqual([null, {requests: 4, retries: 1, waited_ms: 20}]);
  });

  it('names the vendor of each stream', () => {
    const vendors = runPageOf(facts()).streams.map(({vendor}) => vendor);
    expect(vendors).toEqual(['pagerduty_scim', 'pipedrive']);
  });

  it('quotes the name of a run file in the commands to go on where a shell needs it', () => {
    const commands = (runFile: string): string =>
      runPageOf(facts({runFile})).commands.map(({command}) => command)[0] ?? '';
    expect(commands('run.yaml')).toBe('user-sync run run.yaml');
    expect(commands("my run's.yaml")).toBe(String.raw`user-sync run 'my run'\''s.yaml'`);
  });
});

describe('the file of a page', () => {
  const page: RunPage = runPageOf(facts());

  it('replaces an earlier page, and no other file', () => {
    const path = join(directory, 'new', 'report.html');
    writePage(path, page);
    expect(() => preparePage(path)).not.toThrow();
    const other = join(directory, 'run.yaml');
    writeFileSync(other, 'source: {}\n');
    expect(() => preparePage(other)).toThrow(/is not a page of user-sync, and is not overwritten/);
    expect(readFileSync(other, 'utf8')).toBe('source: {}\n');
  });

  it('is refused before the work begins when it cannot be written', () => {
    const file = join(directory, 'a-file');
    writeFileSync(file, '');
    expect(() => preparePage(directory)).toThrow(/EISDIR/);
    expect(() => preparePage(join(file, 'report.html'))).toThrow(/a-file/);
  });

  it('gets the keys of rejected rows out of their file, without their values', async () => {
    const path = join(directory, 'rejected.jsonl');
    const line = {object: 'pendo_visitors', stream: 'm', reason: 'not_found', message: 'No.'};
    writeFileSync(path, `${JSON.stringify({...line, key: 'k', time: 't', record: {a: 1}})}\n\n`);
    expect(await readRejectedKeys(path)).toEqual([
      {
        object: 'pendo_visitors',
        model: 'm',
        reason: 'not_found',
        message: 'No.',
        key: 'k',
        time: 't',
      },
    ]);
  });
});
