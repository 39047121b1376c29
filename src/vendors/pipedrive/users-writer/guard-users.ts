import type {Json} from '../../../core/json';
import type {Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {guardLossOfAdmin, guardRemoval, type PeopleGuard} from '../../shared/people/guard-people';
import {isGlobalAdmin} from '../global-admin';
import type {VendorUser} from './vendor-user';
import type {WriterContext} from './writer-context';

type Guarded = Pick<WriterContext, 'directory' | 'ownId' | 'deactivations'>;

/** Why an active user must not be deactivated, as `guardRemoval` says it. */
export function guardDeactivation(context: Guarded, user: VendorUser): Rejection | undefined {
  return guardRemoval(guardOf(context), user);
}

/** Why a change of rights must not be made, as `guardLossOfAdmin` says it. */
export function guardDemotion(
  context: Guarded,
  user: VendorUser,
  changes: Readonly<Record<string, Json>>,
): Rejection | undefined {
  if (isGlobalAdmin(changes['access']) !== false) return undefined;
  return guardLossOfAdmin(guardOf(context), user);
}

function guardOf({directory, ownId, deactivations}: Guarded): PeopleGuard<number, VendorUser> {
  return {
    directory,
    ownId,
    removals: deactivations,
    words: {ownPerson: ownUser, lastAdmin, removalsUsedUp: deactivationsUsedUp},
  };
}

const ownUser = rejection(
  'not_allowed',
  "This is the token's own user, who is never deactivated and never loses admin permissions here; make the change in Pipedrive, as another admin.",
);

const lastAdmin = rejection(
  'not_allowed',
  "This is the company's last active admin, who is never deactivated and never loses admin permissions here; make another user an admin first.",
);

function deactivationsUsedUp(max: number): Rejection {
  return rejection(
    'limit_reached',
    `This sync has deactivated ${max} users, the limit of pipedrive.max_deactivations; check whether all of them should be deactivated, then send the record again in another sync, or raise the limit.`,
  );
}
