import {mergeFields} from './merge-fields';
import type {ObjectWriter, PreparedRecord} from '../object-writer';
import type {MappedRecord} from '../record';
import type {Claim} from './checkpoints';

/** A record on its way through the queue of one object. */
interface Entry {
  /** What is sent; after a merge it has the values of all records merged so far. */
  prepared: PreparedRecord;
  claim: Claim;
  readonly group: string;
  /** Earlier records whose values this one carries; their outcome is this one's. */
  superseded: Superseded[] | undefined;
  /** Where it waits: for an earlier record of its key, in a batch, or not at all any more. */
  place: 'waiting' | 'sent' | Batch;
  /** The next record of the same key, which waits for this one. */
  next: Entry | undefined;
  /** Of the first record of its key: the last one, which waits behind it; undefined when it is alone. */
  last: Entry | undefined;
}

/** A record that a later one of its key has taken the place of. */
interface Superseded {
  readonly record: MappedRecord;
  readonly claim: Claim;
}

/** Records that are sent together: one group, each key once. */
export interface Batch {
  readonly group: string;
  readonly entries: Entry[];
  /**
   * The same by key, for the queue until it is released. One map for all batches would have to lose its keys
   * again; and each table that such a map outgrows leads to the next, so that V8 finds all that was ever in it
   * alive until it collects the whole heap.
   */
  readonly byKey: Map<string, Entry>;
  bytes: number;
  /** Epoch milliseconds. */
  readonly openedAtMs: number;
  /** To be sent as it is, as soon as there is room; until then it may still grow. */
  due: boolean;
}

/** What the queue needs of the writer; `now` dates the batches. */
interface BatchQueueOptions {
  readonly writer: Pick<ObjectWriter, 'limits' | 'groupOf' | 'prepare'>;
  readonly now: () => number;
}

/**
 * The records of one object that wait to be sent, in batches. Data only: it starts nothing. Of one
 * key at most one record is in a batch or under way; later ones are merged into it while it has not
 * been sent, or wait until it is settled.
 */
export interface BatchQueue {
  add(prepared: PreparedRecord, claim: Claim): void;
  /** The next batch to send: a full or due one, or with `force` the fullest. */
  take(force: boolean): Batch | undefined;
  /** Frees the keys of a batch whose outcomes are known: what waited for them is queued. */
  release(batch: Batch): void;
  /** Marks batches that are still open and were opened at `openedUntilMs` or before. */
  markDue(openedUntilMs: number): void;
  /** When the oldest open batch that is not due was opened; undefined when there is none. */
  oldestOpenMs(): number | undefined;
  /** Whether a batch is full or due. */
  hasReady(): boolean;
  /** Forgets a batch that is settled for good: it no longer counts as held. */
  forget(batch: Batch): void;
  /** Records and bytes that are queued, waiting, or sent and not settled for good. */
  held(): Held;
  /** Drops everything that was not sent. */
  clear(): void;
}

/** How much a queue holds. */
interface Held {
  readonly records: number;
  readonly bytes: number;
}

interface Queue {
  readonly options: BatchQueueOptions;
  readonly held: {records: number; bytes: number};
  /** Batches that are not released: the first record of each key that is known here is in one of them. */
  live: Batch[];
  /** Open batches by group; undefined where the last one was closed. */
  readonly open: Map<string, Batch | undefined>;
  ready: Batch[];
}

/** Creates an empty queue. */
export function createBatchQueue(options: BatchQueueOptions): BatchQueue {
  const held = {records: 0, bytes: 0};
  const queue: Queue = {options, held, live: [], open: new Map(), ready: []};
  return {
    add: (prepared, claim) => add(queue, prepared, claim),
    take: (force) => take(queue, force),
    release: (batch) => release(queue, batch),
    markDue: (openedUntilMs) => {
      for (const batch of queue.open.values()) {
        if (batch !== undefined && batch.openedAtMs <= openedUntilMs) batch.due = true;
      }
    },
    oldestOpenMs: () => oldestOpenMs(queue),
    hasReady: () => queue.ready.length > 0 || dueBatch(queue) !== undefined,
    forget: (batch) => {
      held.bytes -= batch.bytes;
      for (const {superseded} of batch.entries) held.records -= 1 + (superseded?.length ?? 0);
    },
    held: () => held,
    clear: () => {
      queue.live = [];
      queue.open.clear();
      queue.ready = [];
    },
  };
}

function add(queue: Queue, prepared: PreparedRecord, claim: Claim): void {
  const {key} = prepared.record;
  queue.held.records += 1;
  const group = queue.options.writer.groupOf?.(prepared.record) ?? '';
  const first = firstOfKey(queue, key);
  const tail = first?.last ?? first;
  if (tail !== undefined && merge(queue, tail, {prepared, claim, group})) return;
  const entry: Entry = {
    prepared,
    claim,
    group,
    superseded: undefined,
    place: 'waiting',
    next: undefined,
    last: undefined,
  };
  queue.held.bytes += prepared.bytes;
  if (first === undefined || tail === undefined) {
    enqueue(queue, entry);
    return;
  }
  tail.next = entry;
  first.last = entry;
}

function firstOfKey(queue: Queue, key: string): Entry | undefined {
  for (const {byKey} of queue.live) {
    const entry = byKey.get(key);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** Merges a record into an earlier one of its key; false when they must be sent one by one. */
function merge(
  queue: Queue,
  into: Entry,
  later: {readonly prepared: PreparedRecord; readonly claim: Claim; readonly group: string},
): boolean {
  const earlier = into.prepared.record;
  const {record} = later.prepared;
  if (into.place === 'sent' || into.group !== later.group) return false;
  if (earlier.operation !== record.operation || earlier.keyField !== record.keyField) return false;
  const merged = prepareMerged(queue, earlier, later.prepared);
  if (merged === undefined) return false;
  const addedBytes = merged.bytes - into.prepared.bytes;
  if (into.place !== 'waiting') {
    if (into.place.bytes + addedBytes > queue.options.writer.limits.bytesMax) return false;
    into.place.bytes += addedBytes;
  }
  queue.held.bytes += addedBytes;
  into.superseded ??= [];
  into.superseded.push({record: earlier, claim: into.claim});
  into.prepared = merged;
  into.claim = later.claim;
  return true;
}

function prepareMerged(
  queue: Queue,
  earlier: MappedRecord,
  later: PreparedRecord,
): PreparedRecord | undefined {
  const {writer} = queue.options;
  const fields = mergeFields(earlier.fields, later.record.fields);
  if (fields === undefined || fields === later.record.fields) return fields && later;
  const record = {...later.record, fields};
  if (writer.groupOf !== undefined && writer.groupOf(record) !== writer.groupOf(later.record)) {
    return undefined;
  }
  const prepared = writer.prepare(record);
  const fits = prepared.ok && prepared.prepared.bytes <= writer.limits.bytesMax;
  return fits ? prepared.prepared : undefined;
}

function enqueue(queue: Queue, entry: Entry): void {
  const {recordsMax, bytesMax} = queue.options.writer.limits;
  const {bytes} = entry.prepared;
  let batch = queue.open.get(entry.group);
  if (batch !== undefined && batch.bytes + bytes > bytesMax) {
    seal(queue, batch);
    batch = undefined;
  }
  if (batch === undefined) {
    const openedAtMs = queue.options.now();
    batch = {
      group: entry.group,
      entries: [],
      byKey: new Map(),
      bytes: 0,
      openedAtMs,
      due: false,
    };
    queue.open.set(entry.group, batch);
    queue.live.push(batch);
  }
  batch.entries.push(entry);
  batch.byKey.set(entry.prepared.record.key, entry);
  batch.bytes += bytes;
  entry.place = batch;
  if (batch.entries.length >= recordsMax) seal(queue, batch);
}

function seal(queue: Queue, batch: Batch): void {
  queue.open.set(batch.group, undefined);
  queue.ready.push(batch);
}

function take(queue: Queue, force: boolean): Batch | undefined {
  const open = queue.ready[0] === undefined ? openBatch(queue, force) : undefined;
  if (open !== undefined) queue.open.set(open.group, undefined);
  const batch = open ?? queue.ready.shift();
  for (const entry of batch?.entries ?? []) entry.place = 'sent';
  return batch;
}

function openBatch(queue: Queue, force: boolean): Batch | undefined {
  const due = dueBatch(queue);
  if (due !== undefined || !force) return due;
  let fullest: Batch | undefined;
  for (const batch of queue.open.values()) {
    if (batch === undefined) continue;
    if (fullest === undefined || batch.entries.length > fullest.entries.length) fullest = batch;
  }
  return fullest;
}

function dueBatch(queue: Queue): Batch | undefined {
  for (const batch of queue.open.values()) if (batch?.due === true) return batch;
  return undefined;
}

function release(queue: Queue, batch: Batch): void {
  queue.live = queue.live.filter((one) => one !== batch);
  for (const {next, last} of batch.entries) {
    if (next === undefined) continue;
    next.last = last === next ? undefined : last;
    enqueue(queue, next);
  }
}

function oldestOpenMs(queue: Queue): number | undefined {
  let oldest: number | undefined;
  for (const batch of queue.open.values()) {
    if (batch === undefined) continue;
    const {due, openedAtMs} = batch;
    if (!due && (oldest === undefined || openedAtMs < oldest)) oldest = openedAtMs;
  }
  return oldest;
}
