import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';
import {methodKey, type MethodAddress, type VendorMethod} from '../contact-method';
import type {Urgency, VendorRule} from '../notification-rule';
import {findMethod, noSuchMethod, severalMethods, type RuleWish} from '../wishes/rule-wishes';
import type {MethodPlan} from './plan-methods';

/** A rule that is wanted; its contact method may have no id yet. */
export interface WantedRule {
  readonly urgency: Urgency;
  readonly delayMinutes: number;
  readonly methodKey: string;
}

/** What is to be done about a user's notification rules. */
export interface RulePlan {
  readonly add: readonly WantedRule[];
  readonly change: readonly {readonly rule: VendorRule; readonly to: WantedRule}[];
  readonly remove: readonly VendorRule[];
}

/** Nothing to do. */
export const noRules: RulePlan = {add: [], change: [], remove: []};

/** What a user has, and what will become of the contact methods. */
interface RuleState {
  readonly rules: readonly VendorRule[];
  readonly methods: readonly VendorMethod[];
  readonly methodPlan: MethodPlan;
}

/**
 * Compares what a record wants with what the user has. A rule with another delay, for the same contact
 * method and urgency, is changed rather than added. Further rules stay, unless `removes`; those for the
 * mobile app always stay.
 */
export function planRules(
  state: RuleState,
  wishes: readonly RuleWish[],
  removes: boolean,
): RulePlan | Rejection {
  const wanted = resolve(state, wishes);
  if ('reason' in wanted) return wanted;
  const {methods, rules, methodPlan} = state;
  const keys = new Map(methods.map((method) => [method.id, methodKey(method)]));
  const left = [...rules];
  const missing = wanted.value.filter((rule) => {
    const at = left.findIndex((one) => ruleText(keyed(one, keys)) === ruleText(rule));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const add: WantedRule[] = [];
  const change: {rule: VendorRule; to: WantedRule}[] = [];
  for (const to of missing) {
    const at = left.findIndex(
      (one) => one.urgency === to.urgency && keys.get(one.methodId) === to.methodKey,
    );
    const [rule] = at < 0 ? [] : left.splice(at, 1);
    if (rule === undefined) add.push(to);
    else change.push({rule, to});
  }
  const isRemoved = removes || wishes.length === 0;
  // A removed contact method takes its rules along.
  const kept = new Set(methodPlan.remove.map(({id}) => id));
  for (const {id, kind} of methods) if (kind === 'push_notification') kept.add(id);
  return {add, change, remove: isRemoved ? left.filter(({methodId}) => !kept.has(methodId)) : []};
}

/** The same for two rules that PagerDuty takes for one. */
function ruleText({urgency, delayMinutes, methodKey: key}: WantedRule): string {
  return `${urgency} ${delayMinutes} ${key}`;
}

function keyed(rule: VendorRule, keys: ReadonlyMap<string, string>): WantedRule {
  return {...rule, methodKey: keys.get(rule.methodId) ?? ''};
}

/** The wishes with their contact methods; each rule once. */
function resolve(
  {methods, methodPlan}: RuleState,
  wishes: readonly RuleWish[],
): {readonly value: readonly WantedRule[]} | Rejection {
  const gone = new Set(methodPlan.remove);
  const there: readonly MethodAddress[] = [
    ...methods.filter((method) => !gone.has(method)),
    ...methodPlan.add,
  ];
  const wanted = new Map<string, WantedRule>();
  for (const {urgency, delayMinutes, method, place} of wishes) {
    const found = findMethod(method, there);
    if (found === 'several') return severalMethods(place);
    if (found === 'none') {
      return method.kind === 'push_notification' ? noApp(place) : noSuchMethod(place);
    }
    const rule = {urgency, delayMinutes, methodKey: methodKey(found)};
    wanted.set(ruleText(rule), rule);
  }
  return {value: [...wanted.values()]};
}

function noApp(place: string): Rejection {
  return rejection(
    'invalid_value',
    `Field ${place}.contact_method names a push notification that the user does not have: it is added by the mobile app only. Leave the rule out until the user has signed in there.`,
  );
}
