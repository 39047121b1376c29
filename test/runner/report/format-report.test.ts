import stringWidth from 'string-width';
import type {FailureKind} from '../../../src/core/failure';
import {formatReport} from '../../../src/runner/report/format-report';
import type {ObjectReport, RunOutcome, RunReport} from '../../../src/runner/report/report';
import {createStyle, wantsColours} from '../../../src/runner/report/style';

const EMPTY: RunReport = {
  ...{run_id: '20261128-031617-4f2a', outcome: 'done', dry_run: false, duration_ms: 1_140},
  ...{streams: [], objects: [], traffic: [], notes: [], failures: [], failure_kinds: []},
};

const SENT: ObjectReport = {
  ...{model: 'crm_visitors', object: 'pendo_visitors', outcome: 'complete', rows: 12_345},
  ...{new: 40, changed: 5, rejected_again: 0, written: 42, created: 0, unchanged: 12_300},
  ...{rejected: 3, rejected_by_reason: {not_found: 3}, rejection_examples: {}},
  rejections: [
    {reason: 'not_found', message: 'Pendo does not know it.', count: 3, keys: ['a@b.c', '\u202ex']},
  ],
  ...{remarks: [], not_tried: 0, left_for_later: 0, drifted: 0, gone: 7},
};

const WHOLE: RunReport = {
  ...EMPTY,
  streams: [
    {stream: 'pipedrive_users', outcome: 'complete', read: 60, changed: 12, deleted: 0},
    {stream: `x_${'long_name_'.repeat(9)}`, outcome: 'failed', read: 1, changed: 0, deleted: 0},
  ],
  objects: [SENT, {...SENT, outcome: 'failed', on_gone: 'deactivate', not_tried: 11}],
  traffic: [{vendor: 'pendo', side: 'destination', requests: 4, retries: 0, waited_ms: 1_300}],
};

const shown = (report: Partial<RunReport>, width = 80): string =>
  formatReport({...EMPTY, ...report}, {width, path: 'run.yaml'});

describe('the tables of a report', () => {
  it('have a head over every column, in the words of the documents', () => {
    const text = shown({...WHOLE, objects: [SENT]}, 100);
    expect(text.split('\n')).toEqual(
      expect.arrayContaining(
        [
          'model → object                  rows  new  changed  sent   equal  rejected  left  result',
          'crm_visitors → pendo_visitors  12,345   40        5    42  12,300         3     7  complete',
        ].map((line) => expect.stringMatching(new RegExp(line.replace(/ +/g, ' +'))) as string),
      ),
    );
    expect(text).toMatch(/^stream +read +changed +deleted +result$/m);
    expect(text).toMatch(/^vendor +requests +retries +waited$/m);
    expect(text).toContain('rejected by pendo_visitors: 3 not_found ("a@b.c"');
  });

  it.each([80, 60])(
    'fit %d columns; long names take several lines, and nothing is cut',
    (width) => {
      const text = shown(WHOLE, width);
      const tables = text.split('\n').filter((line) => !/^(rejected|failed|next)/.test(line));
      expect(Math.max(...tables.map(stringWidth))).toBeLessThanOrEqual(width);
      expect(text).not.toContain('…');
      expect(text.replace(/[^a-z_]/g, '')).toContain('long_name_long_name');
      expect(text).toMatch(/equal +rejected +left/);
    },
  );

  it('do not hand on what would disturb a terminal', () => {
    expect(shown({objects: [{...SENT, model: 'a\x1b[2J'}]})).toContain('a\\u{1b}[2J');
    expect(shown({objects: [SENT]})).toContain('"\\u{202e}x"');
  });

  it('make a 0 quiet and a failure loud, where there are colours', () => {
    const style = createStyle(true);
    const text = formatReport(WHOLE, {width: 80, path: 'run.yaml', style});
    expect(text).toContain(style.quiet('0'));
    expect(text).toContain(style.failure('failed'));
    expect(text).toContain(style.warning('3'));
  });
});

describe('colours', () => {
  const wants = (
    isTerminal: boolean,
    environment: Record<string, string> = {},
    args: string[] = [],
  ): boolean => wantsColours({args, environment, isTerminal});

  it('are for terminals, as NO_COLOR, FORCE_COLOR and --no-color say', () => {
    expect([wants(true), wants(false)]).toEqual([true, false]);
    expect(wants(true, {NO_COLOR: '1'})).toBe(false);
    expect(wants(true, {NO_COLOR: ''})).toBe(true);
    expect(wants(false, {FORCE_COLOR: '1'})).toBe(true);
    expect(wants(true, {FORCE_COLOR: '0'})).toBe(false);
    expect(wants(true, {TERM: 'dumb'})).toBe(false);
    expect(wants(true, {FORCE_COLOR: '1'}, ['run', '--no-color'])).toBe(false);
  });
});

describe('the end of a report', () => {
  it.each<[RunOutcome, boolean, string]>([
    ['done', false, 'done after 1.1 s\n'],
    [
      'done',
      true,
      'dry run, done after 1.1 s: nothing was sent, the warehouse is unchanged\nnext: user-sync run run.yaml (sends what is shown)\n',
    ],
    [
      'interrupted',
      false,
      'interrupted after 1.1 s: what was done is kept\nnext: user-sync run run.yaml (goes on where this run stopped)\n',
    ],
    [
      'bad_input',
      false,
      'ended after 1.1 s: nothing was sent\nnext: user-sync check run.yaml (tells all mistakes; correct them and run again)\n',
    ],
  ])('says how a run ended that was %s (dry run: %s), and what to do', (...given) => {
    const [outcome, dryRun, line] = given;
    expect(shown({outcome, dry_run: dryRun})).toBe(line);
  });

  it.each<[FailureKind, string]>([
    ['auth', 'next: correct the credential or its rights, then user-sync check run.yaml'],
    ['transient', 'next: user-sync run run.yaml when the vendor answers again (nothing is to'],
    ['limited', "next: user-sync run run.yaml later (the vendor's quota is used up"],
    ['data', 'next: correct the rows or the answer that is named above'],
    ['system', 'next: user-sync run run.yaml --verbose'],
  ])('differs with what has failed: %s', (kind, line) => {
    const text = shown({outcome: 'failed', failures: ['Pendo: no.'], failure_kinds: [kind]});
    expect(text).toContain('failed: Pendo: no.\nfailed after 1.1 s: what was done is kept\n');
    expect(text).toContain(line);
  });

  it('says which part failed, and that rejected rows have their own command', () => {
    const text = shown({...WHOLE, outcome: 'failed', failure_kinds: ['transient', 'auth']});
    expect(text).toContain(
      'failed after 1.1 s: 1 of 2 streams not read to the end, 1 of 2 models not sent to the end, what was done is kept\nnext: correct the credential',
    );
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      'next: user-sync rejected run.yaml (6 rows are rejected: it tells why, and what to do)',
    );
  });
});
