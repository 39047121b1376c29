import type {Kit} from '../../../core/kit';
import type {Brake} from '../../shared/people/brake';
import type {PeopleDirectory} from '../../shared/people/people-directory';
import type {PipedriveDestinationSettings} from '../destination-settings';
import type {FieldRemarks} from '../../shared/people/field-remarks';
import type {RoleBook} from './role-book';
import type {TokenBudget} from './token-budget';
import type {VendorUser} from './vendor-user';

/** What a writer knows and has. */
export interface WriterContext {
  readonly settings: Pick<PipedriveDestinationSettings, 'allowInvitations' | 'writeFields'>;
  readonly kit: Pick<Kit, 'clock' | 'log'>;
  readonly budget: TokenBudget;
  readonly directory: PeopleDirectory<number, VendorUser>;
  readonly roles: RoleBook;
  /** Id of the token's own user. */
  readonly ownId: number;
  readonly invitations: Brake;
  readonly deactivations: Brake;
  readonly remarks: FieldRemarks;
}
