import {Failure, toFailure} from '../../../../core/failure';
import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';
import {isUnknown} from '../../../shared/people/refusals';
import {methodKey, type VendorMethod} from '../contact-method';
import {toVendorRule, type VendorRule} from '../notification-rule';
import type {RulePlan, WantedRule} from '../parts/plan-rules';
import {listRules} from '../read-lists';
import {LAG_TRIES, LAG_WAIT_MS, NOT_UNIQUE, type PartWork} from './part-work';
import {refusedAt, tryStep, unconfirmed, type Step} from './progress';
import {deletePart, postRule, putRule, type RuleBody} from './write-calls';

/** What rules are written with: the contact methods that are there by now. */
interface RuleWork extends PartWork {
  readonly methods: readonly VendorMethod[];
}

/** Changes, adds and removes notification rules. Returns all that the user has then, or what went wrong. */
export async function writeRules(
  work: RuleWork,
  current: readonly VendorRule[],
  plan: RulePlan,
): Promise<readonly VendorRule[] | Rejection> {
  const {progress, context, userId, signal} = work;
  const rules = new Map(current.map((rule) => [rule.id, rule]));
  for (const {rule, to} of plan.change) {
    const failed = await tryStep(
      progress,
      {what: `a change of a rule (${nameOf(to)})`},
      async () => {
        const changed = {...bodyOf(work, to), id: rule.id};
        await putRule({context, signal}, userId, changed);
        progress.done('a notification rule was changed');
        rules.set(rule.id, {...rule, ...changed});
        return undefined;
      },
    );
    if (failed !== undefined) return failed;
  }
  for (const wanted of plan.add) {
    const added = await addRule(work, wanted);
    if ('reason' in added) return added;
    rules.set(added.id, added);
  }
  for (const {id} of plan.remove) {
    const failed = await tryStep(progress, {what: 'the removal of a rule'}, async () => {
      await deletePart({context, signal}, userId, {list: 'notification_rules', id});
      progress.done('a notification rule was removed');
      rules.delete(id);
      return undefined;
    });
    if (failed !== undefined) return failed;
  }
  return [...rules.values()];
}

/** As `addMethod`: a rule that must be unique is there already, and adopted when it is the same. */
async function addRule(work: RuleWork, wanted: WantedRule): Promise<VendorRule | Rejection> {
  const {progress} = work;
  const step: Step = {what: `a notification rule (${nameOf(wanted)})`};
  let added: VendorRule | undefined;
  const failed = await tryStep(progress, step, async () => {
    let lost = false;
    for (;;) {
      const body = bodyOf(work, wanted);
      const result = await postOnce(work, body);
      if (!(result instanceof Failure)) {
        added = result;
        progress.done('a notification rule was added');
        return undefined;
      }
      const isThere = NOT_UNIQUE.test(`${result.words ?? ''} ${result.detail ?? ''}`);
      if (!isThere && !isUnknown(result)) throw result;
      added = await findAdded(work, body);
      if (added !== undefined) {
        progress.done(
          isThere && !lost ? 'a notification rule was there' : 'a notification rule was added',
        );
        return undefined;
      }
      if (isThere) return conflict(work, wanted, result);
      // PagerDuty refuses a second one of the same, so the rule can be sent once more.
      if (lost) throw result;
      lost = true;
    }
  });
  if (failed !== undefined) return failed;
  return added ?? unconfirmed(progress, step);
}

async function postOnce(
  {context, userId, signal}: RuleWork,
  body: RuleBody,
): Promise<VendorRule | Failure> {
  try {
    const shown = await postRule({context, signal}, userId, body);
    const rule = shown && toVendorRule(shown);
    if (rule !== undefined && isSame(rule, body)) return rule;
    return new Failure({
      kind: 'data',
      message: 'PagerDuty answered a new notification rule without showing it.',
    });
  } catch (error) {
    const failure = toFailure(error);
    if (signal.aborted) throw failure;
    return failure;
  }
}

async function findAdded(
  {context, userId, signal}: RuleWork,
  body: RuleBody,
): Promise<VendorRule | undefined> {
  for (let tries = 1; tries <= LAG_TRIES; tries += 1) {
    await context.kit.clock.sleep(LAG_WAIT_MS, signal);
    const rules = await listRules(context, userId, signal);
    const found = rules.find((rule) => isSame(rule, body));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isSame(rule: VendorRule, {urgency, delayMinutes, methodId}: RuleBody): boolean {
  return (
    rule.urgency === urgency && rule.delayMinutes === delayMinutes && rule.methodId === methodId
  );
}

/** The rule with the id of its contact method, which is there by now. */
function bodyOf(
  {methods}: RuleWork,
  {urgency, delayMinutes, methodKey: key}: WantedRule,
): RuleBody {
  const method = methods.find((one) => methodKey(one) === key);
  if (method === undefined) {
    throw new Failure({
      kind: 'data',
      message: 'The contact method of a notification rule is not among those that PagerDuty lists.',
    });
  }
  return {urgency, delayMinutes, methodId: method.id, methodKind: method.kind};
}

/** For messages: without the address. */
function nameOf({urgency, delayMinutes, methodKey: key}: WantedRule): string {
  const [kind] = key.split(' ');
  return `${urgency} urgency, ${delayMinutes} minutes, ${kind ?? ''}`;
}

function conflict({progress}: RuleWork, wanted: WantedRule, failure: Failure): Rejection {
  const step = {what: `a notification rule (${nameOf(wanted)})`};
  const {answer, words} = refusedAt(progress, step, failure);
  return rejection(
    'already_exists',
    `${progress.text()}PagerDuty says that the user has such a notification rule (${nameOf(wanted)}) already, but lists none that is the same: the one that is there differs. Look at the user's rules in PagerDuty, and correct the record or the rule there.`,
    {answer, words},
  );
}
