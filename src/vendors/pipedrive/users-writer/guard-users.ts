import type {Json} from '../../../core/json';
import type {Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {isGlobalAdmin} from '../global-admin';
import type {VendorUser} from './vendor-user';
import type {WriterContext} from './writer-context';

type Guarded = Pick<WriterContext, 'directory' | 'ownId' | 'deactivations'>;

/**
 * Why an active user must not be deactivated; undefined when it may be, and then it is counted, and
 * marked as leaving, before anything is sent.
 */
export function guardDeactivation(context: Guarded, user: VendorUser): Rejection | undefined {
  const {directory, deactivations} = context;
  if (user.id === context.ownId) return ownUser;
  if (isLastAdmin(context, user)) return lastAdmin;
  if (!deactivations.take()) return deactivationsUsedUp(deactivations.max);
  directory.markLeaving(user.id, true);
  return undefined;
}

/**
 * Why a change of rights must not be made: it would leave the company, or this sync, without admin.
 * Marks a user who loses the admin right as leaving.
 */
export function guardDemotion(
  context: Guarded,
  user: VendorUser,
  changes: Readonly<Record<string, Json>>,
): Rejection | undefined {
  const loses = user.admin !== false && isGlobalAdmin(changes['access']) === false;
  if (!loses || !user.active) return undefined;
  if (user.id === context.ownId) return ownUser;
  if (isLastAdmin(context, user)) return lastAdmin;
  context.directory.markLeaving(user.id, true);
  return undefined;
}

/** Of whom it is not shown whether they are admins, it is assumed that they are. */
function isLastAdmin({directory}: Guarded, {id, admin}: VendorUser): boolean {
  return admin !== false && directory.otherActiveAdmins(id) === 0;
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
