import {Failure} from '../../core/failure';
import type {AccountChange} from '../../core/kit';
import {untilGivenUp} from '../../core/sudden-end';
import {withRunFile} from '../check/all-mistakes';
import {exitCodeOf} from './exit-codes';
import {formatPlan} from '../report/format-plan';
import {formatReport} from '../report/format-report';
import {loadRunFile} from '../run-file/load-run-file';
import type {ReplayReport} from '../run/replay';
import {preparePage} from '../page/prepare-page';
import {writeRunPage} from '../page/write-page';
import {replay} from '../run/replay';
import type {RunReport} from '../report/report';
import type {RunFile} from '../run-file/run-file';
import {runSync, type RunChoice} from '../run/run-sync';
import type {CommandParts} from './command-parts';
import type {Terminal} from './terminal';
import {alwaysJson} from './always-json';
import {withMetrics} from './with-metrics';
import {withNotify} from './with-notify';
import {withProgress} from './with-progress';

/** Options that `run` and `replay` share. */
export interface RunFlags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Options of `run` alone. */
export interface SyncFlags extends RunFlags, RunChoice {
  readonly acceptAccount?: boolean;
  readonly sameAccount?: boolean;
  /** The file for the page of the run. */
  readonly report?: string;
  readonly showValues?: boolean;
  /** The file for the metrics of the run. */
  readonly metrics?: string;
}

/** `user-sync run FILE`; returns the exit code. */
export async function runCommand(
  parts: CommandParts,
  path: string,
  flags: SyncFlags,
): Promise<number> {
  return alwaysJson(parts, flags, async (told) => {
    // All of it: the metrics tell the exit code, and a page that cannot be written is a failure, too.
    const report = await withMetrics(told, {path, metrics: flags.metrics}, () =>
      runAndShow(told, path, flags),
    );
    return exitCodeOf(report.outcome);
  });
}

async function runAndShow(parts: CommandParts, path: string, flags: SyncFlags): Promise<RunReport> {
  const accountChange = accountChangeOf(flags);
  if (flags.report !== undefined) preparePage(flags.report);
  const startMs = parts.kit.clock.now();
  const {report, runFile} = await withProgress(parts, (watched) => {
    watched.progress.phase(`checking ${path}`);
    return withRunFile({...watched, path}, async (read) => ({
      runFile: read,
      report: await withNotify(watched, {runFile: read, path, dryRun: isDryRun(read, flags)}, () =>
        untilGivenUp(watched.kit, () =>
          runSync({
            ...watched,
            ...{runFile: read, choice: flags},
            dryRun: isDryRun(read, flags),
            kit: {...watched.kit, ...(accountChange && {accountChange})},
          }),
        ),
      ),
    }));
  });
  show(parts.terminal, report, {...flags, path});
  if (flags.report !== undefined) {
    const page = {path: flags.report, showValues: flags.showValues === true};
    await writeRunPage(page, runFile, {id: report.run_id, started: isoTime(startMs), report});
    parts.terminal.err(`The page of this run is ${flags.report}.\n`);
  }
  return report;
}

function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** Options of `replay`. */
export interface ReplayFlags extends RunFlags {
  /** The run file, where the argument is a file of rejected records. */
  readonly config?: string;
}

/** `user-sync replay RUN`, or `user-sync replay FILE --config RUN`; returns the exit code. */
export async function replayCommand(
  given: CommandParts,
  file: string,
  flags: ReplayFlags,
): Promise<number> {
  return alwaysJson(given, flags, async (parts) => {
    const {config: runPath = file} = flags;
    const path = flags.config === undefined ? undefined : file;
    if (path === undefined && /\.jsonl(\.replayed)?$/.test(file)) throw withoutRunFile(file);
    const runFile = load(parts, runPath);
    const dryRun = isDryRun(runFile, flags);
    const report = await withProgress(parts, (watched) =>
      replay({...watched, runFile, dryRun, path}),
    );
    show(parts.terminal, report, {...flags, path: runPath});
    if (flags.json !== true) parts.terminal.out(replayLines(report, path));
    return exitCodeOf(report.outcome);
  });
}

function withoutRunFile(file: string): Failure {
  return new Failure({
    kind: 'config',
    message: `${file} is a file of rejected records: name the run file that sends them with --config. Without a file, user-sync replay RUN-FILE sends what the warehouse keeps as rejected.`,
  });
}

function load(parts: CommandParts, path: string): RunFile {
  const {schemas, environment, kit} = parts;
  return loadRunFile({path, schemas, environment, mask: kit.mask});
}

function accountChangeOf(flags: SyncFlags): AccountChange | undefined {
  const {acceptAccount = false, sameAccount = false} = flags;
  if (acceptAccount && sameAccount) {
    throw new Failure({
      kind: 'config',
      message:
        '--accept-account means another account, --same-account the same account; give only one of them.',
    });
  }
  if (acceptAccount) return 'another';
  return sameAccount ? 'same' : undefined;
}

function isDryRun(runFile: RunFile, flags: RunFlags): boolean {
  return flags.dryRun === true || runFile.destination.config['dry_run'] === true;
}

function show(
  terminal: Terminal,
  report: RunReport,
  {path, ...flags}: RunFlags & {readonly path: string},
): void {
  const {outcome, duration_ms, failures, failure_kinds} = report;
  terminal.jsonLog?.write(outcome === 'done' ? 'INFO' : 'ERROR', 'run_ended', {
    ...{outcome, duration_ms, failures, failure_kinds},
  });
  if (flags.json === true) {
    terminal.out(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  const {width, outStyle: style} = terminal;
  const frame = {width, path, ...(style && {style})};
  (terminal.tell ?? terminal.out)(`${formatPlan(report)}${formatReport(report, frame)}`);
}

function replayLines(report: ReplayReport, path: string | undefined): string {
  const {superseded, masked, replayed_file: moved} = report;
  const lines = [
    ...(superseded > 0
      ? [
          `${superseded} not sent: their rows were since accepted, changed or removed, or only a run of the model can clear them`,
        ]
      : []),
    ...(masked > 0
      ? [
          `${masked} cannot be sent, because a secret in them was masked; they remain in ${path ?? 'the warehouse, and a run sends them'}`,
        ]
      : []),
    ...(moved === undefined ? [] : [`${path ?? ''} is finished and is now ${moved}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
