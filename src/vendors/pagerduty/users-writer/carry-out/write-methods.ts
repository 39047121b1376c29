import {Failure, toFailure} from '../../../../core/failure';
import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';
import {isUnknown} from '../../../shared/people/refusals';
import {methodKey, toVendorMethod, type MethodKind, type VendorMethod} from '../contact-method';
import type {MethodPlan} from '../parts/plan-methods';
import {listMethods} from '../read-lists';
import type {MethodWish} from '../wishes/method-wishes';
import {LAG_TRIES, LAG_WAIT_MS, NOT_UNIQUE, type PartWork} from './part-work';
import {refusedAt, tryStep, unconfirmed, type Step} from './progress';
import {deletePart, postMethod, putMethod} from './write-calls';

/** What a method is called that a record does not name. */
const LABELS: Readonly<Record<MethodKind, string>> = {
  email: 'Email',
  phone: 'Phone',
  sms: 'SMS',
  push_notification: 'Push',
  whatsapp: 'WhatsApp',
};

/** Adds and renames contact methods. Returns all that the user has then, or why one was not taken. */
export async function writeMethods(
  work: PartWork,
  current: readonly VendorMethod[],
  plan: MethodPlan,
): Promise<readonly VendorMethod[] | Rejection> {
  const {progress, userId, context, signal} = work;
  const methods = new Map(current.map((method) => [method.id, method]));
  for (const wish of plan.add) {
    const added = await addMethod(work, wish);
    if ('reason' in added) return added;
    methods.set(added.id, added);
  }
  for (const {method, label} of plan.relabel) {
    const step = {what: `the label of a contact method (${method.kind})`};
    const renamed = {...method, label};
    const failed = await tryStep(progress, step, async () => {
      await putMethod({context, signal}, userId, renamed);
      progress.done('a contact method was renamed');
      return undefined;
    });
    if (failed !== undefined) return failed;
    methods.set(method.id, renamed);
  }
  return [...methods.values()];
}

/** Removes contact methods, after everything else is there. */
export async function removeMethods(
  {progress, userId, context, signal}: PartWork,
  {remove}: MethodPlan,
): Promise<Rejection | undefined> {
  for (const {id, kind} of remove) {
    const step = {what: `the removal of a contact method (${kind})`};
    const failed = await tryStep(progress, step, async () => {
      await deletePart({context, signal}, userId, {list: 'contact_methods', id});
      progress.done('a contact method was removed');
      return undefined;
    });
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/**
 * Adds a method. After an answer that leaves open what was done the methods are listed again, and so
 * they are when PagerDuty says that the method must be unique: it is there, and adopted when it is the same.
 */
async function addMethod(work: PartWork, wish: MethodWish): Promise<VendorMethod | Rejection> {
  const {progress} = work;
  const step: Step = {what: `a contact method (${wish.kind})`};
  let added: VendorMethod | undefined;
  const failed = await tryStep(progress, step, async () => {
    let lost = false;
    for (;;) {
      const result = await postOnce(work, wish);
      if (!(result instanceof Failure)) {
        added = result;
        progress.done('a contact method was added');
        return undefined;
      }
      const isThere = NOT_UNIQUE.test(`${result.words ?? ''} ${result.detail ?? ''}`);
      if (!isThere && !isUnknown(result)) throw result;
      added = await findAdded(work, wish);
      if (added !== undefined) {
        progress.done(
          lost || !isThere ? 'a contact method was added' : 'a contact method was there',
        );
        return adoptLabel(work, wish, added);
      }
      if (isThere) return conflict(work, wish, result);
      // PagerDuty refuses a second one of the same, so the method can be sent once more.
      if (lost) throw result;
      lost = true;
    }
  });
  if (failed !== undefined) return failed;
  return added ?? unconfirmed(progress, step);
}

async function postOnce(
  {context, userId, signal}: PartWork,
  wish: MethodWish,
): Promise<VendorMethod | Failure> {
  try {
    const body = {...wish, label: wish.label ?? LABELS[wish.kind], sendShortEmail: undefined};
    const shown = await postMethod({context, signal}, userId, body);
    const method = shown && toVendorMethod(shown);
    if (method !== undefined && methodKey(method) === wish.key) return method;
    return new Failure({
      kind: 'data',
      message: 'PagerDuty answered a new contact method without showing it.',
    });
  } catch (error) {
    const failure = toFailure(error);
    if (signal.aborted) throw failure;
    return failure;
  }
}

/** Lists may lag behind what was just added. */
async function findAdded(
  {context, userId, signal}: PartWork,
  {key}: MethodWish,
): Promise<VendorMethod | undefined> {
  for (let tries = 1; tries <= LAG_TRIES; tries += 1) {
    await context.kit.clock.sleep(LAG_WAIT_MS, signal);
    const methods = await listMethods(context, userId, signal);
    const found = methods.find((method) => methodKey(method) === key);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function adoptLabel(
  {context, userId, signal}: PartWork,
  {label}: MethodWish,
  method: VendorMethod,
): Promise<undefined> {
  if (label === undefined || label === method.label) return undefined;
  await putMethod({context, signal}, userId, {...method, label});
  return undefined;
}

function conflict({progress}: PartWork, {kind}: MethodWish, failure: Failure): Rejection {
  const step = {what: `a contact method (${kind})`};
  const {answer, words} = refusedAt(progress, step, failure);
  return rejection(
    'already_exists',
    `${progress.text()}PagerDuty says that the user has a contact method (${kind}) with this address already, but lists none that is the same: the one that is there differs. Look at the user's contact methods in PagerDuty, and correct the record or the method there.`,
    {answer, words},
  );
}
