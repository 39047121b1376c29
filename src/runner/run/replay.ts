import {existsSync, renameSync} from 'node:fs';
import {Failure, type FailureKind} from '../../core/failure';
import {createRateLimitRelay} from '../../read/rate-limit-relay';
import {foldOutcomes} from '../../warehouse/memory/fold-outcomes';
import type {Warehouse} from '../../warehouse/open-warehouse';
import {openOutcomeJournal} from '../../warehouse/memory/outcome-journal';
import {readRejectedRows} from '../../warehouse/memory/rejected-rows';
import {createObjectTally, type TallyOptions} from '../report/object-tally';
import type {OpenedDestination} from '../../accounts/open-ends';
import type {OpenEnds} from './open-ends';
import {openEnds} from './open-ends';
import {openRunWarehouse, type RunWarehouse} from './open-run';
import {rejectedFile, rejectedSet, type RejectedSource} from './rejected-source';
import {openRejectedRecords, rejectedPercentMaxOf} from './rejected-options';
import {destinationOf, compileRunMappings, sentOptionsFor} from '../send/prepare-sends';
import type {ObjectReport, RunReport} from '../report/report';
import {trafficReports} from '../report/report-traffic';
import type {KnownRejected} from './replay-part';
import {replayPart} from './replay-part';
import {openRotatedSections} from './rotated-sections';
import type {RunOptions} from './run-sync';
import type {ReplayPart} from './scan-rejected';
import {scanRejected} from './scan-rejected';
import {beginHistory, newRunId} from './run-history';
import {settleAccounts, type SettledAccounts} from './settle-accounts';
import {formOf} from '../send/shape-of-sends';
import type {RejectedRecords} from '../../write/rejected/rejected-records';

/** What a replay needs: a run's options and the file. */
interface ReplayOptions extends RunOptions {
  /** A file of rejected records; undefined: the rows that the warehouse keeps as rejected. */
  readonly path: string | undefined;
}

/** A replay's figures: a run's without streams, and what became of the file. */
export interface ReplayReport extends RunReport {
  /** Records that were not sent: their row was accepted, changed or forgotten since. */
  readonly superseded: number;
  /** Records that cannot be sent, because a secret in them was replaced by stars. */
  readonly masked: number;
  /** The new name of the file, once nothing in it needs another try. */
  readonly replayed_file?: string;
}

interface Replay {
  readonly runId: string;
  /** Number of the replay in the warehouse's history. */
  readonly run: number;
  readonly options: ReplayOptions;
  readonly ends: OpenEnds;
  readonly warehouse: Warehouse | undefined;
  readonly accounts: SettledAccounts['destinations'];
  readonly notes: readonly string[];
  readonly rejected: RejectedRecords;
  readonly objects: ObjectReport[];
  readonly failures: string[];
  readonly kinds: Set<FailureKind>;
  superseded: number;
}

/**
 * Sends rejected records again, those of a file or those of the warehouse, through the destination of the
 * run file. What is rejected again goes into a new file, or stays in the warehouse; what is accepted is remembered in the warehouse, so
 * that the next run does not send it once more. A record whose row the warehouse no longer knows as
 * rejected is left alone: something newer was accepted, and must not be overwritten.
 * When all records have an outcome, the file gets the ending `.replayed`.
 * @throws Failure `config` for bad input, before anything was sent.
 */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const {runFile, dryRun, kit, path} = options;
  const startMs = kit.clock.now();
  const rotated = openRotatedSections(runFile.warehouse.path);
  const ends = openEnds({...options, rotated, relay: createRateLimitRelay()});
  const mappings = compileRunMappings(runFile, ends.destinations);
  options.progress.phase('opening the warehouse');
  const opened = existsSync(runFile.warehouse.path)
    ? await openRunWarehouse(runFile, {dryRun, suddenEnd: kit.suddenEnd})
    : undefined;
  try {
    const source = await sourceOf(options, opened, mappings);
    const scanned = await scanRejected(source, mappings);
    const settled =
      opened &&
      (await settleAccounts({
        ...options,
        // Only what is sent is anybody's business here.
        ends: {...ends, sources: []},
        database: opened.warehouse.database,
        change: kit.accountChange,
      }));
    const rejected = await openRejectedRecords(options, path === undefined ? 'asked' : 'always');
    const runId = newRunId(kit);
    const history =
      opened &&
      (await beginHistory(opened.warehouse.database, {...options, command: 'replay', runId}));
    const run: Replay = {
      runId,
      run: history?.run ?? 0,
      options,
      ends,
      warehouse: opened?.warehouse,
      accounts: settled?.destinations ?? new Map(),
      notes: settled?.notes ?? [],
      rejected,
      objects: [],
      failures: [],
      kinds: new Set(),
      superseded: 0,
    };
    options.progress.named(runId);
    options.progress.phase(dryRun ? 'planning' : 'sending');
    try {
      await replayParts(run, source, scanned.parts);
    } finally {
      await rejected.close();
    }
    const figures = reportOf(run, startMs);
    await history?.end(figures);
    const told = {...figures, masked: scanned.masked};
    if (path === undefined || !isDoneWith(run) || dryRun || scanned.masked > 0) return told;
    renameSync(path, `${path}.replayed`);
    return {...told, replayed_file: `${path}.replayed`};
  } finally {
    opened?.close();
  }
}

/** @throws Failure `config` when no run has kept anything. */
async function sourceOf(
  {path, runFile}: ReplayOptions,
  opened: RunWarehouse | undefined,
  mappings: Parameters<typeof rejectedSet>[1],
): Promise<RejectedSource> {
  if (path !== undefined) return rejectedFile(path);
  if (opened) {
    await foldOutcomes(opened.warehouse.database);
    return rejectedSet(opened.warehouse, mappings);
  }
  throw new Failure({
    kind: 'config',
    message: `Nothing is rejected: there is no warehouse ${runFile.warehouse.path} yet. The first run makes one: user-sync run ${runFile.path}`,
  });
}

/**
 * Whether each record has an outcome and what was rejected again is kept. That too much was
 * rejected is a failure (`data`) after which that is so; after the others it is not known.
 */
function isDoneWith({options, objects, kinds}: Replay): boolean {
  const onlyJudged = [...kinds].every((kind) => kind === 'data');
  const allTried = objects.every(({not_tried: notTried}) => notTried === 0);
  return !options.kit.signal.aborted && onlyJudged && allTried;
}

async function replayParts(
  run: Replay,
  source: RejectedSource,
  parts: readonly ReplayPart[],
): Promise<void> {
  for (const part of parts) {
    if (run.options.kit.signal.aborted) return;
    const destination = destinationOf(part.mapping, run.ends.destinations);
    if (!destination) continue;
    const known = await knownRejected(run, part, destination);
    const tally = createObjectTally({delta: asDelta(part), dryRun: run.options.dryRun, gone: 0});
    const {rejected} = run;
    const rejectedPercentMax = rejectedPercentMaxOf(run.options.runFile);
    const end = await replayPart({
      ...run.options,
      ...{source, part, destination, known, tally, rejected, rejectedPercentMax},
    });
    if (run.warehouse) await foldOutcomes(run.warehouse.database);
    const report = tally.report({summary: end.summary, failure: end.failure?.message});
    run.superseded += end.superseded;
    run.objects.push({...report, not_tried: report.not_tried - end.superseded});
    if (end.failure) {
      run.failures.push(end.failure.message);
      run.kinds.add(end.failure.kind);
    }
  }
}

async function knownRejected(
  {warehouse, accounts, options, run}: Replay,
  {mapping}: ReplayPart,
  destination: OpenedDestination,
): Promise<KnownRejected | undefined> {
  const account = accounts.get(destination.open.vendor);
  if (!warehouse) return undefined;
  if (typeof account !== 'number') throw account ?? unknownAccount(destination.open.vendor);
  await foldOutcomes(warehouse.database);
  const place = {account, object: mapping.object, model: mapping.stream};
  const rows = await readRejectedRows(warehouse.database, place);
  return {
    place,
    form: formOf(mapping, sentOptionsFor(options, destination)),
    journal: await openOutcomeJournal(warehouse.database, {
      run,
      now: () => options.kit.clock.now(),
    }),
    rows: new Map(rows.map((row) => [row.sourceDigest, row])),
  };
}

/** The records of a part, counted as rows that are tried again. */
function asDelta({mapping, records}: ReplayPart): TallyOptions['delta'] {
  return {
    model: mapping.stream,
    object: mapping.object,
    rows: records,
    candidates: records,
    faulty: 0,
  };
}

function unknownAccount(vendor: string): Failure {
  return new Failure({
    kind: 'system',
    message: `The account of ${vendor} is not known. This is a bug; please report it.`,
  });
}

function reportOf(run: Replay, startMs: number): Omit<ReplayReport, 'masked'> {
  const {kit, dryRun} = run.options;
  const whole = run.failures.length === 0;
  const file = run.rejected.location();
  return {
    run_id: run.runId,
    outcome: kit.signal.aborted ? 'interrupted' : whole ? 'done' : 'failed',
    dry_run: dryRun,
    duration_ms: kit.clock.now() - startMs,
    streams: [],
    objects: run.objects,
    traffic: trafficReports({...run.ends, sources: []}),
    ...(file !== undefined && {rejected_records_file: file}),
    notes: run.notes,
    failures: run.failures,
    failure_kinds: [...run.kinds],
    superseded: run.superseded,
  };
}
