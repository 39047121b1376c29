import type {Writable} from 'node:stream';

/** Text gathers up to this length before it is written, in UTF-16 units. */
const BATCH_LENGTH = 64 * 1024;

/** The stream on which the protocol's lines leave the process. */
export interface LineOutput {
  /** Takes finished lines; the promise is back-pressure, undefined when there is none. */
  write(lines: string): Promise<void> | undefined;
  /** Resolves when everything was handed to the system, or can no longer be. */
  flush(): Promise<void>;
  /** True once the reader hung up or a write failed: what is written since then is lost. */
  broken(): boolean;
}

/** The parts of a line output that change. */
interface OutputState {
  pending: string;
  scheduled: boolean;
  broken: boolean;
  /** While the reader is slow: resolved when it can take more. */
  blocked: Gate | undefined;
}

/** A promise that others wait for. */
interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

/**
 * Gathers lines into large writes and waits for slow readers. `onBroken` is called once when the
 * reader closes the pipe or the disk is full, which then is `error`: there is nobody left to report
 * to on this stream, so the work stops.
 */
export function createLineOutput(
  stream: Writable,
  onBroken: (error?: NodeJS.ErrnoException) => void,
): LineOutput {
  const state: OutputState = {pending: '', scheduled: false, broken: false, blocked: undefined};
  const broken = createGate();
  const resume = (): void => {
    state.blocked?.open();
    state.blocked = undefined;
  };
  const fail = (error?: NodeJS.ErrnoException): void => {
    if (state.broken) return;
    state.broken = true;
    state.pending = '';
    broken.open();
    resume();
    onBroken(error);
  };
  stream.on('error', fail);
  stream.on('close', () => {
    fail();
  });
  stream.on('drain', resume);
  const send = (): void => {
    state.scheduled = false;
    if (state.pending === '' || state.broken) return;
    const text = state.pending;
    state.pending = '';
    if (!stream.write(text)) state.blocked ??= createGate();
  };
  return {
    write: (lines) => {
      if (state.broken) return undefined;
      state.pending += lines;
      if (state.pending.length >= BATCH_LENGTH) send();
      else schedule(state, send);
      return state.blocked?.opened;
    },
    flush: async () => {
      send();
      if (!state.broken) await Promise.race([written(stream), broken.opened]);
    },
    broken: () => state.broken,
  };
}

/** Small writes leave at the end of the turn: a state must not wait for the next one. */
function schedule(state: OutputState, send: () => void): void {
  if (state.scheduled) return;
  state.scheduled = true;
  setImmediate(send);
}

/** Resolves when all earlier writes are done. */
function written(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}

function createGate(): Gate {
  const parts = {open: (): void => undefined};
  const opened = new Promise<void>((resolve) => (parts.open = resolve));
  return {opened, open: parts.open};
}
