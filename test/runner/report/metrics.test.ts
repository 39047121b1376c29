import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {systemClock} from '../../../src/core/clock';
import {runCommand, type SyncFlags} from '../../../src/runner/commands/commands';
import {metricsText} from '../../../src/runner/report/metrics-text';
import {vendors} from '../../../src/vendors/registry';
import {kitWith, openBench, schemas, type Bench} from '../harness';

/** Series to value; fails on every line that a reader of either format would refuse. */
function parse(text: string): ReadonlyMap<string, number> {
  const series = new Map<string, number>();
  const families = new Set<string>();
  let family = '';
  const lines = text.split('\n');
  expect(lines.splice(-2)).toEqual(['# EOF', '']);
  for (const line of lines) {
    const type = /^# TYPE (\w+) gauge$/.exec(line);
    if (type) {
      family = type[1] ?? '';
      expect(families).not.toContain(family);
      families.add(family);
    } else if (line.startsWith('#')) {
      expect(line).toMatch(new RegExp(`^# (HELP ${family} .+|UNIT ${family} seconds)$`));
    } else {
      const sample = /^(\w+)\{((?:\w+="(?:[^"\\\n]|\\[\\"n])*",?)+)\} (-?[0-9.]+)$/.exec(line);
      expect(sample?.[1]).toBe(family);
      const name = `${sample?.[1]} ${sample?.[2]?.replace(/^file="[^"]*",?/, '')}`.trim();
      expect(series.has(name)).toBe(false);
      series.set(name, Number(sample?.[3]));
    }
  }
  return series;
}

describe('the metrics of a run', () => {
  let bench: Bench;
  let warnings: string[];
  let printed: string[];
  let metrics: string;
  beforeEach(async () => {
    bench = await openBench();
    warnings = [];
    printed = [];
    metrics = join(bench.directory, 'people.prom');
  });
  afterEach(() => bench.close());

  const failRoles = (): void =>
    bench.sandbox.setFaults([
      {
        vendor: 'pipedrive',
        path: '/v1/roles',
        what: {type: 'status', status: 404},
        when: {type: 'always'},
      },
    ]);

  /** Runs `seconds` after the machine's time. */
  function run(
    path: string,
    seconds = 0,
    flags: SyncFlags = {},
    onPrint?: () => void,
  ): Promise<number> {
    const now = (): number => systemClock.now() + seconds * 1000;
    const parts = {
      ...{vendors, schemas: schemas(), environment: {}},
      kit: {
        ...kitWith(),
        clock: {...systemClock, now},
        log: (level: string, message: string) => void warnings.push(`${level} ${message}`),
      },
      terminal: {
        out: (text: string) => {
          printed.push(text);
          onPrint?.();
        },
        outUnmasked: () => Promise.resolve(),
        err: () => undefined,
        ...{width: 80},
      },
    };
    return runCommand(parts, path, {metrics, ...flags});
  }

  const left = (): ReadonlyMap<string, number> => parse(readFileSync(metrics, 'utf8'));
  const success = (): number | undefined => left().get('user_sync_last_success_timestamp_seconds');

  it('have its outcome, rows and requests, readable by every user, in one file', async () => {
    expect(await run(bench.file())).toBe(0);
    const found = left();
    const place = 'model="crm_visitors",object="pendo_visitors"';
    expect(found.get('user_sync_run_exit_code')).toBe(0);
    expect(found.get('user_sync_run_outcome outcome="done"')).toBe(1);
    expect(found.get('user_sync_stream_rows stream="pipedrive_users",count="read"')).toBe(40);
    const rows = (outcome: string): number =>
      found.get(`user_sync_object_rows ${place},outcome="${outcome}"`) ?? NaN;
    expect(rows('sent')).toBeGreaterThan(0);
    expect(rows('sent') + rows('rejected')).toBe(bench.written());
    const requests = 'user_sync_vendor_requests vendor="pipedrive",side="source"';
    expect(found.get(requests)).toBeGreaterThan(1);
    const end = found.get('user_sync_run_end_timestamp_seconds') ?? NaN;
    expect(success()).toBeLessThanOrEqual(end);
    expect(statSync(metrics).mode & 0o777).toBe(0o644);
    expect(readdirSync(bench.directory).filter((name) => name.includes('.prom'))).toEqual([
      'people.prom',
    ]);
  });

  it('keep the last success when a run fails, is a dry run or has a wrong file', async () => {
    const path = bench.file();
    await run(path);
    const first = success();
    expect(await run(path, 1000, {dryRun: true})).toBe(0);
    expect(success()).toBe(first);
    expect(left().get('user_sync_run_dry_run')).toBe(1);
    failRoles();
    expect(await run(path, 2000)).toBe(1);
    expect(success()).toBe(first);
    expect(left().get('user_sync_run_outcome outcome="failed"')).toBe(1);
    expect(left().get('user_sync_stream_failed stream="pipedrive_roles"')).toBe(1);
    writeFileSync(path, 'sources: {}');
    await expect(run(path, 3000)).rejects.toThrow();
    expect(success()).toBe(first);
    expect(left().get('user_sync_run_exit_code')).toBe(2);
  });

  it('take the last success from the history where no metrics are left', async () => {
    const path = bench.file();
    await bench.run();
    failRoles();
    await run(path);
    expect(success()).toBeGreaterThan(0);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'in no folder',
      () => (metrics = join(bench.directory, 'none', 'a.prom')),
      /cannot be written/,
    ],
    ['that is a folder', () => mkdirSync(metrics), /is not a regular file/],
    ['of something else', () => writeFileSync(metrics, 'source:\n'), /something else than metrics/],
  ])('refuse a file %s before anything is read', async (_what, prepare, words) => {
    prepare();
    await expect(run(bench.file())).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringMatching(words) as string,
    });
    expect(bench.sandbox.requests()).toEqual([]);
  });

  it('stand beside one JSON object with the mistakes when the file is wrong', async () => {
    const path = bench.file();
    writeFileSync(path, 'sources: {}\n');
    await expect(run(path, 0, {json: true})).rejects.toThrow();
    expect(printed).toHaveLength(1);
    const answer = JSON.parse(printed.join('')) as {mistakes: object[]};
    expect(answer).toMatchObject({outcome: 'bad_input', failure_kinds: ['config']});
    expect(answer.mistakes).toContainEqual(expect.objectContaining({file: path, line: 1}));
  });

  it('are a warning when they cannot be written in the end, for the run has happened', async () => {
    const folder = join(bench.directory, 'monitoring');
    mkdirSync(folder);
    metrics = join(folder, 'people.prom');
    const removeFolder = (): void => rmSync(folder, {recursive: true});
    expect(await run(bench.file(), 0, {}, removeFolder)).toBe(0);
    expect(warnings).toContainEqual(expect.stringMatching(/^WARN The metrics were not written to/));
  });

  it('go through a link to the file that it names', async () => {
    const target = join(bench.directory, 'target.prom');
    writeFileSync(target, '');
    symlinkSync(target, metrics);
    await run(bench.file());
    expect(readFileSync(target, 'utf8')).toContain('# EOF');
  });

  it('escape labels, hide secrets in them and write no series twice', () => {
    const stream = {stream: 'a"\\\nhush', outcome: 'complete', read: 2, changed: 1} as const;
    const text = metricsText({
      ...{file: '/people.yaml', outcome: 'done', exitCode: 0, dryRun: false},
      ...{endMs: 7500, durationMs: 1, lastSuccessMs: undefined},
      mask: (value) => value.replace('hush', '***'),
      report: {
        streams: [
          {...stream, deleted: 0},
          {...stream, deleted: 0},
        ],
        ...{objects: [], traffic: []},
      },
    });
    const found = parse(text);
    expect(found.get('user_sync_stream_rows stream="a\\"\\\\\\n***",count="read"')).toBe(4);
    expect(found.get('user_sync_run_end_timestamp_seconds')).toBe(7.5);
    expect(text).not.toContain('last_success');
  });
});
