import type {Kit} from '../../core/kit';
import {createBatchQueue} from './batch-queue';
import type {Batch, BatchQueue} from './batch-queue';
import type {ObjectCounts} from './object-counts';
import type {ObjectWriter, PreparedRecord} from '../object-writer';
import type {MappedRecord, Outcome, PlannedOutcome, Rejection} from '../record';
import {toFailure} from '../../core/failure';
import {hideInFailure} from './hide-in-failure';
import {createValueHider} from '../hide-values';
import {joinFaults, rejection, withWords, type Faults} from '../rejection';
import {brokenWriter} from './session-failures';
import type {Claim} from './checkpoints';

/** Batches that may gather behind those under way, so that the next one is always ready. */
const BATCHES_AHEAD = 2;

/** A record and what became of it, as far as the vendor is concerned. */
export interface Verdict {
  readonly record: MappedRecord;
  readonly claim: Claim;
  /** In a dry run: what the outcome would be. */
  readonly outcome: Outcome;
  /** What a dry run says. */
  readonly planned: PlannedOutcome | undefined;
  /** As in `RecordOutcome`. */
  readonly merged: boolean;
}

/** What a lane needs of the session. */
interface LaneOptions {
  readonly object: string;
  readonly writer: ObjectWriter;
  readonly counts: ObjectCounts;
  readonly dryRun: boolean;
  /** As in `WriteOptions`. */
  readonly admit?: (prepared: PreparedRecord) => boolean;
  readonly kit: Kit;
  /** Records, keeps and reports verdicts; resolves when they are settled for good; never rejects. */
  readonly settle: (verdicts: readonly Verdict[]) => Promise<void>;
  /** Ends the session. */
  readonly fail: (thrown: unknown) => void;
  /** Called whenever something is finished, so that those who wait look again. */
  readonly changed: () => void;
}

/** The way of one object's records from the mapping to the vendor. */
export interface ObjectLane {
  readonly object: string;
  readonly writer: ObjectWriter;
  readonly counts: ObjectCounts;
  readonly queue: BatchQueue;
  /** Takes a mapped record: it is queued, or rejected at once. */
  push(record: MappedRecord, claim: Claim): void;
  /** Rejects a record without asking the vendor, for one fault or more. */
  reject(record: MappedRecord, faults: Faults, claim: Claim): void;
  /** Sends what is ready and has room. */
  pump(): void;
  /** True when it holds so much that the source must wait. */
  isFull(): boolean;
  /** True when nothing is under way. */
  isQuiet(): boolean;
  /** True when everything is settled. */
  isEmpty(): boolean;
  /** Sends nothing more and drops what was not sent; what is under way is still settled. */
  stop(): void;
}

interface Lane {
  readonly options: LaneOptions;
  readonly queue: BatchQueue;
  /** Decided without asking the vendor, not yet handed to `settle`. */
  decided: Verdict[];
  /** Decided without asking the vendor, not yet settled. */
  deciding: number;
  /** Batches at the vendor. */
  inFlight: number;
  /** Batches at the vendor or being settled. */
  underWay: number;
  stopped: boolean;
}

/** Creates the lane of an object whose writer is open. */
export function createObjectLane(options: LaneOptions): ObjectLane {
  const {object, writer, counts, kit} = options;
  const queue = createBatchQueue({writer, now: () => kit.clock.now()});
  const lane: Lane = {
    options,
    queue,
    decided: [],
    deciding: 0,
    inFlight: 0,
    underWay: 0,
    stopped: false,
  };
  return {
    object,
    writer,
    counts,
    queue,
    push: (record, claim) => push(lane, record, claim),
    reject: (record, faults, claim) => reject(lane, record, joinFaults(faults), claim),
    pump: () => pump(lane),
    isFull: () => isFull(lane),
    isQuiet: () => lane.underWay === 0 && lane.deciding === 0,
    isEmpty: () => lane.deciding === 0 && queue.held().records === 0,
    stop: () => {
      lane.stopped = true;
      queue.clear();
    },
  };
}

function push(lane: Lane, record: MappedRecord, claim: Claim): void {
  const {writer, object} = lane.options;
  const prepared = writer.prepare(record);
  if (!prepared.ok) {
    reject(lane, record, prepared.rejection, claim);
    return;
  }
  if (prepared.prepared.bytes > writer.limits.bytesMax) {
    reject(lane, record, tooLarge(object, prepared.prepared, writer.limits.bytesMax), claim);
    return;
  }
  if (lane.options.admit?.(prepared.prepared) === false) {
    const outcome = {status: 'unchanged'} as const;
    const held = prepared.prepared.record;
    decide(lane, {record: held, claim, outcome, planned: outcome, merged: false});
    return;
  }
  lane.queue.add(prepared.prepared, claim);
  if (lane.queue.hasReady() || isFull(lane)) pump(lane);
}

function tooLarge(object: string, {bytes}: PreparedRecord, bytesMax: number): Rejection {
  return rejection(
    'too_large',
    `The record makes ${bytes} bytes for ${object}, more than the ${bytesMax} that fit in one request; send fewer or shorter fields.`,
  );
}

function reject(lane: Lane, record: MappedRecord, why: Rejection, claim: Claim): void {
  const outcome = {status: 'rejected', ...why} as const;
  decide(lane, {record, claim, outcome, planned: outcome, merged: false});
}

/** What one turn decides without the vendor is settled together: one write to the disk, one event. */
function decide(lane: Lane, verdict: Verdict): void {
  lane.deciding += 1;
  lane.decided.push(verdict);
  if (lane.decided.length === 1) queueMicrotask(() => void settleDecided(lane));
}

async function settleDecided(lane: Lane): Promise<void> {
  const verdicts = lane.decided;
  lane.decided = [];
  await lane.options.settle(verdicts);
  lane.deciding -= verdicts.length;
  lane.options.changed();
}

function isFull(lane: Lane): boolean {
  const {recordsMax, bytesMax, concurrency} = lane.options.writer.limits;
  const batches = concurrency + BATCHES_AHEAD;
  const {records, bytes} = lane.queue.held();
  return records + lane.deciding >= recordsMax * batches || bytes >= bytesMax * batches;
}

/** A lane that is full sends a batch that could still grow: the source cannot make it grow. */
function pump(lane: Lane): void {
  while (!lane.stopped && lane.inFlight < lane.options.writer.limits.concurrency) {
    const batch = lane.queue.take(isFull(lane));
    if (batch === undefined) return;
    void deliver(lane, batch);
  }
}

async function deliver(lane: Lane, batch: Batch): Promise<void> {
  lane.inFlight += 1;
  lane.underWay += 1;
  lane.options.counts.batches += 1;
  const verdicts = await ask(lane, batch);
  lane.inFlight -= 1;
  if (verdicts !== undefined) {
    // The next record of a key may go as soon as the vendor has answered for this one.
    if (!lane.stopped) lane.queue.release(batch);
    pump(lane);
    await lane.options.settle(verdicts);
    lane.queue.forget(batch);
  }
  lane.underWay -= 1;
  pump(lane);
  lane.options.changed();
}

/** Undefined when the vendor gave no answer that can be used; the session has failed then. */
async function ask(lane: Lane, batch: Batch): Promise<readonly Verdict[] | undefined> {
  const {writer, dryRun, kit, fail} = lane.options;
  const prepared = batch.entries.map((entry) => entry.prepared);
  const hide = createValueHider(prepared.map(({record}) => record));
  const told = <Result extends Outcome | PlannedOutcome>(outcome: Result) =>
    outcome.status === 'rejected'
      ? ({status: 'rejected', ...withWords(outcome, hide)} as const)
      : outcome;
  try {
    if (!dryRun) {
      const outcomes = await writer.send(prepared, kit.signal);
      return verdictsOf(batch, outcomes.map(told), undefined);
    }
    const plans = (await writer.plan(prepared, kit.signal)).map(told);
    const tellsCreated = writer.tellsCreated ?? true;
    return verdictsOf(
      batch,
      plans.map((plan) => outcomeOf(plan, tellsCreated)),
      plans,
    );
  } catch (thrown) {
    fail(hideInFailure(toFailure(thrown), hide));
    return undefined;
  }
}

/** What the run would say: it counts as created only what the vendor says that it created. */
function outcomeOf(planned: PlannedOutcome, tellsCreated: boolean): Outcome {
  if (planned.status === 'create') return {status: 'written', created: tellsCreated};
  if (planned.status === 'update') return {status: 'written', created: false};
  return planned;
}

function verdictsOf(
  batch: Batch,
  outcomes: readonly Outcome[],
  plans: readonly PlannedOutcome[] | undefined,
): Verdict[] {
  const {entries} = batch;
  const verdicts: Verdict[] = [];
  entries.forEach(({prepared, claim, superseded}, index) => {
    const {record} = prepared;
    const outcome = outcomes[index];
    if (outcome === undefined || outcomes.length !== entries.length) {
      throw brokenWriter(record.object, entries.length, outcomes.length);
    }
    const planned = plans?.[index];
    for (const earlier of superseded ?? []) {
      verdicts.push({...earlier, outcome, planned, merged: true});
    }
    verdicts.push({record, claim, outcome, planned, merged: false});
  });
  return verdicts;
}
