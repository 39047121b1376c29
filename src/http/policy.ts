import type {FailureKind} from '../core/failure';

/** What is true of one vendor's HTTP interface: data, not code, as far as it goes. */
export interface HttpPolicy {
  /** As users know it: "Pipedrive". */
  readonly vendor: string;
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  readonly limits: readonly RateLimit[];
  readonly concurrencyMax: number;
  /** Slow down on 429 and speed up again, for vendors that publish no limit. */
  readonly adaptive?: AdaptivePolicy;
  /** Names of the headers that carry limits; lower case. */
  readonly rateHeaders?: RateHeaders;
  /** Tells what an answer that is not 2xx means; undefined: the kit's own table by status. */
  readonly classify?: (answer: RawAnswer) => AnswerMeaning | undefined;
  /** What to tell the user about a 401 and a 403: where to find the credential, which right. */
  readonly authAdvice: string;
}

/** Exponential backoff with full jitter between `baseMs` and `capMs`. */
export interface RetryPolicy {
  /** Tries after a failure, besides the first; waits for limits are not counted. */
  readonly retriesMax: number;
  readonly baseMs: number;
  readonly capMs: number;
  /** Statuses worth trying again. */
  readonly statuses: readonly number[];
  /** Longest wait that a vendor's reset header may ask for; a longer one ends the work. */
  readonly limitWaitMaxMs: number;
  /** First wait after a 429 without a usable header; doubles up to `capMs`. */
  readonly limitWaitMs: number;
}

/** A published limit, kept on our side before the vendor has to refuse. */
export type RateLimit =
  | {readonly type: 'token_bucket'; readonly perSecond: number; readonly burst: number}
  /** At most `requests` in any rolling window. */
  | {readonly type: 'window'; readonly requests: number; readonly windowMs: number};

/** Additive increase, multiplicative decrease of the pace. */
export interface AdaptivePolicy {
  readonly startPerSecond: number;
  readonly minPerSecond: number;
  readonly maxPerSecond: number;
}

/** Header names, lower case. */
export interface RateHeaders {
  readonly limit?: string;
  readonly remaining?: string;
  /** Seconds, epoch or date: told apart by value. */
  readonly reset?: string;
  /** Window that `limit` and `remaining` speak of; with it the pace follows what the vendor says. */
  readonly windowMs?: number;
  /** Share of the vendor's limit that we use, 0 to 1. Default 0.8. */
  readonly share?: number;
}

/** An answer before anyone judged it. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON. */
  readonly body: unknown;
  readonly bodyKind: BodyKind;
  /** At most 500 characters of the body. */
  readonly excerpt: string;
  readonly method: string;
}

/** What a body turned out to be. */
export type BodyKind = 'json' | 'html' | 'empty' | 'truncated' | 'text';

/** What an answer means, as a value; the kit acts on it. */
export type AnswerMeaning =
  | {readonly type: 'accept'}
  /** Wait for a limit; not counted as a failure. `waitMs` wins over headers. */
  | {readonly type: 'limited'; readonly waitMs?: number; readonly retriesMax?: number}
  | {readonly type: 'retry'; readonly retriesMax?: number}
  | {
      readonly type: 'fail';
      readonly kind: FailureKind;
      /** The user's sentence: what is wrong and the next step. */
      readonly message: string;
      readonly resetAtMs?: number;
    };
