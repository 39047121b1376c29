import {Failure} from '../../../core/failure';
import type {Kit} from '../../../core/kit';
import type {HttpClient} from '../../../http/request';
import type {ObjectWriter} from '../../../write/object-writer';
import {createBrake} from '../../shared/people/brake';
import {createPeopleDirectory, type PeopleDirectory} from '../../shared/people/people-directory';
import type {PipedriveDestinationSettings} from '../destination-settings';
import {readTokenOwner, type TokenOwner} from '../token-owner';
import {createUsersWriter} from './create-users-writer';
import {WRITE_COST} from './decision';
import {createFieldRemarks} from '../../shared/people/field-remarks';
import {listUsers} from './list-users';
import {createRoleBook} from './role-book';
import {createTokenBudget, type TokenBudget} from './token-budget';
import type {VendorUser} from './vendor-user';

/** Asks who the token's user is and lists the company's users, once; then records need no look-up. */
export async function openUsersWriter({
  settings,
  client,
  kit,
}: {
  readonly settings: PipedriveDestinationSettings;
  readonly client: HttpClient;
  readonly kit: Kit;
}): Promise<ObjectWriter> {
  const {signal} = kit;
  const budget = createTokenBudget(client);
  const owner = await readTokenOwner(budget.client, signal);
  if (owner.isAdmin === false) throw notAdmin();
  if (owner.id === undefined) throw ownerUnknown();
  const directory = createPeopleDirectory<number, VendorUser>();
  directory.put(await listUsers(budget.client, signal));
  markOwner(directory, owner);
  logBudget(budget, kit);
  return createUsersWriter({
    settings,
    kit,
    budget,
    directory,
    roles: createRoleBook(budget.client),
    ownId: owner.id,
    invitations: createBrake(settings.invitationsMax),
    deactivations: createBrake(settings.deactivationsMax),
    remarks: createFieldRemarks(kit.log, 'Pipedrive'),
  });
}

/** The listing may leave out rights that the owner's own page shows. */
function markOwner(
  directory: PeopleDirectory<number, VendorUser>,
  {id, isAdmin}: TokenOwner,
): void {
  const user = id === undefined ? undefined : directory.byId(id);
  if (user?.admin === undefined && user !== undefined && isAdmin === true) {
    directory.put([{...user, admin: true}]);
  }
}

/** How many records come is not known beforehand, as they are a stream; what is left is. */
function logBudget(budget: TokenBudget, {log}: Kit): void {
  const left = budget.tokensLeft();
  if (left === undefined) return;
  const changes = Math.floor(left / WRITE_COST);
  const invitations = Math.floor(left / (2 * WRITE_COST));
  log(
    'INFO',
    `Pipedrive: ${left} tokens of the company's daily budget are left, enough for ${changes} changes or ${invitations} invitations with a role. Values that are already correct cost no tokens.`,
  );
}

/** Only admins may write users; asked beforehand, so that nothing is begun in vain. */
export function notAdmin(): Failure {
  return new Failure({
    kind: 'auth',
    message:
      "In Pipedrive only admins can write users, and the token's user is not an admin of the company. Put the token of an admin into pipedrive.credentials.",
  });
}

function ownerUnknown(): Failure {
  return new Failure({
    kind: 'data',
    message:
      "Pipedrive does not say who the token's own user is, so this user cannot be protected from deactivation; nothing is written. Check pipedrive.base_url.",
  });
}
