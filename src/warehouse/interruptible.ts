import type {Clock} from '../core/clock';
import type {SuddenEnd} from '../core/sudden-end';
import type {Database} from './database';

/** What may end a statement before it is through. */
export interface Interrupts {
  readonly clock: Clock;
  /** Aborted when the program must stop. */
  readonly signal: AbortSignal;
  /** Gives up where DuckDB does not stop; without it, it is waited for. */
  readonly suddenEnd?: Pick<SuddenEnd, 'giveUp'>;
}

/** How a piece of work ended. */
type Interrupted<T> =
  | {readonly type: 'done'; readonly value: T}
  | {readonly type: 'timeout'}
  | {readonly type: 'stopped'};

/** An interrupt between two statements is lost, so it is repeated until the work has ended. */
const REPEAT_MS = 50;

/**
 * DuckDB looks for an interrupt between two vectors of a query. One call of a function on one value may take
 * for ever, also where a query is only prepared, because what is constant is computed there.
 */
const GRACE_MS = 10_000;

/**
 * Does work on a connection and interrupts what runs there when the program must stop or the time is
 * up. Throws what the work throws, unless that is the interrupt.
 */
export async function interruptible<T>(
  database: Pick<Database, 'interrupt'>,
  {
    clock,
    signal,
    timeLimitMs,
    onDeaf,
  }: Interrupts & {
    readonly timeLimitMs?: number;
    /** Told when DuckDB has not stopped long after it was interrupted. */
    readonly onDeaf?: () => void;
  },
  work: () => Promise<T>,
): Promise<Interrupted<T>> {
  if (signal.aborted) return {type: 'stopped'};
  const ended = new AbortController();
  let why: 'timeout' | 'stopped' | undefined;
  const interrupt = async (reason: 'timeout' | 'stopped'): Promise<void> => {
    why ??= reason;
    if (onDeaf) {
      void pause(clock, GRACE_MS, ended.signal).then((over) => {
        if (over && !ended.signal.aborted) onDeaf();
      });
    }
    while (!ended.signal.aborted) {
      database.interrupt();
      await pause(clock, REPEAT_MS, ended.signal);
    }
  };
  const onAbort = (): void => void interrupt('stopped');
  signal.addEventListener('abort', onAbort, {once: true});
  if (timeLimitMs !== undefined) {
    void pause(clock, timeLimitMs, ended.signal).then((over) => {
      if (over) void interrupt('timeout');
    });
  }
  try {
    return {type: 'done', value: await work()};
  } catch (error) {
    // What is interrupted fails; why it was is what counts.
    if (why !== undefined) return {type: why};
    throw error;
  } finally {
    ended.abort();
    signal.removeEventListener('abort', onAbort);
  }
}

/** False when the work ended first. */
async function pause(clock: Clock, ms: number, ended: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, ended);
    return true;
  } catch {
    // Only the end of the work ends a sleep.
    return false;
  }
}
