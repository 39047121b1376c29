import type {Clock} from '../../core/clock';
import type {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {EmitReadEvent} from '../events';
import type {StreamResult} from '../read-options';

/** Texts of records to be passed on. */
export interface RecordTexts {
  readonly records: readonly string[];
  readonly tombstones: number;
}

/**
 * Passes on what one stream tells, counts it, and keeps the order: started, running, records and
 * checkpoints, the end. Events are queued when a method is called, not when its promise resolves:
 * a state that is made in the same turn of the event loop covers exactly the records before it.
 */
export interface StreamChannel {
  readonly stream: string;
  start(): Promise<void>;
  records(texts: RecordTexts): Promise<void>;
  checkpoint(state: JsonObject): Promise<void>;
  /** Tells once that requests wait until then; does not wait itself. */
  rateLimited(resetAtMs: number): void;
  complete(): Promise<void>;
  fail(failure: Failure): Promise<void>;
  /** Adds to the rows that the vendor sent. */
  countRows(rows: number): void;
  /** Records since the last checkpoint. */
  pending(): number;
  /** Time of the last records or checkpoint, or of the start; epoch milliseconds. */
  lastBeatMs(): number;
  isActive(): boolean;
  result(): StreamResult;
}

/** Opens the channel of one stream; nothing is passed on before `start`. */
export function createStreamChannel(options: {
  readonly stream: string;
  /** In order; see `ordered-emit.ts`, which also hears of errors that nobody waits for. */
  readonly emit: EmitReadEvent;
  readonly clock: Clock;
}): StreamChannel {
  const {stream, emit, clock} = options;
  const total = {rowsRead: 0, records: 0, tombstones: 0};
  let phase: 'waiting' | 'started' | 'running' | 'ended' = 'waiting';
  let pending = 0;
  let announcedMs = 0;
  let beatMs = clock.now();
  let failure: Failure | undefined;

  const run = (): void => {
    beatMs = clock.now();
    if (phase === 'running') return;
    phase = 'running';
    // Not waited for: the event that is queued next fails as this one does.
    void emit({type: 'running', stream});
  };
  return {
    stream,
    start: () => {
      phase = 'started';
      beatMs = clock.now();
      return emit({type: 'started', stream});
    },
    records: ({records, tombstones}) => {
      run();
      total.records += records.length;
      total.tombstones += tombstones;
      pending += records.length;
      return emit({type: 'records', stream, records, tombstones});
    },
    checkpoint: (state) => {
      run();
      const recordCount = pending;
      pending = 0;
      return emit({type: 'checkpoint', stream, state, recordCount});
    },
    rateLimited: (resetAtMs) => {
      if (resetAtMs <= announcedMs) return;
      announcedMs = resetAtMs;
      void emit({type: 'rate_limited', stream, resetAtMs});
    },
    complete: () => {
      phase = 'ended';
      return emit({type: 'complete', stream});
    },
    fail: (reason) => {
      phase = 'ended';
      failure = reason;
      return emit({type: 'failed', stream, failure: reason});
    },
    countRows: (rows) => void (total.rowsRead += rows),
    pending: () => pending,
    lastBeatMs: () => beatMs,
    isActive: () => phase === 'started' || phase === 'running',
    result: () => ({stream, ...total, ...(failure && {failure})}),
  };
}
