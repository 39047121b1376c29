import type {FailureKind} from '../core/failure';

/** What is true of one vendor's HTTP interface: data, not code, as far as it goes. */
export interface HttpPolicy {
  /** As users know it: "Pipedrive". */
  readonly vendor: string;
  /**
   * For a whole answer, from sending to the last byte: the budget of a request whose answer never
   * comes. One that may be repeated is sent again after half of it, once.
   */
  readonly timeoutMs: number;
  /** For the connection alone, TLS included. Default 10 s, or `timeoutMs` when that is less. */
  readonly connectTimeoutMs?: number;
  /** Sent with every request, such as a vendor's own `accept`; a request's own headers win. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly retry: RetryPolicy;
  readonly limits: readonly RateLimit[];
  readonly concurrencyMax: number;
  /** Slow down on 429 and speed up again, for vendors that publish no limit. */
  readonly adaptive?: AdaptivePolicy;
  /** Names of the headers that carry limits; lower case. */
  readonly rateHeaders?: RateHeaders;
  /**
   * Tells what an answer means, 2xx included; undefined: the kit's own table by status, and for a 2xx
   * whose body reports an error (`reportsError`) that it is one. Not asked about statuses that the
   * request accepts, about a 401 that a renewed credential may fix, nor about a 2xx whose body was
   * cut off or is only nearly JSON.
   */
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
  /** First wait after a 429 without a usable header; doubles up to `limitWaitCapMs`. */
  readonly limitWaitMs: number;
  /** Default: the larger of `capMs` and `limitWaitMs`. */
  readonly limitWaitCapMs?: number;
  /** All waits of one request for limits together; a longer sum ends the work. Default 30 minutes. */
  readonly limitTotalMaxMs?: number;
  /** A vendor's reset header is believed from here on. Default 1 s. */
  readonly resetMinMs?: number;
  /**
   * A vendor's reset header is believed up to here, then the vendor is asked again. Default: it is
   * believed regardless of what it says, and ends the work when it is above `limitWaitMaxMs`.
   */
  readonly resetMaxMs?: number;
}

/** A published limit, kept on our side before the vendor has to refuse. */
export type RateLimit = LimitScope &
  (
    | {readonly type: 'token_bucket'; readonly perSecond: number; readonly burst: number}
    /** At most `requests` in any rolling window. */
    | {readonly type: 'window'; readonly requests: number; readonly windowMs: number}
  );

/** What a limit is counted over. */
export interface LimitScope {
  /** What a request takes from it: one, or its `cost` in budget units. Default `requests`. */
  readonly unit?: 'requests' | 'cost';
  /** True: each endpoint has this limit for itself. Default: all endpoints share it. */
  readonly perEndpoint?: boolean;
  /** The limit holds for these endpoints only (`HttpRequest.endpoint`). Default: all. */
  readonly endpoints?: readonly string[];
  /** True: given up once `rateHeaders.limit` was seen, because the vendor's own word is better. */
  readonly untilObserved?: boolean;
}

/** Additive increase, multiplicative decrease of the pace. */
export interface AdaptivePolicy {
  readonly startPerSecond: number;
  readonly minPerSecond: number;
  readonly maxPerSecond: number;
  /** The pace is multiplied by this on a 429. Default 0.5. */
  readonly decrease?: number;
  /** Share of `maxPerSecond` that is added after each quiet time under demand. Default 0.1. */
  readonly increase?: number;
  /** Quiet time: so long without a 429 and without a change of pace. Default 10 s. */
  readonly quietMs?: number;
}

/** Header names, lower case; of several the first that an answer has. */
export interface RateHeaders {
  readonly limit?: string | readonly string[];
  readonly remaining?: string | readonly string[];
  /**
   * Seconds, epoch or date: distinguished by value. `retry-after` is asked first unless it is named
   * here, in its own place.
   */
  readonly reset?: string | readonly string[];
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
  /** What makes a body useless that is nearly JSON, after "it": "holds NaN, which is not JSON". */
  readonly problem?: string;
  /** At most 500 characters of the body. */
  readonly excerpt: string;
  readonly method: string;
  /** The request's path below the base URL. */
  readonly path: string;
}

/** What a body turned out to be. */
export type BodyKind = 'json' | 'html' | 'empty' | 'truncated' | 'text';

/** What an answer means, as a value; the kit acts on it. */
export type AnswerMeaning =
  | {readonly type: 'accept'}
  /** Wait for a limit; not counted as a failure. `waitMs` wins over headers. */
  | {readonly type: 'limited'; readonly waitMs?: number; readonly retriesMax?: number}
  /**
   * Counted as a failure. `nothingDone`: the vendor says so, so the request may be sent again
   * even when it is not repeatable.
   */
  | {readonly type: 'retry'; readonly retriesMax?: number; readonly nothingDone?: boolean}
  | {
      readonly type: 'fail';
      readonly kind: FailureKind;
      /** The user's sentence: what is wrong and the next step. */
      readonly message: string;
      readonly resetAtMs?: number;
    };
