import {Failure} from '../../../../core/failure';
import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';

/** The rejection for a refusal; the vendor's words may repeat the record, so they are kept apart. */
export function rejectionOf(
  failure: Failure,
  {
    what,
    nextStep,
  }: {
    /** "The user was not invited: Pipedrive refused it". */
    readonly what: string;
    /** What to do: "correct the record". */
    readonly nextStep: string;
  },
): Rejection {
  const {status, detail, words} = failure;
  const said = {answer: detail, words};
  // Only a plan's cap makes a 403 one request's affair (see classify-answer).
  if (status === 403) {
    return rejection(
      'limit_reached',
      `${what} (HTTP 403): the company's plan has no seat left. Add seats in Pipedrive, then send the record again.`,
      said,
    );
  }
  const reason = status === 404 ? 'not_found' : 'refused_by_vendor';
  return rejection(reason, `${what} (HTTP ${String(status)}); ${nextStep}.`, said);
}

/** Adds to a missing right what it takes: only admins write users. Other failures stay as they are. */
export function explainForbidden(failure: Failure): Failure {
  if (failure.kind !== 'auth' || failure.status !== 403) return failure;
  return new Failure({
    kind: 'auth',
    message: `In Pipedrive only admins can write users, and this token's user is not an admin. Use the token of an admin; with OAuth the app needs the scope admin. ${failure.message}`,
    status: 403,
    ...(failure.detail !== undefined && {detail: failure.detail}),
    ...(failure.words !== undefined && {words: failure.words}),
    cause: failure,
  });
}
