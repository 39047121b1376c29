import type {JsonObject} from '../../../core/json';
import type {Rejected} from '../../shared/people/reject';
import type {PersonCost} from '../../shared/people/person-costs';
import type {Need} from './token-budget';
import type {VendorUser} from './vendor-user';

/** What is to be done for one record. What it takes from the brakes is taken already. */
export type Decision = Rejected | {readonly type: 'unchanged'} | Creation | Change;

/** A user is to be invited. */
export interface Creation {
  readonly type: 'create';
  /** Body of `POST /users`. */
  readonly body: JsonObject;
  readonly email: string;
  readonly roleId: number | undefined;
}

/** A user is to be changed; at least one of `body` and `roleId` is there. */
export interface Change {
  readonly type: 'update';
  readonly user: VendorUser;
  /** Body of `PUT /users/{id}`. */
  readonly body: JsonObject | undefined;
  /** The role to be assigned; undefined when it is the user's already. */
  readonly roleId: number | undefined;
  readonly deactivates: boolean;
  /** True: somebody inactive takes a seat again. */
  readonly activates: boolean;
}

/** Tokens of a call that writes. */
export const WRITE_COST = 10;

/** What carrying out a decision costs, one call of 10 tokens for each thing to be set. */
export function needOf(decision: Creation | Change): Need {
  const calls = (decision.body === undefined ? 0 : 1) + (decision.roleId === undefined ? 0 : 1);
  return {calls, tokens: calls * WRITE_COST};
}

/** What every new user costs: an invitation that cannot be turned off, and a paid seat (Pipedrive Q13). */
export const INVITATION_COSTS = ['mail', 'seat'] as const;

/** Somebody who is activated takes a seat again, without a mail. */
export const ACTIVATION_COSTS = ['seat'] as const;

/** What it costs besides calls. */
export function costsOf(decision: Creation | Change): readonly PersonCost[] {
  if (decision.type === 'create') return INVITATION_COSTS;
  if (decision.deactivates) return ['removal'];
  return decision.activates ? ACTIVATION_COSTS : [];
}
