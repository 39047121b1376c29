import type {Failure, FailureKind} from '../../core/failure';
import {toFailure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import type {DiscoveredStream} from '../../read/describe-stream';
import {createRateLimitRelay} from '../../read/rate-limit-relay';
import type {RateLimitRelay} from '../../read/rate-limit-relay';
import type {Vendor} from '../../vendors/vendor';
import type {RejectedRecords} from '../../write/rejected/rejected-records';
import {chooseStreams} from '../run-file/choose-streams';
import {failedReport} from '../report/object-tally';
import {openEnds} from './open-ends';
import type {OpenEnds} from './open-ends';
import type {PreparedModels, RunWarehouse} from './open-run';
import {openRunWarehouse, peopleOf, prepareWarehouse} from './open-run';
import {compileRunMappings, prepareSends} from '../send/prepare-sends';
import {watchListed} from '../send/listed-objects';
import {findOwnWrites} from '../send/own-writes-of';
import type {OwnWrites} from '../../warehouse/memory/own-writes';
import type {Progress} from '../progress/progress';
import {expectedStreams, type LoadedStream, readIntoWarehouse} from './read-into-warehouse';
import {openRejectedRecords, rejectedPercentMaxOf} from './rejected-options';
import type {ObjectReport, RunOutcome, RunReport, StreamReport} from '../report/report';
import {trafficReports} from '../report/report-traffic';
import {openRotatedSections} from './rotated-sections';
import type {ConfigSchemas, RunFile} from '../run-file/run-file';
import {selectModels} from '../run-file/select-models';
import type {ListedBy, PreparedSend} from '../send/prepared-send';
import {sendModels} from '../send/send-models';
import {beginHistory, newRunId, type RunHistory} from './run-history';
import {settleAccounts} from './settle-accounts';
import {updateRunPeople} from './update-run-people';

/** What a run needs. */
export interface RunOptions {
  readonly runFile: RunFile;
  readonly vendors: readonly Vendor[];
  readonly schemas: ConfigSchemas;
  readonly progress: Progress;
  readonly dryRun: boolean;
  /** Which models and rows are sent; default: what is not known to be accepted. */
  readonly choice?: RunChoice;
  readonly kit: Kit;
}

/** What the command line says of a run. */
export interface RunChoice {
  readonly full?: boolean;
  readonly verify?: boolean;
  readonly limit?: number;
  /** Names of models; empty: all. */
  readonly select?: readonly string[];
  /** True: the warehouse is brought up to date, and nothing is sent. */
  readonly readOnly?: boolean;
}

/** A run under way: what is known for the report so far. */
interface Run {
  readonly options: RunOptions;
  ends: OpenEnds;
  readonly relay: RateLimitRelay;
  readonly runId: string;
  readonly startMs: number;
  streams: readonly StreamReport[];
  objects: readonly ObjectReport[];
  failures: string[];
  readonly notes: string[];
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
  compileRunMappings(runFile, ends.destinations);
  const selected = selectModels(runFile, options.choice?.select ?? []);
  const run: Run = {
    options,
    ends,
    relay,
    runId: newRunId(kit),
    startMs: kit.clock.now(),
    streams: [],
    objects: [],
    failures: [],
    notes: [],
    kinds: new Set(),
    badInput: false,
    rejectedFile: undefined,
  };
  options.progress.phase('opening the warehouse');
  const opened = await openRunWarehouse(runFile, {dryRun, suddenEnd: kit.suddenEnd});
  options.progress.named(run.runId);
  try {
    const {database} = opened.warehouse;
    const history = await beginHistory(database, {...options, command: 'run', runId: run.runId});
    const prepared = await prepare(run, opened, {selected, history});
    await carryOut(run, opened, {...prepared, history});
    return await keepHistory(run, history);
  } finally {
    opened.close();
  }
}

/** A history that cannot be written is told: the run then has not ended well. */
async function keepHistory(run: Run, history: RunHistory): Promise<RunReport> {
  const report = reportOf(run);
  run.options.progress.phase('keeping the history');
  try {
    await history.end(report);
    return report;
  } catch (error) {
    noteFailure(run, toFailure(error));
    return reportOf(run);
  }
}

interface Preparation {
  readonly chosen: readonly DiscoveredStream[];
  readonly sends: readonly PreparedSend[];
  /** The streams that list what is sent to, with the key's column. */
  readonly listedBy: ListedBy;
  /** By stream: how its rows show what was sent to their records. */
  readonly ownWrites: ReadonlyMap<string, OwnWrites>;
  /** What is not sent, because its model failed before it could be computed. */
  readonly unsent: readonly ObjectReport[];
  /** Only some of the models are sent. */
  readonly isPart: boolean;
}

async function prepare(
  run: Run,
  opened: RunWarehouse,
  {selected, history}: {readonly selected: readonly string[]; readonly history: RunHistory},
): Promise<Preparation> {
  const {runFile, kit, choice, progress} = run.options;
  const readOnly = choice?.readOnly === true;
  try {
    const {database} = opened.warehouse;
    const change = kit.accountChange;
    progress.phase('asking the vendors for their accounts');
    const accounts = await settleAccounts({...run.options, ends: run.ends, database, change});
    run.ends = accounts.ends;
    run.notes.push(...accounts.notes);
    const {sources, destinations} = run.ends;
    const chosen = await chooseStreams(sources, runFile.source, kit.log);
    const prepared = await prepareWarehouse(opened.warehouse, chosen, {
      models: runFile.models,
      people: peopleOf(run.options.runFile, run.options.vendors),
      interrupts: kit,
    });
    for (const failure of prepared.failed.values()) {
      run.failures.push(failure.message);
      run.kinds.add(failure.kind);
    }
    const sends = prepareSends({
      ...run.options,
      ...{destinations, prepared, accounts: accounts.destinations},
    });
    const both = {sources, streams: chosen, sameAccounts: accounts.sameAtBothEnds};
    const listedBy = await watchListed(database, sends, both);
    const ownWrites = await findOwnWrites(database, sends, both);
    const chosenSends = readOnly ? [] : sends.filter(({model}) => selected.includes(model.name));
    progress.expect({
      streams: expectedStreams(sources, chosen),
      sends: chosenSends.map(({model, mapping, destination}) => ({
        ...{model: model.name, object: mapping.object, vendor: destination.open.vendor},
      })),
    });
    return {
      chosen,
      listedBy,
      ownWrites,
      sends: chosenSends,
      unsent: readOnly ? [] : unsentOf(run, prepared),
      // What is not sent says nothing of who is gone.
      isPart: readOnly || selected.length < runFile.models.length || prepared.failed.size > 0,
    };
  } catch (error) {
    noteFailure(run, toFailure(error));
    if (!opened.isNew) await keepHistory(run, history);
    opened.close();
    opened.discard();
    throw error;
  }
}

function unsentOf(run: Run, {failed}: PreparedModels): readonly ObjectReport[] {
  return compileRunMappings(run.options.runFile, run.ends.destinations).flatMap(
    ({stream, object}) => {
      const failure = failed.get(stream);
      return failure ? [failedReport({model: stream, object}, failure.message)] : [];
    },
  );
}

async function carryOut(
  run: Run,
  opened: RunWarehouse,
  prepared: Preparation & {readonly history: RunHistory},
): Promise<void> {
  const rejected = await openRejectedRecords(run.options, 'asked');
  try {
    run.options.progress.phase('reading');
    await readAll(run, opened, prepared);
    run.options.kit.signal.throwIfAborted();
    const {options} = run;
    const people = peopleOf(options.runFile, options.vendors);
    run.notes.push(...(await updateRunPeople(opened.warehouse.database, {...options, people})));
    run.objects = prepared.unsent;
    await sendAll(run, opened, {...prepared, rejected});
  } catch (error) {
    // An interruption is told by the outcome; its own words add nothing.
    if (!run.options.kit.signal.aborted) noteFailure(run, toFailure(error));
  } finally {
    run.rejectedFile = rejected.location();
    await rejected.close().catch((error: unknown) => noteFailure(run, toFailure(error)));
  }
}

function noteFailure(run: Run, failure: Failure): void {
  // A full disk is met by all that writes.
  if (!run.failures.includes(failure.message)) run.failures.push(failure.message);
  run.kinds.add(failure.kind);
  run.badInput = failure.kind === 'config';
}

async function readAll(
  run: Run,
  opened: RunWarehouse,
  {chosen, ownWrites}: Pick<Preparation, 'chosen' | 'ownWrites'>,
): Promise<void> {
  const {runFile, progress, kit} = run.options;
  const share = runFile.source.config['deletion_share_max'];
  const results = await readIntoWarehouse({
    sources: run.ends.sources,
    ...{streams: chosen, ownWrites},
    warehouse: opened.warehouse,
    relay: run.relay,
    deletionShareMax: typeof share === 'number' ? share : undefined,
    progress,
    kit,
  });
  run.streams = results.map(streamReport);
  run.notes.push(...run.streams.flatMap(ownWritesNote));
  if (kit.signal.aborted) return;
  run.failures.push(...new Set(run.streams.flatMap(({failure}) => failure ?? [])));
  for (const {failure} of results) if (failure) run.kinds.add(failure.kind);
}

async function sendAll(
  run: Run,
  opened: RunWarehouse,
  what: Pick<Preparation, 'sends' | 'isPart' | 'listedBy'> & {
    readonly rejected: RejectedRecords;
    readonly history: RunHistory;
  },
): Promise<void> {
  const failed = run.streams.filter(({outcome}) => outcome === 'failed');
  const {full = false, verify = false, limit} = run.options.choice ?? {};
  const end = await sendModels({
    ...what,
    choice: {full, verify, limit, isPart: what.isPart},
    run: what.history.run,
    keepsValues: run.options.runFile.history.valueDays > 0,
    failedStreams: new Set(failed.map(({stream}) => stream)),
    warehouse: opened.warehouse,
    rejectedPercentMax: rejectedPercentMaxOf(run.options.runFile),
    progress: run.options.progress,
    dryRun: run.options.dryRun,
    kit: run.options.kit,
  });
  run.objects = [...run.objects, ...end.objects];
  run.notes.push(...end.notes);
  run.failures.push(...end.failures.map(({message}) => message));
  for (const {kind} of end.failures) run.kinds.add(kind);
}

function ownWritesNote({stream, own_writes: own = 0}: StreamReport): readonly string[] {
  if (own === 0) return [];
  const rows = own === 1 ? '1 row' : `${own.toLocaleString('en-US')} rows`;
  return [`${rows} of ${stream} came again with nothing new but what was sent to them.`];
}

function streamReport(result: LoadedStream): StreamReport {
  return {
    stream: result.stream,
    outcome: result.failure ? 'failed' : 'complete',
    read: result.rowsRead,
    changed: result.records - result.tombstones - result.ownWrites,
    ...(result.ownWrites > 0 && {own_writes: result.ownWrites}),
    deleted: result.tombstones,
    ...(result.failure && {failure: result.failure.message}),
  };
}

function reportOf(run: Run): RunReport {
  const {kit, dryRun} = run.options;
  return {
    run_id: run.runId,
    outcome: outcomeOf(run),
    dry_run: dryRun,
    duration_ms: kit.clock.now() - run.startMs,
    streams: run.streams,
    objects: run.objects,
    traffic: trafficReports(run.ends),
    ...(run.rejectedFile !== undefined && {rejected_records_file: run.rejectedFile}),
    notes: run.notes,
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
