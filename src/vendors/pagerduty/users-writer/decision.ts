import type {JsonObject} from '../../../core/json';
import type {Operation} from '../../../write/record';
import type {Rejected} from '../../shared/people/reject';
import type {PersonCost} from '../../shared/people/person-costs';
import {noMethods, type MethodPlan} from './parts/plan-methods';
import {noRules, type RulePlan} from './parts/plan-rules';
import {noTeams, type TeamPlan} from './parts/plan-teams';
import type {UserField, VendorUser} from './vendor-user';
import type {WantedUser} from './wanted-user';

/** What is to be done for one record. What it takes from the brake is taken already. */
export type Decision = Rejected | {readonly type: 'unchanged'} | Creation | Change;

/** A user is to be created, and given what the record wants besides. */
export interface Creation extends PartPlans {
  readonly type: 'create';
  readonly operation: Operation;
  readonly email: string;
  /** `user` of `POST /users`. */
  readonly body: JsonObject;
  readonly wanted: WantedUser;
}

/** A user is to be changed, in one part at least. */
export interface Change extends PartPlans {
  readonly type: 'change';
  readonly user: VendorUser;
  /** Fields of the user itself whose values differ. */
  readonly fields: Readonly<Partial<Record<UserField, string | null>>>;
  /** Id of the license that the user is to have; undefined: the present one. */
  readonly licenseId: string | undefined;
}

/** What is to be done besides the user itself. */
export interface PartPlans {
  readonly methods: MethodPlan;
  readonly rules: RulePlan;
  readonly teams: TeamPlan;
}

/** Nothing besides the user itself. */
export const noParts: PartPlans = {methods: noMethods, rules: noRules, teams: noTeams};

/** True when contact methods or rules are to be changed, for which their lists must be fresh. */
export function touchesLists({methods, rules}: PartPlans): boolean {
  return methodCalls(methods) + ruleCalls(rules) > 0;
}

/** True when the user itself is to be changed. */
export function touchesUser({fields, licenseId}: Pick<Change, 'fields' | 'licenseId'>): boolean {
  return licenseId !== undefined || Object.keys(fields).length > 0;
}

/** What every new user costs: an invitation, and a license that may have to be paid for. */
export const CREATION_COSTS = ['mail', 'seat'] as const;

/** What it costs besides calls; who is taken out of a team loses what it may see. */
export function costsOf(decision: Creation | Change): readonly PersonCost[] {
  if (decision.type === 'create') return CREATION_COSTS;
  return decision.teams.remove.length > 0 ? ['removal'] : [];
}

/** Calls that write. */
export function writesOf(decision: Creation | Change): number {
  const isUserWritten = decision.type === 'create' || touchesUser(decision);
  const {methods, rules, teams} = decision;
  const inTeams = teams.put.length + teams.remove.length;
  return (isUserWritten ? 1 : 0) + methodCalls(methods) + ruleCalls(rules) + inTeams;
}

function methodCalls({add, relabel, remove}: MethodPlan): number {
  return add.length + relabel.length + remove.length;
}

function ruleCalls({add, change, remove}: RulePlan): number {
  return add.length + change.length + remove.length;
}
