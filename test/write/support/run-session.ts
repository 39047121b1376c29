import type {JsonObject} from '../../../src/core/json';
import type {Kit} from '../../../src/core/kit';
import type {Mapping} from '../../../src/write/mapping/mapping';
import type {ObjectWriter} from '../../../src/write/object-writer';
import type {MappedRecord, Rejection} from '../../../src/write/record';
import type {RejectedRecords} from '../../../src/write/rejected/rejected-records';
import type {WriteEvent, WriteOptions} from '../../../src/write/session/session';
import {createTestKit} from '../../support/test-kit';
import type {VirtualClock} from '../../support/virtual-clock';
import {createVirtualClock} from '../../support/virtual-clock';

/** Rejected records in memory, durable only after a while of virtual time. */
export interface RejectedMemory extends RejectedRecords {
  readonly kept: {readonly record: MappedRecord; readonly rejection: Rejection}[];
  closed: number;
}

export function createRejectedMemory(
  clock: VirtualClock,
  durableAfterMs = 0,
  failAt = Number.POSITIVE_INFINITY,
): RejectedMemory {
  let keeps = 0;
  const memory: RejectedMemory = {
    kept: [],
    closed: 0,
    keep: async (record, rejection) => {
      keeps += 1;
      const failing = keeps === failAt;
      if (durableAfterMs > 0) await clock.sleep(durableAfterMs);
      if (failing) throw new Error('disk full');
      memory.kept.push({record, rejection});
    },
    location: () => (memory.kept.length > 0 ? '/tmp/rejected.jsonl' : undefined),
    close: async () => {
      memory.closed += 1;
    },
  };
  return memory;
}

/** Everything that a session was given, put together for a test. */
export interface Bench {
  readonly clock: VirtualClock;
  readonly events: WriteEvent<number>[];
  readonly logged: readonly {readonly message: string}[];
  readonly rejected: RejectedMemory;
  readonly options: WriteOptions<number>;
}

export function createBench(
  writers: Readonly<Record<string, ObjectWriter>>,
  mappings: readonly Mapping[],
  overrides: Partial<WriteOptions<number>> = {},
  kitOverrides: Partial<Kit> = {},
): Bench {
  const clock = createVirtualClock();
  const kit = createTestKit({clock, ...kitOverrides});
  const events: WriteEvent<number>[] = [];
  const rejected = createRejectedMemory(clock);
  const options: WriteOptions<number> = {
    mappings,
    objects: Object.keys(writers).map((name) => ({
      name,
      keys: ['id'],
      operations: ['update', 'upsert'],
    })),
    openWriter: async (object) => {
      const writer = writers[object];
      if (!writer) throw new Error(`no writer for ${object}`);
      return writer;
    },
    emit: async (event) => {
      events.push(event);
    },
    rejected,
    rejectedPercentMax: 100,
    dryRun: false,
    kit,
    emitOutcomes: true,
    ...overrides,
  };
  return {clock, events, logged: kit.logged, rejected, options};
}

export function mapping(stream: string, object: string, more: Partial<Mapping> = {}): Mapping {
  return {
    stream,
    namespace: null,
    object,
    keyColumn: 'id',
    keyField: 'id',
    operation: 'update',
    fields: [],
    otherColumns: 'send',
    nulls: 'skip',
    ...more,
  };
}

/** Moves time on until `work` is done; gives back what it gave or threw. */
export async function inVirtualTime<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  const state = {done: false};
  const settled = work.finally(() => {
    state.done = true;
  });
  settled.catch(() => undefined);
  while (!state.done) await clock.runAll();
  return settled;
}

/** One step of a session's input. */
export type Step =
  | {readonly type: 'record'; readonly stream: string; readonly data: JsonObject}
  | {readonly type: 'checkpoint'; readonly stream: string}
  | {readonly type: 'pause'; readonly ms: number};
