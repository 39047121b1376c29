import type {Kit} from '../../../core/kit';
import type {HttpClient} from '../../../http/request';
import type {Brake} from '../../shared/people/brake';
import type {FieldRemarks} from '../../shared/people/field-remarks';
import type {PeopleDirectory} from '../../shared/people/people-directory';
import type {PagerdutyDestinationSettings} from '../destination-settings';
import type {LicenseBook} from './license-book';
import type {TeamBook} from './team-book';
import type {VendorUser} from './vendor-user';

/** What a writer knows and has. */
export interface WriterContext {
  readonly settings: Omit<PagerdutyDestinationSettings, 'credentials' | 'baseUrl' | 'region'>;
  readonly kit: Pick<Kit, 'clock' | 'log'>;
  readonly client: HttpClient;
  readonly directory: PeopleDirectory<string, VendorUser>;
  /** True: the list of users was seen to hold rules of low urgency, so it holds all (PagerDuty Q7). */
  readonly listsAllRules: boolean;
  /** True: the list of users was seen to show teams. */
  readonly usersShowTeams: boolean;
  readonly teams: TeamBook;
  readonly licenses: LicenseBook;
  readonly invitations: Brake;
  /** People who are taken out of teams. */
  readonly removals: Brake;
  readonly remarks: FieldRemarks;
  /** Creates run one at a time: PagerDuty locks the account for each. */
  readonly oneByOne: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Id of the user whom the credential belongs to, asked for once; undefined for an account's key. */
  readonly ownId: (signal: AbortSignal) => Promise<string | undefined>;
}
