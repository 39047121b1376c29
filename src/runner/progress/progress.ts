import type {VendorWait, VendorWatch} from '../../core/vendor-watch';

/** Tells a person, or a program that reads the log, how far a run is. */
export interface Progress {
  /** The run's name, once it has one. */
  named(runId: string): void;
  /** What is done now, in a few words: "reading". */
  phase(text: string): void;
  /** What the run is going to do. */
  expect(steps: ExpectedSteps): void;
  /** A stream's figures so far. */
  reading(figures: ReadFigures): void;
  /** An object's figures so far. */
  sending(figures: SendFigures): void;
  /** A line of its own. */
  note(text: string): void;
  /** Hears what the vendors keep the run waiting for. */
  readonly watch: VendorWatch;
  /** Takes the live view away. */
  end(): void;
}

/** Names of what is read and sent, with the vendor that each is read from or sent to. */
export interface ExpectedSteps {
  readonly streams: readonly {readonly stream: string; readonly vendor: string | undefined}[];
  readonly sends: readonly {
    readonly model: string;
    readonly object: string;
    readonly vendor: string;
  }[];
}

/** How much of a stream has been read. */
export interface ReadFigures {
  readonly stream: string;
  /** New or changed. */
  readonly records: number;
  /** Set while the stream waits for a limit of its vendor, epoch milliseconds. */
  readonly waitsUntilMs?: number;
  /** Set at the end: `complete` or `failed`. */
  readonly done?: string;
}

/** How much of a model has been sent. */
export interface SendFigures {
  readonly model: string;
  readonly object: string;
  /** Rows with an outcome, the rejected ones among them. */
  readonly settled: number;
  readonly rejected: number;
  /** Rows that are to be sent. */
  readonly total: number;
  /** Set at the end: `complete`, `planned` or `failed`. */
  readonly done?: string;
}

/** Something that happened in a run. */
export type ProgressEvent =
  | {readonly type: 'named'; readonly runId: string}
  | {readonly type: 'phase'; readonly text: string}
  | {readonly type: 'expected'; readonly steps: ExpectedSteps}
  | ({readonly type: 'reading'} & ReadFigures)
  | ({readonly type: 'sending'} & SendFigures)
  | {readonly type: 'note'; readonly text: string}
  | {readonly type: 'wait'; readonly wait: VendorWait}
  | {readonly type: 'asked'; readonly vendor: string; readonly request: symbol}
  | {readonly type: 'answered'; readonly vendor: string; readonly request: symbol};

/** Shows events in one of the forms. */
export interface ProgressView {
  readonly hear: (event: ProgressEvent) => void;
  readonly end: () => void;
}

/** The progress of one run, as a view shows it. */
export function createProgress({hear, end}: ProgressView): Progress {
  return {
    named: (runId) => hear({type: 'named', runId}),
    phase: (text) => hear({type: 'phase', text}),
    expect: (steps) => hear({type: 'expected', steps}),
    reading: (figures) => hear({type: 'reading', ...figures}),
    sending: (figures) => hear({type: 'sending', ...figures}),
    note: (text) => hear({type: 'note', text}),
    watch: {
      waits: (wait) => hear({type: 'wait', wait}),
      asked: (vendor) => {
        const request = Symbol(vendor);
        hear({type: 'asked', vendor, request});
        return () => hear({type: 'answered', vendor, request});
      },
    },
    end,
  };
}

/** Shows nothing: for commands whose only answer is their end. */
export const NO_PROGRESS: Progress = createProgress({
  hear: () => undefined,
  end: () => undefined,
});
