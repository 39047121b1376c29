/** The two outputs of a command; secrets are masked behind them. */
export interface Terminal {
  /** Data and reports. */
  readonly out: (text: string) => void;
  /** Progress, remarks, errors. */
  readonly err: (text: string) => void;
  /** True when `err` is a terminal that a person looks at. */
  readonly live: boolean;
  /** Columns. */
  readonly width: number;
}
