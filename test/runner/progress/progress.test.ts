import {stripVTControlCharacters} from 'node:util';
import {createJsonLog} from '../../../src/runner/progress/json-log';
import {createJsonView} from '../../../src/runner/progress/json-view';
import {createLiveView} from '../../../src/runner/progress/live-view';
import {createPlainView} from '../../../src/runner/progress/plain-view';
import {createProgress, type Progress} from '../../../src/runner/progress/progress';
import {createStyle, PLAIN} from '../../../src/runner/report/style';

const START_MS = Date.UTC(2026, 10, 28, 3, 16, 17);

/** A clock that a test moves, and what is done each so many milliseconds of it. */
function fakeTime(): {
  now: () => number;
  every: (ms: number, work: () => void) => () => void;
  pass: (ms: number) => void;
} {
  let nowMs = START_MS;
  const timers = new Set<{readonly ms: number; next: number; readonly work: () => void}>();
  return {
    now: () => nowMs,
    every: (ms, work) => {
      const timer = {ms, next: nowMs + ms, work};
      timers.add(timer);
      return () => timers.delete(timer);
    },
    pass: (ms) => {
      const endMs = nowMs + ms;
      for (;;) {
        const due = [...timers].filter(({next}) => next <= endMs);
        const first = due.sort((a, b) => a.next - b.next)[0];
        if (!first) break;
        nowMs = first.next;
        first.next += first.ms;
        first.work();
      }
      nowMs = endMs;
    },
  };
}

/** A terminal: what is drawn now, and the lines that stay above it. */
function live(width = 80, height = 24, style = PLAIN) {
  const time = fakeTime();
  const screen = {text: '', above: ''};
  const progress = createProgress(
    createLiveView({
      area: {
        draw: (text) => (screen.text = text),
        clear: () => (screen.text = ''),
        write: (text) => (screen.above += text),
        width: () => width,
        height: () => height,
      },
      ...{every: time.every, now: time.now, style},
    }),
  );
  return {...time, progress, screen};
}

function plain() {
  const time = fakeTime();
  const said = {text: ''};
  const progress = createProgress(
    createPlainView({write: (text) => (said.text += text), every: time.every, now: time.now}),
  );
  /** Lines since the last call. */
  const lines = (): readonly string[] => {
    const all = said.text.split('\n').slice(0, -1);
    said.text = '';
    return all;
  };
  return {...time, progress, lines};
}

const STEPS = {
  streams: [{stream: 'pipedrive_users', vendor: 'pipedrive'}],
  sends: [{model: 'crm_visitors', object: 'pendo_visitors', vendor: 'pendo'}],
};
const SENT = {model: 'crm_visitors', object: 'pendo_visitors', total: 2_000};

/** A run in its middle: a stream is read, a model is being sent. */
function halfDone({progress, pass}: {progress: Progress; pass: (ms: number) => void}): void {
  progress.expect(STEPS);
  progress.phase('reading');
  progress.reading({stream: 'pipedrive_users', records: 0});
  pass(2_000);
  progress.reading({stream: 'pipedrive_users', records: 12_340, done: 'complete'});
  progress.phase('sending');
  progress.sending({...SENT, settled: 0, rejected: 0});
  pass(4_000);
  progress.sending({...SENT, settled: 500, rejected: 3});
}

describe('on a terminal', () => {
  it('something stands there before anything has happened', () => {
    expect(live().screen.text).toBe('starting … 0:00');
  });

  it('there is a line for each stream and model with state, count, rate and time', () => {
    const view = live();
    halfDone(view);
    view.pass(1_000);
    expect(view.screen.text.split('\n')).toEqual([
      'sending … 0:07',
      'stream or model                state           count  rejected   rate  time',
      'pipedrive_users                read           12,340                   0:02',
      'crm_visitors → pendo_visitors  sending  500 of 2,000         3  100/s  0:05',
    ]);
    view.progress.end();
    view.pass(1_000);
    expect(view.screen.text).toBe('');
  });

  it('it says what a vendor keeps the run waiting for, and for how long still', () => {
    const {progress, pass, screen, now} = live();
    progress.watch.waits({why: 'limit', vendor: 'Pendo', untilMs: now() + 13_000});
    const retry = {why: 'retry', vendor: 'Pipedrive', attempt: 3, attemptsMax: 5} as const;
    progress.watch.waits({...retry, status: undefined, untilMs: now() + 9_000});
    pass(1_000);
    const lines = (): readonly string[] => screen.text.split('\n').slice(1);
    expect(lines()).toEqual([
      'Pendo: limit, 12 s left',
      'Pipedrive does not answer, try 3 of 5 in 8 s',
    ]);
    pass(9_000);
    expect(lines()).toEqual(['Pendo: limit, 3 s left']);
    progress.watch.waits({...retry, status: 503, untilMs: now() + 2_000});
    pass(200);
    expect(lines()[1]).toBe('Pipedrive answers with HTTP status 503, try 3 of 5 in 2 s');
  });

  it('it says that an answer takes long, until it is there', () => {
    const {progress, pass, screen} = live();
    const answered = progress.watch.asked('Pipedrive');
    pass(2_800);
    expect(screen.text).not.toContain('Pipedrive');
    pass(9_400);
    expect(screen.text).toContain('Pipedrive has not answered for 12 s');
    answered();
    pass(200);
    expect(screen.text).not.toContain('Pipedrive');
  });

  it('a stream that waits for a limit says so in its line', () => {
    const {progress, pass, screen, now} = live();
    progress.reading({stream: 'pendo_visitors', records: 10, waitsUntilMs: now() + 31_000});
    pass(1_000);
    expect(screen.text).toMatch(/pendo_visitors +limit, 30 s +10/);
    pass(31_000);
    expect(screen.text).toMatch(/pendo_visitors +reading +10/);
  });

  it.each([80, 60, 40, 20])('no line is wider than a terminal of %d columns', (width) => {
    const view = live(width);
    halfDone(view);
    view.progress.reading({
      stream: 'a_name_that_is_longer_than_others_' + 'x'.repeat(80),
      records: 1,
    });
    view.progress.reading({stream: '名前の長い日本語の名前の長い日本語の名前の長い', records: 1});
    view.pass(1_000);
    const lines = view.screen.text.split('\n');
    // Letters of Chinese and Japanese take two columns.
    const widths = lines.map((line) => line.replace(/[\u3000-\u9fff]/g, 'xx').length);
    expect(Math.max(...widths)).toBeLessThan(width);
    expect(lines.filter((line) => line.includes('…')).length).toBeGreaterThan(1);
  });

  it('in a low terminal what failed and what is under way stays, and the rest is counted', () => {
    const {progress, pass, screen} = live(80, 10);
    const streams = Array.from({length: 20}, (_, index) => `stream_${index}`);
    progress.expect({streams: streams.map((stream) => ({stream, vendor: 'x'})), sends: []});
    for (const stream of streams.slice(0, 12))
      progress.reading({stream, records: 1, done: 'complete'});
    progress.reading({stream: 'stream_12', records: 1, done: 'failed'});
    progress.reading({stream: 'stream_13', records: 1});
    pass(200);
    const lines = screen.text.split('\n');
    expect(lines.length).toBeLessThan(10);
    expect(lines.join('\n')).toMatch(/stream_12 +failed/);
    expect(lines.join('\n')).toMatch(/stream_13 +reading/);
    expect(lines.at(-1)).toMatch(/^ {2}and 12 done, \d to do$/);
  });

  it('names and notes do not move the cursor, and failures are loud', () => {
    const {progress, pass, screen} = live(80, 24, createStyle(true));
    progress.note('a\x1b[2Jb\u202ec');
    expect(screen.above).toBe('a\\u{1b}[2Jb\\u{202e}c\n');
    progress.reading({stream: 'x\x1b[1A', records: 1, done: 'failed'});
    pass(200);
    const line = screen.text.split('\n').at(-1) ?? '';
    expect(stripVTControlCharacters(line)).toMatch(/^x\\u\{1b\}\[1A +failed/);
    expect(line.startsWith('\x1b[1m\x1b[31m')).toBe(true);
  });
});

describe('without a terminal', () => {
  it('there is a line with its time when something begins, ends or waits', () => {
    const view = plain();
    halfDone(view);
    view.progress.sending({...SENT, settled: 2_000, rejected: 3, done: 'complete'});
    view.progress.watch.waits({why: 'limit', vendor: 'Pendo', untilMs: view.now() + 12_000});
    view.progress.watch.waits({why: 'limit', vendor: 'Pendo', untilMs: view.now() + 12_100});
    view.progress.watch.waits({why: 'limit', vendor: 'Pendo', untilMs: view.now() + 500});
    expect(view.lines()).toEqual([
      '2026-11-28T03:16:17Z reading',
      '2026-11-28T03:16:17Z read pipedrive_users',
      '2026-11-28T03:16:19Z read pipedrive_users: 12,340 new or changed, complete',
      '2026-11-28T03:16:19Z sending',
      '2026-11-28T03:16:19Z send crm_visitors → pendo_visitors: 2,000 rows',
      '2026-11-28T03:16:23Z send crm_visitors → pendo_visitors: 2,000 of 2,000, 3 rejected, complete',
      '2026-11-28T03:16:23Z Pendo: limit, 12 s left',
    ]);
  });

  it('each ten seconds of silence end in a line that says what is under way', () => {
    const {progress, pass, lines} = plain();
    progress.phase('asking the vendors for their accounts');
    progress.watch.asked('Pipedrive');
    lines();
    pass(10_000);
    expect(lines()).toEqual(['2026-11-28T03:16:27Z still Pipedrive has not answered for 10 s']);
    progress.reading({stream: 'pipedrive_users', records: 100});
    pass(4_000);
    progress.reading({stream: 'pipedrive_users', records: 500});
    lines();
    pass(6_000);
    expect(lines()[0]).toMatch(
      /^2026-11-28T03:16:37Z still reading pipedrive_users: 500 new or changed, 40 a second; /,
    );
    progress.end();
    pass(60_000);
    expect(lines()).toEqual([]);
  });
});

describe('with --log-format json', () => {
  it('each line is an object with time, level, run, vendor, stream and event', () => {
    const time = fakeTime();
    let text = '';
    const log = createJsonLog({write: (line) => (text += line), now: time.now});
    const progress = createProgress(createJsonView({log, every: time.every, now: time.now}));
    progress.named('20261128-031617-4f2a');
    halfDone({progress, pass: time.pass});
    progress.watch.waits({
      ...{why: 'retry', vendor: 'Pendo', account: 'pendo', untilMs: time.now() + 1_000},
      ...{status: 503, attempt: 2, attemptsMax: 5},
    });
    time.pass(10_000);
    progress.sending({...SENT, settled: 500, rejected: 3, done: 'failed'});
    progress.end();
    const lines = text
      .split('\n')
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
    const run = {time: '2026-11-28T03:16:17.000Z', level: 'INFO', run_id: '20261128-031617-4f2a'};
    expect(lines.slice(0, 3)).toEqual([
      {...run, event: 'run_began'},
      {...run, event: 'phase', message: 'reading'},
      ...[
        {...run, event: 'stream_began', vendor: 'pipedrive', stream: 'pipedrive_users', records: 0},
      ],
    ]);
    expect(lines.slice(-3)).toMatchObject([
      {event: 'wait', vendor: 'pendo', reason: 'retry', status: 503, attempt: 2, attempts_max: 5},
      {event: 'model_progress', model: 'crm_visitors', settled: 500, level: 'INFO'},
      {event: 'model_ended', vendor: 'pendo', outcome: 'failed', level: 'ERROR', rejected: 3},
    ]);
  });
});
