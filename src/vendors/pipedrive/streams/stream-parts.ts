import type {CallBudget} from './call-budget';
import type {CompanyStreams} from './company-streams';
import type {CompanyLists} from './list-stream';

/** What the streams of one company read with. */
export interface StreamParts {
  readonly budget: CallBudget;
  readonly lists: CompanyLists;
  readonly streams: CompanyStreams;
}
