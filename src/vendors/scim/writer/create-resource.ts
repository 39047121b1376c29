import {toFailure, type Failure} from '../../../core/failure';
import type {JsonObject} from '../../../core/json';
import type {Wish} from '../schema/value-at';
import {isActive} from './patch-body';
import {readRefusal, type Refusal} from './refusal';
import {isUnknown} from '../../shared/people/refusals';
import {
  LOOK_AFTER_MS,
  postResource,
  shownIn,
  TRIES_MAX,
  type ResourceWriting,
} from './resource-calls';
import {newBody} from './whole-body';

/** What is to be created, and how it is looked for. */
interface ResourceCreation {
  readonly wishes: readonly Wish[];
  /** Asks the service again who has the keys that were sent; a failed look-up throws. */
  readonly look: (signal: AbortSignal) => Promise<readonly JsonObject[]>;
}

/** What came of a creation. */
type Created =
  | {readonly type: 'created'; readonly resource: JsonObject}
  /**
   * An answer was lost, and this one has the keys: it may be what was sent, or somebody who was there and
   * whom lists leave out.
   */
  | {readonly type: 'found'; readonly resource: JsonObject; readonly failure: Failure | undefined}
  /** The service refused, because these have the keys already. */
  | {readonly type: 'exists'; readonly resources: readonly JsonObject[]; readonly refusal: Refusal}
  | {readonly type: 'refused'; readonly refusal: Refusal}
  /** It was sent, and neither an answer nor a look-up shows it. */
  | {readonly type: 'unconfirmed'; readonly failure: Failure | undefined};

/**
 * Creates a resource, once regardless of what happens on the way. After each answer that leaves open
 * what was done the service is asked who is there, and only what nobody has is sent again. A failed
 * look-up throws: nothing is known then.
 */
export async function createResource(
  writing: ResourceWriting,
  creation: ResourceCreation,
  signal: AbortSignal,
): Promise<Created> {
  let unknown: Failure | undefined;
  let isOpen = false;
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    const result = await post(writing, creation.wishes, signal);
    if ('resource' in result) return {type: 'created', ...result};
    if ('refusal' in result) {
      // The first answer is about this request alone; after an open one, a conflict may be ours.
      const {refusal} = result;
      if (refusal.status !== 409 && !isOpen) return {type: 'refused', refusal};
      return whoExists(await creation.look(signal), {refusal, isOpen, failure: unknown});
    }
    isOpen = true;
    unknown = result.failure ?? unknown;
    await writing.clock.sleep(LOOK_AFTER_MS, signal);
    const [only, ...others] = await creation.look(signal);
    if (only !== undefined && others.length === 0) {
      return {type: 'found', resource: only, failure: unknown};
    }
  }
  if (unknown?.kind === 'transient') throw unknown;
  return {type: 'unconfirmed', failure: unknown};
}

/** Who has the keys after a conflict: the one that an earlier request has made, or others. */
function whoExists(
  found: readonly JsonObject[],
  {
    refusal,
    isOpen,
    failure,
  }: {
    readonly refusal: Refusal;
    readonly isOpen: boolean;
    readonly failure: Failure | undefined;
  },
): Created {
  const [only, ...others] = found;
  if (only === undefined) return {type: 'refused', refusal};
  if (isOpen && others.length === 0) return {type: 'found', resource: only, failure};
  return {type: 'exists', resources: found, refusal};
}

/** What came of one request; `failure` is undefined where an answer shows nothing. */
type Posted =
  | {readonly resource: JsonObject}
  | {readonly refusal: Refusal}
  | {readonly failure: Failure | undefined};

/** Sends a creation; throws what is not about this request. */
async function post(
  writing: ResourceWriting,
  wishes: readonly Wish[],
  signal: AbortSignal,
): Promise<Posted> {
  const {habits, schema, service} = writing;
  let first: Refusal | undefined;
  try {
    for (const form of formsOf(writing, wishes)) {
      const answer = await postResource(writing, newBody(schema, wishes, form), signal);
      if (answer.status < 300) {
        if (wishes.some(isActive)) habits.tookActive(form);
        const resource = shownIn(answer);
        return resource === undefined ? {failure: undefined} : {resource};
      }
      const refusal = readRefusal(answer, service.mask);
      first ??= refusal;
      if (refusal.status !== 400 || refusal.scimType !== 'invalidvalue') break;
    }
  } catch (error) {
    const failure = toFailure(error);
    if (signal.aborted || !isUnknown(failure)) throw failure;
    return {failure};
  }
  // There is always a form to be tried.
  return {refusal: first ?? {status: 400, scimType: undefined, words: undefined}};
}

/** `active` has no place of its own in a new resource, only a form. */
function formsOf(
  {habits}: ResourceWriting,
  wishes: readonly Wish[],
): ReturnType<typeof habits.activeForms> {
  const forms = habits.activeForms();
  if (!wishes.some(isActive)) return forms.slice(0, 1);
  return forms.filter(
    ({written}, at) => forms.findIndex((other) => other.written === written) === at,
  );
}
