import type {BodyKind} from './policy';
import type {SentList} from '../core/records/sent-list';

/** A request as vendors write it; the client adds base URL, auth, limits and retries. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base URL, starting with a slash; ids in it already percent-encoded. */
  readonly path: string;
  /** Undefined values are left out; arrays repeat the name. Never a secret. */
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON: a value to be serialised, or text that is JSON already. */
  readonly body?: {readonly json: unknown} | {readonly text: string};
  /**
   * True when the vendor's state is the same after doing it twice: only then is the request sent
   * again when it is not known whether the first one was carried out. Say in a comment why.
   */
  readonly repeatable: boolean;
  /** Default: the policy's. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Statuses outside 2xx that are answers to the caller, not failures, such as 404 on a look-up. */
  readonly accept?: readonly number[];
  /**
   * What limits with `unit: 'cost'` charge, in the policy's budget units (Pipedrive tokens).
   * Default 1.
   */
  readonly cost?: number;
  /** Names the endpoint for limits that are counted per endpoint. Default: `purpose`. */
  readonly endpoint?: string;
  /**
   * Takes the records of the list in the answer from its text, where it can: then what it made of them stands
   * in the body in place of them.
   */
  readonly list?: SentList | undefined;
  /** What the request is for, after "could not": "list users". The same for all pages and ids. */
  readonly purpose: string;
}

/** A query parameter's value. */
export type QueryValue = string | number | boolean;

/** A complete answer whose body was read and understood. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Parsed JSON (null stays null); undefined for an empty body. Where the request or the policy
   * accepts an answer that is not JSON: its first 500 characters, masked.
   */
  readonly body: unknown;
  readonly bodyKind: BodyKind;
  /** Size of the body on arrival after decompression. */
  readonly bytes: number;
}

/**
 * Sends requests of one vendor under its policy; throws only `Failure`. A request that is stopped
 * by the kit's signal or its own throws the signal's reason when that is a Failure, and otherwise
 * a `transient` one that says so.
 */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpAnswer>;
}
