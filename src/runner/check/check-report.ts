import type {FailureKind} from '../../core/failure';
import type {Mistake} from '../../core/mistake';
import type {Right} from '../../write/rights';
import type {End} from '../run/rotated-sections';

/** Something that is right and that the user may not have meant: a sentence with its place. */
export type Note = Pick<Mistake, 'file' | 'line' | 'sentence'>;

/** What a vendor answered that stands in the way of a run. */
export interface VendorProblem {
  readonly end: End;
  readonly vendor: string;
  readonly kind: FailureKind;
  readonly sentence: string;
}

/** What `check` found; `check --json` prints it. */
export interface CheckReport {
  /** What is wrong in the user's files. */
  readonly mistakes: readonly Mistake[];
  readonly notes: readonly Note[];
  readonly problems: readonly VendorProblem[];
  /** What the destination's credentials may do, of what the mappings need; of vendors that tell. */
  readonly rights: readonly Right[];
  /** Names of the models that are sent, and of the vendors that were asked. */
  readonly models: readonly string[];
  readonly asked: readonly string[];
}
