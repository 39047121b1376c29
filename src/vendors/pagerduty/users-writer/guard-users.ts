import type {Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {createBrake} from '../../shared/people/brake';
import {guardLossOfAdmin} from '../../shared/people/guard-people';
import {takeCosts} from '../../shared/people/person-costs';
import {reachesAtOnce, type VendorMethod} from './contact-method';
import {costsOf, type Decision, type PartPlans} from './decision';
import {quoteNames, readDuty} from './duty';
import type {VendorRule} from './notification-rule';
import type {VendorUser} from './vendor-user';
import type {WriterContext} from './writer-context';

/** Why a user must not be given this role; undefined when they may. */
export async function guardRole(
  {directory, ownId}: Pick<WriterContext, 'directory' | 'ownId'>,
  user: VendorUser,
  {role, signal}: {readonly role: string; readonly signal: AbortSignal},
): Promise<Rejection | undefined> {
  if (user.fields.role === 'owner') return ownerStays;
  if (role === 'owner') return nobodyBecomesOwner;
  if (role === 'admin' || user.admin === false) return undefined;
  const guard = {
    directory,
    ownId: (await ownId(signal)) ?? '',
    removals: createBrake(0),
    words: {ownPerson: ownUser, lastAdmin, removalsUsedUp: () => lastAdmin},
  };
  return guardLossOfAdmin(guard, user);
}

/**
 * Why contact methods and rules must not be taken away: somebody who is on an escalation policy could not
 * be reached any more. Asked of PagerDuty only where a change takes the last way away.
 */
export async function guardReach(
  context: Pick<WriterContext, 'client' | 'kit' | 'settings'>,
  user: VendorUser,
  {plans, signal}: {readonly plans: PartPlans; readonly signal: AbortSignal},
): Promise<Rejection | undefined> {
  const {methods = [], rules = []} = user;
  const {remove, add} = plans.methods;
  if (remove.length + plans.rules.remove.length === 0) return undefined;
  const lost = new Set(remove.map(({id}) => id));
  const gone = new Set(plans.rules.remove.map(({id}) => id));
  const methodsAfter = [...methods.filter(({id}) => !lost.has(id)), ...add];
  const rulesAfter = [
    ...rules.filter(({id, methodId}) => !gone.has(id) && !lost.has(methodId)),
    ...plans.rules.add,
  ];
  if (!isReachable(methods, rules) || isReachable(methodsAfter, rulesAfter)) return undefined;
  if (context.settings.allowUnreachable) return undefined;
  const {policies, schedules} = await readDuty(context, user.id, signal);
  const names = [...(policies ?? []), ...(schedules ?? [])];
  if (names.length > 0) return unreachable(`is on call (${quoteNames(names)})`);
  if (policies === undefined) return unreachable('may be on call, which PagerDuty does not say');
  return undefined;
}

function isReachable(
  methods: readonly Pick<VendorMethod, 'kind'>[],
  rules: readonly Pick<VendorRule, 'urgency'>[],
): boolean {
  const hasMethod = methods.some(({kind}) => reachesAtOnce(kind));
  return hasMethod && rules.some(({urgency}) => urgency === 'high');
}

function unreachable(why: string): Rejection {
  return rejection(
    'not_allowed',
    `The user ${why}, and would be left without a telephone, SMS or push method, or without a rule of high urgency, so nothing was changed. Add one to the record, or set pagerduty.allow_unreachable.`,
  );
}

/**
 * The decision, or why nobody more is taken out of a team; whom it takes out is counted. To be asked
 * once for each record, after the last look at it.
 */
export function withinRemovals(
  {removals, directory}: Pick<WriterContext, 'removals' | 'directory'>,
  decision: Decision,
): Decision {
  if (decision.type !== 'change') return decision;
  const words = {notAllowed: removalsUsedUp(removals.max), usedUp: removalsUsedUp};
  // Whether anybody is taken out of teams at all is decided before, by the options for it.
  const rules = {removal: {isAllowed: true, brake: removals, words}};
  const refused = takeCosts(rules, costsOf(decision));
  if (refused === undefined) return decision;
  directory.markLeaving(decision.user.id, false);
  return {type: 'rejected', rejection: refused};
}

function removalsUsedUp(max: number): Rejection {
  return rejection(
    'limit_reached',
    `This sync has taken ${max} people out of teams, the limit of pagerduty.max_removals; check whether all of them should leave, then send the record again in another sync, or raise the limit. Nothing of the user was changed.`,
  );
}

/** For a role that nobody can be given. */
export const nobodyBecomesOwner = rejection(
  'not_allowed',
  'Field role holds owner, which cannot be given through the API; the owner of the account passes it on in PagerDuty. Use another role.',
);

const ownerStays = rejection(
  'not_allowed',
  'This is the owner of the account, whose role cannot be changed through the API. Leave the role of this record out.',
);

const ownUser = rejection(
  'not_allowed',
  "This is the credential's own user, who never loses admin permissions here; make the change in PagerDuty, as another admin.",
);

const lastAdmin = rejection(
  'not_allowed',
  "This is the account's last admin, who never loses admin permissions here; make another user an admin first.",
);
