import type {Rejected} from '../../shared/people/reject';
import type {PersonCost} from '../../shared/people/person-costs';
import type {Wish} from '../schema/value-at';
import type {ScimPerson} from './scim-person';
import type {UserKey} from './user-keys';

/** What is to be done for one record. What it takes from the brakes is taken already. */
export type Decision = Rejected | {readonly type: 'unchanged'} | Creation | Change;

/** A user is to be created. */
export interface Creation {
  readonly type: 'create';
  readonly wishes: readonly Wish[];
  /** By which it is looked for. */
  readonly keys: readonly UserKey[];
  /** False: whoever has a key already is a conflict. */
  readonly adopts: boolean;
}

/** A user is to be changed. */
export interface Change {
  readonly type: 'update';
  readonly person: ScimPerson;
  /** Those that are not fulfilled; at least one. */
  readonly wishes: readonly Wish[];
  readonly deactivates: boolean;
  readonly activates: boolean;
}

/** A new user takes a seat, and may be sent a mail: services do not say. */
export const CREATION_COSTS = ['mail', 'seat'] as const;

/** What it costs besides calls. */
export function costsOf(decision: Creation | Change): readonly PersonCost[] {
  if (decision.type === 'create') return CREATION_COSTS;
  if (decision.deactivates) return ['removal'];
  return decision.activates ? ['seat'] : [];
}
