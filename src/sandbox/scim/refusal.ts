import type {Answer} from '../vendor-part';
import {errorBody, type AnswerMaker} from './answers';

/** Why a request is refused, in the words of RFC 7644, section 3.12. */
interface Refusal {
  readonly status: number;
  readonly scimType?: string;
  readonly detail: string;
}

/** What was made of a request, or why it is refused. */
export type Outcome<T> =
  {readonly ok: true; readonly value: T} | {readonly ok: false; readonly refusal: Refusal};

/** A success. */
export function done<T>(value: T): Outcome<T> {
  return {ok: true, value};
}

/** A refusal with 400. */
export function refused(scimType: string, detail: string): Outcome<never> {
  return {ok: false, refusal: {status: 400, scimType, detail}};
}

/** The answer to a refused request. */
export function refuse(reply: AnswerMaker, {status, scimType, detail}: Refusal): Answer {
  return reply(status, errorBody(status, detail, scimType));
}
