import type {IncomingHttpHeaders} from 'node:http';

import type {SandboxChange, SandboxChangeResult, SandboxVendorInfo} from './sandbox';
import type {People} from './shared/people';

/** A vendor of the sandbox: a folder beside this file and a line in `registry.ts`. */
export interface SandboxVendor {
  /** Also the first segment of its paths: `/pipedrive/v1/users`. */
  readonly name: string;
  /** Settings that `user-sync sandbox --help` explains. */
  readonly help?: string;
  /** Makes the vendor's state; throws RangeError for settings that it does not know. */
  create(options: PartOptions): VendorPart;
}

/** What every vendor part is made from. */
export interface PartOptions {
  readonly seed: number;
  /** The people of the seed as this vendor knows them. */
  readonly people: People;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** False: limits are neither counted nor enforced, and no rate header is sent. */
  readonly limits: boolean;
  /** Latest time stamp of the data that the seed gives, epoch milliseconds. */
  readonly dataEndMs: number;
  readonly settings: Readonly<Record<string, unknown>>;
  /** `http://127.0.0.1:PORT`; empty until the server listens. */
  readonly origin: () => string;
}

/** A vendor with its state. */
export interface VendorPart {
  readonly routes: readonly Route[];
  /** The vendor's answer where no route fits: 404, or 405 when the path exists for another method. */
  refuse(status: 404 | 405): Answer;
  /** Body of a fault that names a status only. */
  errorBody(status: number): unknown;
  /** `url` is the vendor's prefix: `http://127.0.0.1:PORT/pipedrive`. */
  info(url: string): SandboxVendorInfo;
  /** Throws RangeError for a kind that the vendor does not have. */
  change(change: SandboxChange): SandboxChangeResult;
  dump(): Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** One endpoint. */
export interface Route {
  readonly method: string;
  /** Below the vendor's prefix; `:name` stands for one segment: `/v1/users/:id`. */
  readonly path: string;
  handle(request: SandboxRequest): Answer;
}

/** A request as routes see it. */
export interface SandboxRequest {
  readonly method: string;
  /** Below the vendor's prefix, percent-encoding as sent. */
  readonly path: string;
  /** Decoded values of the route's `:name` segments. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The vendor's prefix: `http://127.0.0.1:PORT/pipedrive`. */
  readonly url: string;
}

/** An answer before it is sent. An iterable body is sent in chunks, without a length. */
export interface Answer {
  readonly status: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer | Iterable<Buffer>;
  /** Records in the request's body, for the request log. */
  readonly records?: number;
}
