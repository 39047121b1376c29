import type {WriterContext} from '../writer-context';
import type {Progress} from './progress';

/** What the parts of one user are written with. */
export interface PartWork {
  readonly context: WriterContext;
  readonly userId: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** How PagerDuty says that the same is there already (PagerDuty Q25). */
export const NOT_UNIQUE = /must be unique|already (?:exists|been taken)|is not unique/i;

/** Lists are asked so often for what was just added, each time after a wait. */
export const LAG_TRIES = 3;
export const LAG_WAIT_MS = 2_000;
