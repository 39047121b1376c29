import type {Fault} from './fault';

/** How a sandbox is set up; everything has a default. */
export interface SandboxOptions {
  /** 0 (default): the system picks one. Always on 127.0.0.1. */
  readonly port?: number;
  /** Same seed, same data. Default 1. */
  readonly seed?: number;
  /**
   * True: the vendors' people are one company's, with aliases, other names, second accounts, a shared mailbox, leavers and
   * outsiders; `dump('people')` has the roster and whose each account is. Default false: the same people everywhere.
   */
  readonly world?: boolean;
  readonly latencyMs?: number;
  /** Off: vendor limits are neither counted nor enforced. Default true. */
  readonly limits?: boolean;
  readonly faults?: readonly Fault[];
  /** Epoch milliseconds; injected in tests. Default: the machine's clock. */
  readonly now?: () => number;
  /** Settings by vendor name: sizes, profiles, switches; each vendor part documents its own. */
  readonly vendors?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Per vendor name: base URLs, made-up credentials and the configuration that uses them. */
  readonly vendors: Readonly<Record<string, SandboxVendorInfo>>;
  /** Requests so far, oldest first, at most the last 100,000; secrets masked. */
  requests(): readonly LoggedRequest[];
  clearRequests(): void;
  setFaults(faults: readonly Fault[]): void;
  /**
   * Plants changes in a vendor's data, as people would make them in its UI.
   * Returns what was done, for comparison with what the connector finds.
   */
  change(vendor: string, change: SandboxChange): SandboxChangeResult;
  /** A vendor's whole data as the vendor would list them, for comparison in tests; `people` is the truth of a world. */
  dump(vendor: string): Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  close(): Promise<void>;
}

/** What a client must know to use a vendor's part. */
export interface SandboxVendorInfo {
  readonly baseUrl: string;
  /** Further addresses by name, such as the token endpoint. */
  readonly otherUrls?: Readonly<Record<string, string>>;
  /** Made-up credentials by name, also those with few rights. */
  readonly credentials: Readonly<Record<string, string>>;
  /** A ready section for the source's configuration, where the vendor can be read. */
  readonly sourceConfig?: Readonly<Record<string, unknown>>;
  /** In place of it, where the section is a list: its entries. */
  readonly sourceEntries?: readonly Readonly<Record<string, unknown>>[];
  /** A ready section for the destination's configuration, where the vendor can be written. */
  readonly destinationConfig?: Readonly<Record<string, unknown>>;
  /** For a section that is a list. */
  readonly destinationEntries?: readonly Readonly<Record<string, unknown>>[];
}

/** How many records of a kind to change; the seed decides which. */
export interface SandboxChange {
  /** Kind of record in the vendor's words: "users", "visitors". */
  readonly kind: string;
  readonly changed?: number;
  readonly joined?: number;
  readonly left?: number;
}

/** Ids of what was changed. */
export interface SandboxChangeResult {
  readonly changed: readonly (string | number)[];
  readonly joined: readonly (string | number)[];
  readonly left: readonly (string | number)[];
}

/** One line of the request log. */
export interface LoggedRequest {
  readonly at: number;
  readonly vendor: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly status: number;
  readonly durationMs: number;
  /** Number of records in the request's body, where it is a batch. */
  readonly records?: number;
  /** Name of the fault that was played, if any. */
  readonly fault?: string;
}
