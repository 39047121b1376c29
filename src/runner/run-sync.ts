import type {Failure, FailureKind} from '../core/failure';
import {toFailure} from '../core/failure';
import type {Kit} from '../core/kit';
import type {DiscoveredStream} from '../read/describe-stream';
import type {StreamResult} from '../read/read-plan';
import {createRateLimitRelay} from '../read/rate-limit-relay';
import type {RateLimitRelay} from '../read/rate-limit-relay';
import type {Vendor} from '../vendors/vendor';
import type {RejectedRecords} from '../write/rejected-records';
import {chooseStreams} from './choose-streams';
import {failedReport} from './object-tally';
import {openEnds} from './open-ends';
import type {OpenEnds} from './open-ends';
import type {RunWarehouse} from './open-run';
import {openRunWarehouse, prepareWarehouse} from './open-run';
import {planRunMappings, planSends} from './plan-sends';
import type {Progress} from './progress';
import {readIntoWarehouse} from './read-into-warehouse';
import {openRejectedRecords, rejectedPercentMaxOf} from './rejected-options';
import type {ObjectReport, RunOutcome, RunReport, StreamReport} from './report';
import {trafficReports} from './report-traffic';
import {openRotatedSections} from './rotated-sections';
import type {ConfigSchemas, RunFile} from './run-file';
import type {PlannedSend} from './send-models';
import {sendModels} from './send-models';

/** What a run needs. */
export interface RunOptions {
  readonly runFile: RunFile;
  readonly vendors: readonly Vendor[];
  readonly schemas: ConfigSchemas;
  readonly progress: Progress;
  readonly dryRun: boolean;
  readonly kit: Kit;
}

/** A run under way: what is known for the report so far. */
interface Run {
  readonly options: RunOptions;
  readonly ends: OpenEnds;
  readonly relay: RateLimitRelay;
  readonly startMs: number;
  streams: readonly StreamReport[];
  objects: readonly ObjectReport[];
  failures: string[];
  readonly kinds: Set<FailureKind>;
  badInput: boolean;
  rejectedFile: string | undefined;
}

/**
 * One cycle: source → warehouse → models → destination. Failures of the vendors and of parts of the
 * sync are told in the report. A dry run does all of it on a copy of the warehouse and writes to no
 * vendor.
 * @throws Failure `config` for bad input, found before anything was read, written or sent.
 */
export async function runSync(options: RunOptions): Promise<RunReport> {
  const {runFile, dryRun, kit} = options;
  const relay = createRateLimitRelay();
  const rotated = openRotatedSections(runFile.warehouse.path);
  const ends = openEnds({...options, rotated, relay});
  planRunMappings(runFile, ends.destinations);
  const run: Run = {
    options,
    ends,
    relay,
    startMs: kit.clock.now(),
    streams: [],
    objects: [],
    failures: [],
    kinds: new Set(),
    badInput: false,
    rejectedFile: undefined,
  };
  const opened = await openRunWarehouse(runFile, dryRun);
  try {
    await carryOut(run, opened, await prepare(run, opened));
  } finally {
    opened.close();
  }
  return reportOf(run);
}

interface Plan {
  readonly chosen: readonly DiscoveredStream[];
  readonly sends: readonly PlannedSend[];
  /** What is not sent, because its model failed before it could be computed. */
  readonly unsent: readonly ObjectReport[];
}

async function prepare(run: Run, opened: RunWarehouse): Promise<Plan> {
  const {runFile} = run.options;
  const {sources, destinations} = run.ends;
  try {
    const chosen = await chooseStreams(sources, runFile.source, run.options.kit.log);
    const prepared = await prepareWarehouse(opened.warehouse, chosen, runFile.models);
    const unsent = planRunMappings(runFile, destinations).flatMap(({stream, object}) => {
      const failure = prepared.failed.get(stream);
      return failure ? [failedReport({model: stream, object}, failure.message)] : [];
    });
    for (const failure of prepared.failed.values()) {
      run.failures.push(failure.message);
      run.kinds.add(failure.kind);
    }
    return {chosen, sends: planSends(runFile, destinations, prepared), unsent};
  } catch (error) {
    opened.close();
    opened.discard();
    throw error;
  }
}

async function carryOut(run: Run, opened: RunWarehouse, plan: Plan): Promise<void> {
  const rejected = await openRejectedRecords(run.options);
  try {
    await readAll(run, opened, plan.chosen);
    run.options.kit.signal.throwIfAborted();
    run.objects = plan.unsent;
    await sendAll(run, opened, {sends: plan.sends, rejected});
  } catch (error) {
    // An interruption is told by the outcome; its own words add nothing.
    if (!run.options.kit.signal.aborted) noteFailure(run, toFailure(error));
  } finally {
    run.rejectedFile = rejected.location();
    await rejected.close().catch((error: unknown) => noteFailure(run, toFailure(error)));
    run.options.progress.end();
  }
}

function noteFailure(run: Run, failure: Failure): void {
  run.failures.push(failure.message);
  run.kinds.add(failure.kind);
  run.badInput = failure.kind === 'config';
}

async function readAll(
  run: Run,
  opened: RunWarehouse,
  streams: readonly DiscoveredStream[],
): Promise<void> {
  const {runFile, progress, kit} = run.options;
  const share = runFile.source.config['deletion_share_max'];
  const results = await readIntoWarehouse({
    sources: run.ends.sources,
    streams,
    warehouse: opened.warehouse,
    relay: run.relay,
    deletionShareMax: typeof share === 'number' ? share : undefined,
    progress,
    kit,
  });
  run.streams = results.map(streamReport);
  if (kit.signal.aborted) return;
  run.failures.push(...new Set(run.streams.flatMap(({failure}) => failure ?? [])));
  for (const {failure} of results) if (failure) run.kinds.add(failure.kind);
}

async function sendAll(
  run: Run,
  opened: RunWarehouse,
  what: {readonly sends: readonly PlannedSend[]; readonly rejected: RejectedRecords},
): Promise<void> {
  const failed = run.streams.filter(({outcome}) => outcome === 'failed');
  const end = await sendModels({
    ...what,
    failedStreams: new Set(failed.map(({stream}) => stream)),
    warehouse: opened.warehouse,
    rejectedPercentMax: rejectedPercentMaxOf(run.options.runFile),
    progress: run.options.progress,
    dryRun: run.options.dryRun,
    kit: run.options.kit,
  });
  run.objects = [...run.objects, ...end.objects];
  run.failures.push(...end.failures.map(({message}) => message));
  for (const {kind} of end.failures) run.kinds.add(kind);
}

function streamReport(result: StreamResult): StreamReport {
  return {
    stream: result.stream,
    outcome: result.failure ? 'failed' : 'complete',
    read: result.rowsRead,
    changed: result.records - result.tombstones,
    deleted: result.tombstones,
    ...(result.failure && {failure: result.failure.message}),
  };
}

function reportOf(run: Run): RunReport {
  const {kit, dryRun} = run.options;
  return {
    outcome: outcomeOf(run),
    dry_run: dryRun,
    duration_ms: kit.clock.now() - run.startMs,
    streams: run.streams,
    objects: run.objects,
    traffic: trafficReports(run.ends),
    ...(run.rejectedFile !== undefined && {rejected_records_file: run.rejectedFile}),
    failures: run.failures,
    failure_kinds: [...run.kinds],
  };
}

function outcomeOf(run: Run): RunOutcome {
  if (run.options.kit.signal.aborted) return 'interrupted';
  if (run.badInput) return 'bad_input';
  const whole = run.objects.every(({outcome}) => outcome === 'complete');
  return whole && run.failures.length === 0 ? 'done' : 'failed';
}
