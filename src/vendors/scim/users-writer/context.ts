import type {Kit} from '../../../core/kit';
import type {Brake} from '../../shared/people/brake';
import type {ScimDestinationSettings} from '../destination-settings';
import type {ResourceWriting} from '../writer/resource-calls';
import type {UserRemarks} from './remarks';
import type {UserDirectory} from './user-directory';

/** What a writer of users knows and has. */
export interface UsersContext {
  readonly settings: Pick<
    ScimDestinationSettings,
    'profile' | 'account' | 'allowInvitations' | 'allowPermanent' | 'emptyLists'
  >;
  readonly kit: Pick<Kit, 'clock' | 'log'>;
  readonly writing: ResourceWriting;
  readonly directory: UserDirectory;
  /** Creations and activations: each takes a seat, and may send a mail. */
  readonly invitations: Brake;
  readonly deactivations: Brake;
  readonly remarks: UserRemarks;
}
