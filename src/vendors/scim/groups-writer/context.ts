import type {Kit} from '../../../core/kit';
import type {JsonObject} from '../../../core/json';
import type {Brake} from '../../shared/people/brake';
import type {ScimDestinationSettings} from '../destination-settings';
import type {UserDirectory} from '../users-writer/user-directory';
import type {ResourceWriting} from '../writer/resource-calls';
import type {GroupDirectory} from './group-directory';
import type {GroupRemarks} from './remarks';

/** What a writer of groups knows and has. */
export interface GroupsContext {
  readonly settings: Pick<
    ScimDestinationSettings,
    'profile' | 'account' | 'removeMembers' | 'emptyLists'
  >;
  readonly kit: Pick<Kit, 'clock' | 'log'>;
  readonly writing: ResourceWriting;
  readonly directory: GroupDirectory;
  readonly users: UserDirectory;
  /** Members taken out of groups. */
  readonly removals: Brake;
  readonly remarks: GroupRemarks;
  /** Groups as the earlier records of a dry run would have left them, by id. */
  readonly simulated: Map<string, JsonObject>;
}
