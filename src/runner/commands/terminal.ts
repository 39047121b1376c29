import type {JsonLog} from '../progress/json-log';
import type {Every, LiveArea} from '../progress/live-view';
import type {Style} from '../report/style';

/** The two outputs of a command and its user's keyboard; secrets are masked behind the outputs. */
export interface Terminal {
  /** Data and reports. */
  readonly out: (text: string) => void;
  /** Sentences for people on `out`: a terminal gets them in lines that fit. Absent: as `out`. */
  readonly tell?: (text: string) => void;
  /**
   * Data as they are, for a command whose answer is a secret. Rejects with the system's error when they
   * cannot be written, because they may be lost then.
   */
  readonly outUnmasked: (text: string) => Promise<void>;
  /** Progress, remarks, errors. */
  readonly err: (text: string) => void;
  /** Columns. */
  readonly width: number;
  /** Colours of `out` and `err`. Absent: none. */
  readonly outStyle?: Style;
  readonly errStyle?: Style;
  /** The end of the terminal that a person looks at; absent where `err` is none. */
  readonly area?: LiveArea;
  /** Absent: nothing is done again and again. */
  readonly every?: Every;
  /** With `--log-format json`: what takes the place of progress, remarks and errors. */
  readonly jsonLog?: JsonLog;
  /** Asks the person at the keyboard for a line; rejects and is absent as `askHidden`. */
  readonly ask?: (question: string, signal: AbortSignal) => Promise<string>;
  /**
   * Asks the person at the keyboard for a line that is not shown; rejects when the signal is aborted.
   * Absent where nobody can type.
   */
  readonly askHidden?: (question: string, signal: AbortSignal) => Promise<string>;
}
