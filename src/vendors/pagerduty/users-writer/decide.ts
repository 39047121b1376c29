import type {Json} from '../../../core/json';
import type {MappedRecord, Operation, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {reject} from '../../shared/people/reject';
import {normalizeEmail} from '../../shared/people/people-directory';
import {giveBackCosts, takeCosts, type CostRules} from '../../shared/people/person-costs';
import type {VendorMethod} from './contact-method';
import {
  CREATION_COSTS,
  noParts,
  touchesLists,
  touchesUser,
  type Decision,
  type PartPlans,
} from './decision';
import {tellWhatHolds} from './duty';
import {findTarget} from './find-target';
import {guardReach, guardRole, nobodyBecomesOwner} from './guard-users';
import {noMethods, planMethods} from './parts/plan-methods';
import {noRules, planRules} from './parts/plan-rules';
import {noTeams, planTeams} from './parts/plan-teams';
import {withLists} from './read-lists';
import {userFields, type UserField, type VendorUser} from './vendor-user';
import {readWantedUser, type WantedUser} from './wanted-user';
import {isRejection} from './wishes/read-entries';
import type {WriterContext} from './writer-context';

/** How a decision is made. */
export interface Deciding {
  /** True: contact methods and rules are read again, because they are about to be changed. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
}

/** What a decision is made about. */
interface Case {
  readonly operation: Operation;
  readonly wanted: WantedUser;
}

/** Decides on a prepared record. Everything that can be known is checked before anything is written. */
export async function decide(
  context: WriterContext,
  record: MappedRecord,
  deciding: Deciding,
): Promise<Decision> {
  const {settings, directory, remarks} = context;
  const wanted = readWantedUser(record, settings.emptyLists);
  if (isRejection(wanted)) return reject(wanted);
  const {operation} = record;
  const target = findTarget(directory, record);
  switch (target.type) {
    case 'rejected':
      return target;
    case 'gone':
      remarks.goneAlready();
      return {type: 'unchanged'};
    case 'new':
      return decideOnNew(context, target.email, {case: {operation, wanted}, deciding});
    case 'user':
      if (operation === 'insert') return reject(alreadyExists);
      if (operation === 'soft_delete') {
        return reject(await tellWhatHolds(context, target.user, deciding.signal));
      }
      // A second, fresh look is at the same record.
      if (!deciding.fresh) noteIgnored(context, wanted);
      return decideOnUser(context, target.user, {wanted, deciding});
  }
}

/** Decides on an e-mail that nobody has. Creating mails an invitation and may take a seat. */
async function decideOnNew(
  context: WriterContext,
  email: string,
  {case: {operation, wanted}, deciding}: {readonly case: Case; readonly deciding: Deciding},
): Promise<Decision> {
  const {name, role} = wanted.fields;
  const costs = costRules(context);
  const refused = takeCosts(costs, CREATION_COSTS);
  if (refused !== undefined) return reject(refused);
  const rejectUnused = (why: Rejection): Decision => {
    giveBackCosts(costs, CREATION_COSTS);
    return reject(why);
  };
  if (typeof name !== 'string') return rejectUnused(nameMissing);
  if (role === 'owner') return rejectUnused(nobodyBecomesOwner);
  const parts = await planParts(context, {user: undefined, email, wanted}, deciding.signal);
  if (isRejection(parts)) return rejectUnused(parts);
  const license = await licenseOf(context, {user: undefined, wanted}, deciding.signal);
  if (isRejection(license)) return rejectUnused(license);
  noteIgnored(context, wanted);
  const body: Record<string, Json> = {type: 'user', name, email};
  for (const field of userFields) {
    const value = wanted.fields[field];
    // Nobody who is new has a value that could be emptied.
    if (typeof value === 'string' && field !== 'email') body[field] = value;
  }
  if (license !== undefined) body['license'] = licenseReference(license);
  return {type: 'create', operation, email, body, wanted, ...parts};
}

/** Decides on a user of the account. Equal values are not sent. */
export async function decideOnUser(
  context: WriterContext,
  listed: VendorUser,
  {wanted, deciding}: {readonly wanted: WantedUser; readonly deciding: Deciding},
): Promise<Decision> {
  const {signal} = deciding;
  const user = await withLists(context, listed, {wanted, ...deciding});
  const fields = changesOf(user, wanted);
  const refuse = (why: Rejection): Decision => {
    // Who keeps everything keeps the admin right, too.
    context.directory.markLeaving(user.id, false);
    return reject(why);
  };
  const refused = await guardFields(context, user, {fields, signal});
  if (refused !== undefined) return refuse(refused);
  const licenseId = await licenseOf(context, {user, wanted}, signal);
  if (isRejection(licenseId)) return refuse(licenseId);
  const parts = await planParts(context, {user, email: user.email ?? '', wanted}, signal);
  if (isRejection(parts)) return refuse(parts);
  const unreachable = await guardReach(context, user, {plans: parts, signal});
  if (unreachable !== undefined) return refuse(unreachable);
  const hasTeams = parts.teams.put.length + parts.teams.remove.length > 0;
  if (!touchesUser({fields, licenseId}) && !touchesLists(parts) && !hasTeams) {
    return {type: 'unchanged'};
  }
  return {type: 'change', user, fields, licenseId, ...parts};
}

/** One option lets a creation go, with its mail and its license. */
function costRules({
  settings,
  invitations,
}: Pick<WriterContext, 'settings' | 'invitations'>): CostRules {
  return {
    mail: {
      isAllowed: settings.allowInvitations,
      brake: invitations,
      words: {notAllowed: invitationsNotAllowed, usedUp: invitationsUsedUp},
    },
  };
}

/** Fields of the user itself that differ. */
export function changesOf(
  {fields: held}: Pick<VendorUser, 'fields'>,
  {fields}: Pick<WantedUser, 'fields'>,
): Readonly<Partial<Record<UserField, string | null>>> {
  const changes: Partial<Record<UserField, string | null>> = {};
  for (const name of userFields) {
    const value = fields[name];
    if (value !== undefined && formOf(name, value) !== formOf(name, held[name])) {
      changes[name] = value;
    }
  }
  return changes;
}

/** Empty text and no value are the same; addresses are compared without case. */
function formOf(name: UserField, value: string | null | undefined): string {
  const text = value ?? '';
  return name === 'email' ? normalizeEmail(text) : text;
}

async function guardFields(
  context: WriterContext,
  user: VendorUser,
  {
    fields,
    signal,
  }: {
    readonly fields: Readonly<Partial<Record<UserField, string | null>>>;
    readonly signal: AbortSignal;
  },
): Promise<Rejection | undefined> {
  const {email, role} = fields;
  if (typeof email === 'string') {
    const others = context.directory.byEmail(normalizeEmail(email));
    if (others.some(({id}) => id !== user.id)) return addressTaken;
  }
  return typeof role === 'string' ? guardRole(context, user, {role, signal}) : undefined;
}

/** What a user is planned to be given besides fields. */
async function planParts(
  {settings, teams, usersShowTeams}: WriterContext,
  {
    user,
    email,
    wanted,
  }: {
    readonly user: VendorUser | undefined;
    readonly email: string;
    readonly wanted: WantedUser;
  },
  signal: AbortSignal,
): Promise<PartPlans | Rejection> {
  const held = user?.methods ?? (user === undefined ? [defaultMethod(email)] : []);
  const methods =
    wanted.methods && planMethods(held, wanted.methods, settings.removeContactMethods);
  if (isRejection(methods)) return methods;
  const methodPlan = methods ?? noMethods;
  const state = {rules: user?.rules ?? [], methods: held, methodPlan};
  const rules = wanted.rules && planRules(state, wanted.rules, settings.removeNotificationRules);
  if (isRejection(rules)) return rules;
  const inTeams =
    wanted.teams &&
    (await planTeams(
      teams,
      {
        user,
        wishes: wanted.teams,
        accountRole: wanted.fields.role ?? user?.fields.role ?? undefined,
        removes: settings.removeTeams,
        usersShowTeams,
      },
      signal,
    ));
  if (isRejection(inTeams)) return inTeams;
  return {...noParts, methods: methodPlan, rules: rules ?? noRules, teams: inTeams ?? noTeams};
}

/** PagerDuty gives it to everybody who is new. */
function defaultMethod(email: string): VendorMethod {
  return {
    id: '',
    kind: 'email',
    address: email,
    countryCode: undefined,
    label: 'Default',
    sendShortEmail: undefined,
  };
}

/** Id of a license that is to be given; undefined for the present one, which must not be repeated. */
async function licenseOf(
  {licenses}: Pick<WriterContext, 'licenses'>,
  {user, wanted}: {readonly user: VendorUser | undefined; readonly wanted: WantedUser},
  signal: AbortSignal,
): Promise<string | Rejection | undefined> {
  if (wanted.license === undefined) return undefined;
  const current = user === undefined ? undefined : await licenses.of(user.id, signal);
  if (current !== undefined && current === wanted.license) return undefined;
  const found = await licenses.find(wanted.license, signal);
  return found === current ? undefined : found;
}

/** A license as PagerDuty takes it. */
export function licenseReference(id: string): {readonly id: string; readonly type: string} {
  return {id, type: 'license_reference'};
}

function noteIgnored({remarks}: Pick<WriterContext, 'remarks'>, {ignored}: WantedUser): void {
  for (const name of ignored) remarks.ignored(name);
}

const invitationsNotAllowed = rejection(
  'not_allowed',
  'The account has no user with this e-mail. Creating a user sends an invitation by e-mail and may use a paid license; set pagerduty.allow_invitations to allow it, or leave the record out.',
);

const nameMissing = rejection(
  'invalid_value',
  'The account has no user with this e-mail, and the record has no name, without which PagerDuty creates nobody. Map a column to the field name.',
);

/** For a record that may only create. */
export const alreadyExists = rejection(
  'already_exists',
  'The account already has a user with this key; use mode update or upsert to change it.',
);

const addressTaken = rejection(
  'already_exists',
  'Field email holds the address of another user of the account. Correct the value, or change the other user first.',
);

function invitationsUsedUp(max: number): Rejection {
  return rejection(
    'limit_reached',
    `This sync has created ${max} users, the limit of pagerduty.max_invitations; send the record again in another sync, or raise the limit.`,
  );
}
