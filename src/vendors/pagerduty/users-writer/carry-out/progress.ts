import {toFailure, type Failure} from '../../../../core/failure';
import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';
import {isRefusal, isUnknown, saidBy} from '../../../shared/people/refusals';
import {writtenInPart} from '../../../shared/people/written-in-part';

/** What was done for a record so far, so that no outcome hides a part. */
export interface Progress {
  /** Notes a part that is done: "the user was created". */
  done(what: string): void;
  /** True when such a part is done. */
  has(what: string): boolean;
  /** What was done, as the beginning of a sentence that goes on; empty when nothing was. */
  text(): string;
}

/** Creates it; nothing is done yet. */
export function createProgress(): Progress {
  const counts = new Map<string, number>();
  return {
    done: (what) => {
      counts.set(what, (counts.get(what) ?? 0) + 1);
    },
    has: (what) => counts.has(what),
    text: () => {
      const parts = [...counts].map(([what, count]) => (count > 1 ? `${what} (${count})` : what));
      return parts.length === 0 ? '' : `Done: ${parts.join(', ')}. `;
    },
  };
}

/** A part of a record's work, for messages. */
export interface Step {
  /** What PagerDuty did not accept: "the contact method contact_methods[2]". */
  readonly what: string;
  /** What to do about it. Default: correct the record as PagerDuty says. */
  readonly nextStep?: string;
}

const SEND_AGAIN =
  'then send the record again with mode update or upsert, which does only what is missing';

/**
 * Does a part. A refusal is the record's own; everything else throws, and the failure says what was done,
 * and that the next sync does the rest.
 */
export async function tryStep(
  progress: Progress,
  step: Step,
  work: () => Promise<Rejection | undefined>,
): Promise<Rejection | undefined> {
  try {
    return await work();
  } catch (error) {
    const failure = toFailure(error);
    if (isOwnRefusal(failure)) return refusedAt(progress, step, failure);
    if (failure.kind === 'data' && isUnknown(failure)) {
      return {...unconfirmed(progress, step), ...saidBy(failure)};
    }
    const done = progress.text().trim();
    throw done === '' ? failure : writtenInPart(failure, done);
  }
}

/** True for a refusal of one request; what the plan lacks (402) concerns the record, too (PagerDuty Q10). */
export function isOwnRefusal(failure: Failure): boolean {
  return isRefusal(failure) || failure.status === 402;
}

/** The rejection for a refusal; PagerDuty's words may repeat the record, so they are kept apart. */
export function refusedAt(progress: Progress, step: Step, failure: Failure): Rejection {
  const {status, detail, words} = failure;
  const said = {answer: detail, words};
  const what = `${progress.text()}PagerDuty did not accept ${step.what} (HTTP ${String(status)})`;
  if (status === 402) {
    return rejection(
      'limit_reached',
      `${what}: the account's plan or its licenses do not allow it. Change the plan, or leave it out of the record; ${SEND_AGAIN}.`,
      said,
    );
  }
  const nextStep = step.nextStep ?? "Correct the record as PagerDuty's message says";
  const reason = status === 404 ? 'not_found' : 'refused_by_vendor';
  return rejection(reason, `${what}. ${nextStep}; ${SEND_AGAIN}.`, said);
}

/** For an answer that does not say whether a part was done. */
export function unconfirmed(progress: Progress, {what}: Step): Rejection {
  return rejection(
    'unconfirmed',
    `${progress.text()}PagerDuty answered, but did not confirm ${what}. Send the record again with mode update or upsert; values that are already correct are not sent.`,
  );
}
