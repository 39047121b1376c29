import type {PlannedCosts} from '../../../write/planned-costs';
import type {Rejection} from '../../../write/record';
import type {Brake} from './brake';

/** What a write of a person may cost besides its calls. */
export type PersonCost = 'mail' | 'seat' | 'removal';

/** An option that allows a cost, with its brake and its sentences, which name the options. */
interface CostRule {
  readonly isAllowed: boolean;
  readonly brake: Brake;
  readonly words: {
    readonly notAllowed: Rejection;
    readonly usedUp: (max: number) => Rejection;
  };
}

/** The rules of a writer; a cost without one is told by the plan and kept back by nothing. */
export type CostRules = Readonly<Partial<Record<PersonCost, CostRule>>>;

/**
 * Takes what a write costs, before anything is sent. Returns why it may not be, and then nothing is
 * taken: what is not allowed at all comes before what is used up.
 */
export function takeCosts(rules: CostRules, costs: readonly PersonCost[]): Rejection | undefined {
  const ruled = costs.flatMap((cost) => rules[cost] ?? []);
  const forbidden = ruled.find(({isAllowed}) => !isAllowed);
  if (forbidden !== undefined) return forbidden.words.notAllowed;
  for (const [index, {brake, words}] of ruled.entries()) {
    if (brake.take()) continue;
    for (const taken of ruled.slice(0, index)) taken.brake.giveBack();
    return words.usedUp(brake.max);
  }
  return undefined;
}

/** Gives back what was certainly not used. */
export function giveBackCosts(rules: CostRules, costs: readonly PersonCost[]): void {
  for (const cost of costs) rules[cost]?.brake.giveBack();
}

/** What a plan says of a write with so many calls. */
export function plannedCosts(calls: number, costs: readonly PersonCost[]): PlannedCosts {
  const count = (cost: PersonCost): number => costs.filter((one) => one === cost).length;
  return {calls, mails: count('mail'), seats: count('seat'), removals: count('removal')};
}
