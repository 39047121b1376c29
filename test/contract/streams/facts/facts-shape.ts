import type {JsonObject} from '../../../../src/core/json';
import type {SandboxChange} from '../../../../src/sandbox/sandbox';

/** Settings of a vendor's sandbox part. */
export type PartSettings = Readonly<Record<string, unknown>>;

/** Another way in which the same data come in pages. */
export interface PageSplit {
  readonly name: string;
  readonly sandbox?: PartSettings;
  readonly section?: JsonObject;
}

/** A row of the sandbox's dump. */
export type DumpRow = Readonly<Record<string, unknown>>;

/** Where the dump differs from what a stream shows, and why. */
export interface DumpView {
  /** Kind of the dump; default: the stream's name without the vendor's. */
  readonly kind?: string;
  /** Columns of the primary key in a row; default: the columns of that name. */
  readonly keyOf?: (row: DumpRow) => readonly unknown[];
  /** Columns that have another meaning in the dump. */
  readonly differ?: readonly string[];
}

/** What the suite must be told of a vendor; everything else it finds in the registries. */
export interface VendorFacts {
  /** Small data, in several pages where the vendor pages. */
  readonly sandbox: PartSettings;
  readonly section?: JsonObject;
  readonly splits: readonly PageSplit[];
  /** Settings for streams of about a thousand records and more. */
  readonly large: PartSettings;
  /** Streams that no setting makes large, so that nothing is said about the size of their state. */
  readonly small?: readonly string[];
  readonly changes: readonly SandboxChange[];
  /** Streams whose data no planted change touches. */
  readonly fixed?: readonly string[];
  readonly dump?: Readonly<Record<string, DumpView>>;
  /** Further settings that fill the columns which the small data leave empty. */
  readonly further?: readonly PageSplit[];
  /** Columns by stream that the sandbox never fills, each with the reason why no vendor would. */
  readonly neverSent?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Paths in rows, besides `id`, that tell rows apart or lead to other rows, each with the reason. */
  readonly identity?: Readonly<Record<string, string>>;
}

/** A change of the sandbox that the suites make: two records changed, two new ones, one gone. */
export function planted(kind: string): SandboxChange {
  return {kind, changed: 2, joined: 2, left: 1};
}
