import type {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import type {ReadKeys} from '../../warehouse/memory/compute-delta';
import type {CheckedModel, Target} from '../../warehouse/models/model';
import type {Warehouse} from '../../warehouse/open-warehouse';
import type {Mapping} from '../../write/mapping/mapping';
import type {RejectedRecords} from '../../write/rejected/rejected-records';
import type {OpenedDestination} from '../../accounts/open-ends';
import type {Progress} from '../progress/progress';

/** One model on its way to one object, checked. */
export interface PreparedSend {
  readonly model: CheckedModel;
  readonly mapping: Mapping;
  readonly target: Target;
  /** What all values are sent in; see `shape-of-sends.ts`. */
  readonly form: string;
  /** Set when the vendor could not say whose account it is: nothing is sent to it. */
  readonly unknownAccount: Failure | undefined;
  readonly destination: OpenedDestination;
}

/** The stream that lists each send's object, with its column that holds the key. */
export type ListedBy = ReadonlyMap<PreparedSend, ReadKeys>;

/** How much a run sends. */
interface SendChoice {
  /** Every row, regardless of what was accepted before. */
  readonly full: boolean;
  /** Compare with the vendor's own values first. */
  readonly verify: boolean;
  /** So many rows of each model and object at most. */
  readonly limit: number | undefined;
  /** Only some of the run file's models are sent. */
  readonly isPart: boolean;
}

/** What the sending half of a run needs. */
export interface SendModelsOptions {
  /** In the order of the mappings. */
  readonly sends: readonly PreparedSend[];
  /** Streams that failed: models that read their tables are not sent. */
  readonly failedStreams: ReadonlySet<string>;
  readonly choice: SendChoice;
  /** The streams that list what is sent to, and whose keys were kept: see `listed-objects.ts`. */
  readonly listedBy: ListedBy;
  /** Number of the run in the warehouse's history. */
  readonly run: number;
  /** The history keeps the values that are sent. */
  readonly keepsValues: boolean;
  readonly warehouse: Warehouse;
  readonly rejected: RejectedRecords;
  readonly rejectedPercentMax: number;
  readonly progress: Progress;
  readonly dryRun: boolean;
  readonly kit: Kit;
}
