import {toFailure} from '../../../core/failure';
import type {JsonObject} from '../../../core/json';
import type {HttpAnswer} from '../../../http/request';
import {isFulfilled} from '../schema/is-fulfilled';
import type {Wish} from '../schema/value-at';
import type {ActiveForm} from './habits';
import {isActive, operationsFor} from './patch-body';
import {readRefusal, type Refusal} from './refusal';
import {isUnknown} from '../../shared/people/refusals';
import {
  getResource,
  LOOK_AFTER_MS,
  patchResource,
  putResource,
  shownIn,
  TRIES_MAX,
  type ResourceWriting,
} from './resource-calls';
import {changedBody} from './whole-body';

/** What is to be changed. */
interface ResourceChange {
  readonly id: string;
  /** As it was seen last. */
  readonly resource: JsonObject;
  /** Wishes that it does not fulfil. */
  readonly wishes: readonly Wish[];
}

/** What came of a change. */
type Changed =
  | {readonly type: 'changed'; readonly resource: JsonObject}
  /** The service does not have the resource any more. */
  | {readonly type: 'gone'}
  | {readonly type: 'refused'; readonly refusal: Refusal};

/**
 * Changes a resource, by PATCH or by PUT as the service wants it. After an answer that leaves open what
 * was done the resource is read, and only what it still lacks is sent again. Throws when nothing is
 * known, or when it is nothing that the record could be blamed for.
 */
export async function changeResource(
  writing: ResourceWriting,
  change: ResourceChange,
  signal: AbortSignal,
): Promise<Changed> {
  let open = change;
  for (let tries = 1; ; tries += 1) {
    try {
      return await changeOnce(writing, open, signal);
    } catch (error) {
      const failure = toFailure(error);
      if (signal.aborted || !isUnknown(failure) || tries >= TRIES_MAX) throw failure;
      await writing.clock.sleep(LOOK_AFTER_MS, signal);
      const resource = await getResource(writing, change.id, signal);
      if (resource === undefined) return {type: 'gone'};
      const wishes = change.wishes.filter((wish) => !isFulfilled(resource, wish));
      if (wishes.length === 0) return {type: 'changed', resource};
      open = {...change, resource, wishes};
    }
  }
}

async function changeOnce(
  writing: ResourceWriting,
  change: ResourceChange,
  signal: AbortSignal,
): Promise<Changed> {
  const {habits, service} = writing;
  const touchesActive = change.wishes.some(isActive);
  let first: Refusal | undefined;
  for (const form of habits.activeForms()) {
    const sent = await send(writing, {...change, form}, signal);
    if (sent === 'gone') return {type: 'gone'};
    if (sent.status < 300) {
      if (touchesActive) habits.tookActive(form);
      return whatIsNow(writing, {change, answer: sent}, signal);
    }
    const refusal = readRefusal(sent, service.mask);
    if (refusal.status === 404 || refusal.status === 410) return {type: 'gone'};
    first ??= refusal;
    // Some services take `active` in one of several forms, and say so by these.
    if (!touchesActive || !isAboutForm(refusal)) break;
  }
  // There is always a form to be tried.
  return {type: 'refused', refusal: first ?? {status: 400, scimType: undefined, words: undefined}};
}

/** Sends a change; a service that turns out to have no PATCH is sent PUT from then on. */
async function send(
  writing: ResourceWriting,
  {id, resource, wishes, form}: ResourceChange & {readonly form: ActiveForm},
  signal: AbortSignal,
): Promise<HttpAnswer | 'gone'> {
  const {habits, schema} = writing;
  if (habits.method() === 'PATCH') {
    const operations = operationsFor(resource, wishes, form);
    const answer = await patchResource(writing, {id, operations}, signal);
    if (answer.status !== 405 && answer.status !== 501) return answer;
    habits.refusesPatch();
  }
  // Everything is sent, so it has to be what is there now.
  const now = await getResource(writing, id, signal);
  if (now === undefined) return 'gone';
  return putResource(writing, {id, body: changedBody(schema, now, {wishes, form})}, signal);
}

/** The resource as the answer shows it; it is read where the answer does not show what was sent. */
async function whatIsNow(
  writing: ResourceWriting,
  {change, answer}: {readonly change: ResourceChange; readonly answer: HttpAnswer},
  signal: AbortSignal,
): Promise<Changed> {
  const shown = shownIn(answer, change.id);
  const isProven = shown !== undefined && change.wishes.every((wish) => isFulfilled(shown, wish));
  if (isProven) return {type: 'changed', resource: shown};
  const resource = await getResource(writing, change.id, signal);
  return resource === undefined ? {type: 'gone'} : {type: 'changed', resource};
}

function isAboutForm({status, scimType}: Refusal): boolean {
  return status === 400 && (scimType === 'invalidpath' || scimType === 'invalidvalue');
}
