/** A misbehaviour to be played. The first fault that matches a request is played. */
export interface Fault {
  readonly vendor?: string;
  readonly method?: string;
  /** Matches when the path below the vendor's prefix starts with this. */
  readonly path?: string;
  readonly what: FaultAction;
  readonly when: FaultTrigger;
}

/** What happens to the request. */
export type FaultAction =
  | {
      readonly type: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly html?: boolean;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is cut before anything is done. */
  | {readonly type: 'reset_before'}
  /** The work is done, then the connection is cut: the caller cannot know. */
  | {readonly type: 'reset_after'}
  /** The body ends in the middle. */
  | {readonly type: 'truncated'}
  /**
   * Rows of the answer (the objects in its lists) hold nonsense: `fields` by path within the row,
   * such as `metadata.auto.email` (a list in a row begins rows of its own); without it, one field in three holds a number, text, boolean,
   * list or object at random. `id` is left alone then, and so is what `keep` names, by path.
   */
  | {
      readonly type: 'nonsense';
      readonly fields?: Readonly<Record<string, unknown>>;
      readonly keep?: readonly string[];
      /** Another one puts other nonsense into other fields. Default 0. */
      readonly salt?: number;
    }
  | {readonly type: 'slow'; readonly ms: number}
  /** No answer until the client gives up. */
  | {readonly type: 'hang'};

/** When: counted from 1 over the requests that match the fault. */
export type FaultTrigger =
  | {readonly type: 'always'}
  | {readonly type: 'nth'; readonly n: number}
  | {readonly type: 'from'; readonly n: number}
  | {readonly type: 'probability'; readonly p: number};
