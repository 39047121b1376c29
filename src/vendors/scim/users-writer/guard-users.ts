import type {Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {guardLossOfAdmin, guardRemoval, type PeopleGuard} from '../../shared/people/guard-people';
import {takeCosts} from '../../shared/people/person-costs';
import type {Wish} from '../schema/value-at';
import type {UsersContext} from './context';
import {CREATION_COSTS} from './decision';
import {hasAdminRole, type ScimPerson} from './scim-person';

type Guarded = Pick<UsersContext, 'settings' | 'directory' | 'invitations' | 'deactivations'>;

/** Why an active user must not be deactivated; undefined when it may, and then it is counted. */
export async function guardDeactivation(
  context: Guarded,
  person: ScimPerson,
): Promise<Rejection | undefined> {
  const {settings, directory} = context;
  const {profile, allowPermanent} = settings;
  if (profile.deletesInactive && !allowPermanent) return permanent(settings);
  // Whether somebody is the last admin shows in the whole list only.
  if (person.admin !== false) await directory.complete();
  return guardRemoval(guardOf(context), person);
}

/** Why a change of roles must not be made, as `guardLossOfAdmin` says it. */
export async function guardRoles(
  context: Guarded,
  person: ScimPerson,
  wishes: readonly Wish[],
): Promise<Rejection | undefined> {
  const roles = wishes.filter(({path}) => path.attribute.name.toLowerCase() === 'roles');
  if (person.admin === false || roles.length === 0) return undefined;
  if (roles.some(({value}) => hasAdminRole(value))) return undefined;
  await context.directory.complete();
  return guardLossOfAdmin(guardOf(context), person);
}

/** Why nobody may be created or activated; undefined when somebody may, and then it is counted. */
export function guardSeat(
  {settings, invitations}: Guarded,
  kind: 'create' | 'activate',
): Rejection | undefined {
  const notAllowed = kind === 'create' ? noCreation(settings) : noActivation(settings);
  const words = {notAllowed, usedUp: (max: number) => seatsUsedUp(settings, max)};
  // One option lets a new user have a mail and a seat. Removals have a guard of their own.
  const rules = {seat: {isAllowed: settings.allowInvitations, brake: invitations, words}};
  return takeCosts(rules, kind === 'create' ? CREATION_COSTS : ['seat']);
}

function guardOf({directory, deactivations, settings}: Guarded): PeopleGuard<string, ScimPerson> {
  return {
    directory: directory.people,
    // Tokens of SCIM services belong to nobody.
    ownId: '',
    removals: deactivations,
    words: {
      ownPerson: lastAdmin,
      lastAdmin,
      removalsUsedUp: (max) => removalsUsedUp(settings, max),
    },
  };
}

type Named = Guarded['settings'];

const lastAdmin = rejection(
  'not_allowed',
  'This is the last active user with an admin role that the service shows, who is never deactivated and never loses the role here; make another user an admin first.',
);

function permanent({account, profile}: Named): Rejection {
  return rejection(
    'not_allowed',
    `${profile.title} deletes a user for good whose active is set to false; set ${account}.allow_permanent to allow it, or leave the record out.`,
  );
}

function noCreation({account}: Named): Rejection {
  return rejection(
    'not_allowed',
    `The service has no user with this key. Creating one takes a seat and may send a mail; set ${account}.allow_invitations to allow it, or leave the record out.`,
  );
}

function noActivation({account}: Named): Rejection {
  return rejection(
    'not_allowed',
    `The user is inactive. Activating it takes a seat and may send a mail; set ${account}.allow_invitations to allow it, or leave active out.`,
  );
}

function seatsUsedUp({account}: Named, max: number): Rejection {
  return rejection(
    'limit_reached',
    `This sync has created or activated ${max} users, the limit of ${account}.max_invitations; send the record again in another sync, or raise the limit.`,
  );
}

function removalsUsedUp({account}: Named, max: number): Rejection {
  return rejection(
    'limit_reached',
    `This sync has deactivated ${max} users, the limit of ${account}.max_deactivations; check whether all of them should be deactivated, then send the record again in another sync, or raise the limit.`,
  );
}
