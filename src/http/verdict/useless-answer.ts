import {Failure} from '../../core/failure';
import {isJsonObject} from '../../core/json';
import {type Asked, describeAnswer, OUTCOME_UNKNOWN} from './error-kinds';
import type {RawAnswer} from '../policy';
import {vendorWords} from './vendor-words';

/**
 * True for the body of an error, regardless of the status beside it: `{"error": …}`, `{"errors": [ … ]}`,
 * `{"success": false}`, OAuth's `{"error":"invalid_grant"}`, `{"type":"request_error","detail": …}`.
 * Such a body may hold an empty list as well, so it is no answer even where a list can be found in it.
 */
export function reportsError(body: unknown): boolean {
  if (!isJsonObject(body)) return false;
  if (body['success'] === false || says(body['error']) || says(body['errors'])) return true;
  const {type, detail} = body;
  return typeof type === 'string' && TYPE_OF_ERROR.test(type) && says(detail);
}

const TYPE_OF_ERROR = /(^|_)error$|^throttled$/;

/** The failure for a success that is none: its body reports an error, or is only nearly JSON. */
export function uselessAnswer(answer: RawAnswer, asked: Asked): Failure {
  const sentence =
    answer.problem === undefined ? reportedError(answer, asked) : nearlyJson(answer.problem, asked);
  return new Failure({
    kind: 'data',
    message: asked.repeatable ? sentence : `${sentence} ${OUTCOME_UNKNOWN}`,
    detail: describeAnswer(answer),
    status: answer.status,
  });
}

function reportedError(
  {status, body}: RawAnswer,
  {policy: {vendor}, purpose, mask}: Asked,
): string {
  const words = vendorWords(body, mask);
  const why = words === undefined ? 'It does not say why.' : `${vendor} says: "${words}".`;
  return `${vendor} reports an error, with status ${status}, when asked to ${purpose}. ${why} Run it again; if it happens again, ask ${vendor}.`;
}

function nearlyJson(problem: string, {policy: {vendor}, purpose}: Asked): string {
  return `${vendor}'s answer cannot be used when asked to ${purpose}: it ${problem}. Run it again; if it happens again, ask ${vendor}.`;
}

/** An error that is null, false, 0, or empty is none. */
function says(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isJsonObject(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}
