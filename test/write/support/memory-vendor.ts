import type {Clock} from '../../../src/core/clock';
import {Failure} from '../../../src/core/failure';
import type {Json, JsonObject} from '../../../src/core/json';
import type {BatchLimits, ObjectWriter, PreparedRecord} from '../../../src/write/object-writer';
import type {MappedRecord, Outcome, PlannedOutcome} from '../../../src/write/record';
import {rejection} from '../../../src/write/rejection';

/** A vendor in memory: it keeps what it is sent and everything that a test wants to know of it. */
export interface MemoryVendor {
  readonly writer: ObjectWriter;
  /** Fields by key. */
  readonly held: Map<string, JsonObject>;
  readonly batches: SentBatch[];
  /** Keys that are at the vendor right now; twice the same one would be a fault. */
  overlaps: number;
  sends: number;
  plans: number;
  closed: number;
}

interface SentBatch {
  readonly groups: readonly string[];
  readonly bytes: number;
  readonly records: readonly MappedRecord[];
}

export interface MemoryVendorOptions {
  readonly limits: BatchLimits;
  readonly clock?: Clock;
  /** Milliseconds that the n-th send (from 1) takes. */
  readonly latencyMs?: (send: number) => number;
  /** What the n-th send throws, before or after it has done its work. */
  readonly failAt?: (send: number) => 'before' | 'after' | undefined;
  readonly grouped?: boolean;
}

/** Creates a vendor. Field `bad` says where a record is rejected: `prepare`, `send`, or nowhere. */
export function createMemoryVendor(options: MemoryVendorOptions): MemoryVendor {
  const {limits, clock, latencyMs, failAt} = options;
  const busy = new Set<string>();
  const groupOf = (record: MappedRecord): string => text(record.fields['group']);
  const deliver = async (batch: readonly PreparedRecord[]): Promise<readonly Outcome[]> => {
    vendor.sends += 1;
    const send = vendor.sends;
    note(batch);
    for (const {record} of batch) {
      if (busy.has(record.key)) vendor.overlaps += 1;
      busy.add(record.key);
    }
    if (clock && latencyMs) await clock.sleep(latencyMs(send));
    const fault = failAt?.(send);
    if (fault === 'before') throw outage();
    const outcomes = batch.map(({record}) => apply(record));
    for (const {record} of batch) busy.delete(record.key);
    if (fault === 'after') throw outage();
    return outcomes;
  };
  const note = (batch: readonly PreparedRecord[]): void => {
    vendor.batches.push({
      groups: [...new Set(batch.map(({record}) => groupOf(record)))],
      bytes: batch.reduce((sum, {bytes}) => sum + bytes, 0),
      records: batch.map(({record}) => record),
    });
  };
  const apply = (record: MappedRecord): Outcome => {
    if (record.fields['bad'] === 'send') {
      return {
        status: 'rejected',
        ...rejection('refused_by_vendor', 'The vendor refused it.', {answer: 'no'}),
      };
    }
    const before = vendor.held.get(record.key);
    vendor.held.set(record.key, {...before, ...record.fields});
    return {status: 'written', created: before === undefined};
  };
  const vendor: MemoryVendor = {
    writer: {
      limits,
      ...(options.grouped && {groupOf}),
      prepare: (record) =>
        record.fields['bad'] === 'prepare'
          ? {ok: false, rejection: rejection('invalid_value', 'It is bad.')}
          : {ok: true, prepared: prepared(record)},
      send: deliver,
      plan: async (batch) => {
        vendor.plans += 1;
        note(batch);
        return batch.map(({record}) => plan(vendor, record));
      },
      close: async () => {
        vendor.closed += 1;
      },
    },
    held: new Map(),
    batches: [],
    overlaps: 0,
    sends: 0,
    plans: 0,
    closed: 0,
  };
  return vendor;
}

function prepared(record: MappedRecord): PreparedRecord {
  const body = JSON.stringify([record.key, record.fields]);
  return {record, body, bytes: Buffer.byteLength(body)};
}

function plan(vendor: MemoryVendor, record: MappedRecord): PlannedOutcome {
  if (record.fields['bad'] === 'send') {
    return {status: 'rejected', ...rejection('refused_by_vendor', 'The vendor would refuse it.')};
  }
  const changes = Object.entries(record.fields).map(([field, to]) => ({field, to}));
  const status = vendor.held.has(record.key) ? 'update' : 'create';
  return {status, changes, notes: []};
}

export function outage(): Failure {
  return new Failure({kind: 'transient', message: 'The vendor is away; run again.'});
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
