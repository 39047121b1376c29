import type {Kit} from '../../../core/kit';
import type {CostRules} from '../../shared/people/person-costs';
import type {Brake} from '../../shared/people/brake';
import type {MembersContract, PandadocDestinationSettings} from '../destination-settings';
import type {MemberRemarks} from './member-remarks';
import type {WorkspaceBook} from './workspaces';

/** What a writer knows and has. */
export interface WriterContext {
  readonly contract: MembersContract;
  readonly settings: Pick<PandadocDestinationSettings, 'newUserLicense'>;
  readonly kit: Pick<Kit, 'clock' | 'log'>;
  readonly workspaces: WorkspaceBook;
  /** Names of roles that exist: built in, configured, or somebody's. */
  readonly roles: Set<string>;
  /** Users and memberships of whom the credentials are. */
  readonly owners: ReadonlySet<string>;
  readonly costs: CostRules;
  /** The same brakes, for the log. */
  readonly brakes: {readonly invitations: Brake; readonly seats: Brake; readonly removals: Brake};
  readonly remarks: MemberRemarks;
}
