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
  /** Sections that are entries of that list, each with the members that its name stands for. */
  readonly entrySections?: readonly {readonly name: string; readonly fixed: JsonObject}[];
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

/** A question about streams that an account was asked and that it did not answer. */
export interface UnansweredQuestion {
  /** Streams whose existence stays unknown. */
  readonly streams: readonly string[];
  readonly failure: Failure;
}

/** What an account has, as far as it could be asked. */
export interface Availability {
  /**
   * Names of the streams to be offered: those that the account has, and those of which it is not
   * known. Not offered is what is known to be absent, and what stays unknown though the vendor's own
   * documents say that it does not exist.
   */
  readonly streams: ReadonlySet<string>;
  readonly unanswered: readonly UnansweredQuestion[];
}

/** A vendor with its configuration. */
export interface OpenSource {
  readonly vendor: string;
  /** All readers of the vendor; a stream belongs to exactly one. */
  readonly readers: readonly Reader[];
  /**
   * What this account has; asks the vendor where existence depends on the subscription. A question
   * that fails is no "no", and takes nothing away that other questions decide.
   */
  available(): Promise<Availability>;
  /**
   * Tries every configured credential and what the vendor's streams need. Returns all failures
   * found, each with a sentence that names vendor, credential and next step; empty when all is well.
   */
  check(): Promise<readonly Failure[]>;
  /** Whom the credential belongs to; asks the vendor where it tells. */
  account?(): Promise<ToldAccount>;
  traffic(): Traffic;
}
