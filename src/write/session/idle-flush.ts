import type {Clock} from '../../core/clock';

/** Batches older than this many idle times are sent although input still trickles in. */
const AGE_IN_IDLE_TIMES = 5;

/** What the idle flush looks at. */
interface IdleFlushOptions {
  readonly clock: Clock;
  /** Milliseconds without input after which everything is sent. */
  readonly idleMs: number;
  /** When input last came, epoch milliseconds. */
  readonly lastInputMs: () => number;
  /** When the oldest batch that still grows was opened; undefined when there is none. */
  readonly oldestOpenMs: () => number | undefined;
  /** Sends batches that were opened until then, as soon as there is room. */
  readonly flush: (openedUntilMs: number) => void;
  readonly fail: (thrown: unknown) => void;
}

/** Sends partial batches when the source pauses, so that a slow source is acknowledged too. */
export interface IdleFlush {
  /** Watches until no batch is open; call it after each input, it costs nothing while watching. */
  watch(): void;
  stop(): void;
}

/** Creates an idle flush; it sleeps only while a batch is open. */
export function createIdleFlush(options: IdleFlushOptions): IdleFlush {
  const stopper = new AbortController();
  let watching = false;
  const run = async (): Promise<void> => {
    try {
      while (!stopper.signal.aborted) {
        const waitMs = flushOrWait(options);
        if (waitMs === undefined) return;
        await options.clock.sleep(waitMs, stopper.signal);
      }
    } catch (thrown) {
      // Being woken by `stop` is how the sleep is meant to end.
      if (!stopper.signal.aborted) options.fail(thrown);
    } finally {
      watching = false;
    }
  };
  return {
    watch: () => {
      if (watching || stopper.signal.aborted) return;
      watching = true;
      void run();
    },
    stop: () => stopper.abort(),
  };
}

/** Flushes what is due; gives the milliseconds until something may be due, if anything is open. */
function flushOrWait(options: IdleFlushOptions): number | undefined {
  const {clock, idleMs} = options;
  const now = clock.now();
  const idle = now - options.lastInputMs() >= idleMs;
  options.flush(idle ? now : now - AGE_IN_IDLE_TIMES * idleMs);
  const oldestMs = options.oldestOpenMs();
  if (oldestMs === undefined) return undefined;
  const dueMs = Math.min(options.lastInputMs() + idleMs, oldestMs + AGE_IN_IDLE_TIMES * idleMs);
  return Math.max(1, dueMs - now);
}
