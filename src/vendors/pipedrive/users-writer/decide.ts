import type {Json} from '../../../core/json';
import {jsonText} from '../../../core/json-text';
import type {Operation, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {reject} from '../../shared/people/reject';
import {hasAccess} from './access-entries';
import {takeCosts, type CostRules} from '../../shared/people/person-costs';
import {ACTIVATION_COSTS, INVITATION_COSTS, type Decision} from './decision';
import {guardDeactivation, guardDemotion} from './guard-users';
import type {VendorUser} from './vendor-user';
import type {WantedUser} from './wanted-user';
import type {WriterContext} from './writer-context';

/** What a decision is made about. */
export interface Case {
  readonly operation: Operation;
  readonly wanted: WantedUser;
  /** The role that is wanted. */
  readonly roleId: number | undefined;
}

/** Fields that Pipedrive sets by itself: they are never sent. */
const SET_BY_VENDOR = new Set([
  'id',
  'activated',
  'created',
  'has_created_company',
  'icon_url',
  'is_admin',
  'is_deleted',
  'is_you',
  'lang',
  'last_login',
  'modified',
  'signup_flow_variation',
  'timezone_offset',
]);

/** Decides on an e-mail that nobody has and that is to be active. Creating mails an invitation and takes a seat (Pipedrive Q13). */
export function decideOnNew(
  context: WriterContext,
  email: string,
  {wanted, roleId}: Case,
): Decision {
  const {settings, remarks} = context;
  const refused = takeCosts(costRules(context, invitationsNotAllowed), INVITATION_COSTS);
  if (refused !== undefined) return reject(refused);
  const body: Record<string, Json> = {email};
  for (const [name, value] of wanted.others) {
    // The key is the e-mail; a second one could only be another spelling of its column.
    if (name === 'email') continue;
    // Nobody who is new has a value that could be cleared.
    if (value === null) continue;
    // The vendor ignores a name here, and other servers take it: sending it does no harm (Q12).
    const isSent = name === 'name' || (settings.writeFields === 'guide' && isSendable(name));
    if (isSent) body[name] = value;
    else remarks.ignored(name);
  }
  if (wanted.access !== undefined) body['access'] = wanted.access;
  if (wanted.activeFlag !== undefined) body['active_flag'] = wanted.activeFlag;
  return {type: 'create', body, email, roleId};
}

/** Decides on a user of the company. Equal values are not sent. */
export function decideOnUser(context: WriterContext, user: VendorUser, what: Case): Decision {
  if (what.operation === 'insert') return reject(alreadyExists);
  if (what.operation === 'soft_delete') return decideOnDelete(context, user, what.wanted);
  const changes = changesOf(context, user, what.wanted);
  const {activeFlag} = what.wanted;
  const switches = activeFlag !== undefined && activeFlag !== user.active;
  const roleId = what.roleId === user.roleId ? undefined : what.roleId;
  const hasBody = switches || Object.keys(changes).length > 0;
  if (!hasBody && roleId === undefined) return {type: 'unchanged'};
  const demotion = guardDemotion(context, user, changes);
  if (demotion !== undefined) return reject(demotion);
  const [activates, deactivates] = [switches && activeFlag, switches && !activeFlag];
  const refused = deactivates
    ? guardDeactivation(context, user)
    : activates
      ? takeCosts(costRules(context, activationsNotAllowed), ACTIVATION_COSTS)
      : undefined;
  if (refused !== undefined) {
    context.directory.markLeaving(user.id, false);
    return reject(refused);
  }
  // The vendor refuses a PUT without active_flag, regardless of what else it holds.
  const body = hasBody ? {active_flag: activeFlag ?? user.active, ...changes} : undefined;
  return {type: 'update', user, body, roleId, deactivates, activates};
}

function decideOnDelete(context: WriterContext, user: VendorUser, wanted: WantedUser): Decision {
  if (wanted.role !== undefined) context.remarks.ignored('role');
  if (wanted.access !== undefined) context.remarks.ignored('access');
  for (const name of wanted.others.keys()) context.remarks.ignored(name);
  if (!user.active) return {type: 'unchanged'};
  const refused = guardDeactivation(context, user);
  if (refused !== undefined) return reject(refused);
  const body = {active_flag: false};
  return {type: 'update', user, body, roleId: undefined, deactivates: true, activates: false};
}

/** Values besides `active_flag` that differ and are sent. */
function changesOf(
  {settings, remarks}: WriterContext,
  user: VendorUser,
  {access, others}: WantedUser,
): Readonly<Record<string, Json>> {
  const changes: Record<string, Json> = {};
  const take = (name: string, value: Json): void => {
    // Nobody can change an e-mail, regardless of what is sent.
    if (settings.writeFields === 'guide' && name !== 'email' && isSendable(name)) {
      changes[name] = value;
    } else remarks.ignored(name);
  };
  if (access !== undefined && !hasAccess(user.fields['access'], access)) take('access', access);
  for (const [name, value] of others) {
    if (differs(user, name, value)) take(name, value);
  }
  return changes;
}

function differs({email, fields}: VendorUser, name: string, value: Json): boolean {
  if (name === 'email' && typeof value === 'string') return value.trim().toLowerCase() !== email;
  return jsonText(fields[name] ?? null) !== jsonText(value);
}

/** One option lets somebody have a seat, with a mail or without. Removals have a guard of their own. */
function costRules(
  {settings, invitations}: Pick<WriterContext, 'settings' | 'invitations'>,
  notAllowed: Rejection,
): CostRules {
  return {
    seat: {
      isAllowed: settings.allowInvitations,
      brake: invitations,
      words: {notAllowed, usedUp: invitationsUsedUp},
    },
  };
}

function isSendable(name: string): boolean {
  return !SET_BY_VENDOR.has(name);
}

const invitationsNotAllowed = rejection(
  'not_allowed',
  'The company has no user with this e-mail. Creating a user sends an invitation by e-mail and uses a paid seat; set pipedrive.allow_invitations to allow it, or leave the record out.',
);

const activationsNotAllowed = rejection(
  'not_allowed',
  'The user is inactive. Activating a user uses a paid seat; set pipedrive.allow_invitations to allow it, or leave active_flag out.',
);

const alreadyExists = rejection(
  'already_exists',
  'The company already has a user with this key; use mode update or upsert to change it.',
);

function invitationsUsedUp(max: number): Rejection {
  return rejection(
    'limit_reached',
    `This sync has invited or activated ${max} users, the limit of pipedrive.max_invitations; send the record again in another sync, or raise the limit.`,
  );
}
