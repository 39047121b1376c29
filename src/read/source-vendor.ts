import type {Failure} from '../core/failure';
import type {JsonObject} from '../core/json';
import type {Kit} from '../core/kit';
import type {ToldAccount} from '../core/told-account';
import type {Traffic} from '../core/traffic';
import type {Reader} from './reader';

/** A vendor that can be read, as a value: the registry holds one per vendor. */
export interface SourceVendor {
  /** Name of its section in the configuration. */
  readonly name: string;
  /**
   * For a section that is a list: the name of the account that an entry describes, which is also the
   * `vendor` of what `open` gives for it. Each entry is opened and read for itself.
   */
  readonly nameEntry?: (entry: JsonObject) => string;
  /** Builds clients and readers from the vendor's checked section, or entry; does no I/O. */
  open(section: JsonObject, kit: VendorKit): OpenSource;
}

/** The kit plus what only a source's vendor needs. */
export interface VendorKit extends Kit {
  /** Hands a changed configuration section (a rotated token) to the platform. */
  readonly saveSection: (section: JsonObject) => Promise<void>;
  /** Called when requests of this vendor wait for a limit until then (epoch milliseconds). */
  readonly onRateLimited: (resetAtMs: number) => void;
}

/** A vendor with its configuration. */
export interface OpenSource {
  readonly vendor: string;
  /** All readers of the vendor; a stream belongs to exactly one. */
  readonly readers: readonly Reader[];
  /**
   * Names of the streams that this account has; asks the vendor where existence depends on the
   * subscription. A failed question is a Failure, never "no".
   */
  available(): Promise<ReadonlySet<string>>;
  /**
   * Tries every configured credential and what the vendor's streams need. Returns all failures
   * found, each with a sentence that names vendor, credential and next step; empty when all is well.
   */
  check(): Promise<readonly Failure[]>;
  /** Whom the credential belongs to; asks the vendor where it tells. */
  account?(): Promise<ToldAccount>;
  traffic(): Traffic;
}
