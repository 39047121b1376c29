/** Tells a person how far a run is. */
export interface Progress {
  /** A stream's figures so far. */
  reading(figures: {
    readonly stream: string;
    readonly records: number;
    readonly done?: string;
  }): void;
  /** An object's figures so far; `total` rows are to be sent. */
  sending(figures: {
    readonly model: string;
    readonly object: string;
    readonly settled: number;
    readonly rejected: number;
    readonly total: number;
    readonly done?: string;
  }): void;
  /** A line of its own. */
  note(text: string): void;
  /** Takes the live line away. */
  end(): void;
}

const LIVE_EVERY_MS = 100;
const PLAIN_EVERY_MS = 10_000;

/** Creates the progress of one run. */
export function createProgress(output: {
  readonly write: (text: string) => void;
  /** True: one line is kept up to date in place. False: plain lines, one per step. */
  readonly live: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly now: () => number;
}): Progress {
  let shownAtMs = output.now();
  let lineShown = false;
  const clear = (): void => {
    if (lineShown) output.write('\r\x1b[2K');
    lineShown = false;
  };
  const line = (text: string): void => {
    clear();
    output.write(`${text}\n`);
  };
  const update = (text: string): void => {
    const nowMs = output.now();
    if (nowMs - shownAtMs < (output.live ? LIVE_EVERY_MS : PLAIN_EVERY_MS)) return;
    shownAtMs = nowMs;
    if (!output.live) {
      line(text);
      return;
    }
    clear();
    output.write(text.slice(0, Math.max(0, output.width - 1)));
    lineShown = true;
  };
  const tell = (text: string, done: string | undefined): void => {
    if (done === undefined) update(text);
    else line(`${text}, ${done}`);
  };
  return {
    reading: ({stream, records, done}) => {
      tell(`read ${stream}: ${count(records)} new or changed`, done);
    },
    sending: ({model, object, settled, rejected, total, done}) => {
      const bad = rejected > 0 ? `, ${count(rejected)} rejected` : '';
      tell(`send ${model} to ${object}: ${count(settled)} of ${count(total)}${bad}`, done);
    },
    note: line,
    end: clear,
  };
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
