import {isJsonObject} from '../../core/json';
import {jsonText} from '../../core/json-text';
import type {SecretMask} from '../../core/secrets/secret-mask';
import type {HttpAnswer} from '../../http/request';
import {answerWords} from '../../http/verdict/vendor-words';
import type {Outcome, ReasonCode} from '../../write/record';
import {rejection} from '../../write/rejection';
import type {UserguidingSettings} from './settings';

const ANSWER_LENGTH_MAX = 500;

/** Where answers name a user's id, and where they put the user. */
const ID_NAMES = ['user_id', 'userId', 'id'];
const USER_NAMES = ['user', 'data', 'result'];

/** What an answer is judged by. */
interface JudgeOptions {
  readonly settings: Pick<UserguidingSettings, 'profile' | 'confirmedBy' | 'update'>;
  readonly mask: SecretMask;
}

/**
 * The outcome that an answer means. Success has to be said in the body (UserGuiding Q2); of the User
 * API, whose answers are not documented, an answer that names the user says it too.
 */
export function judgeAnswer(answer: HttpAnswer, id: string, options: JudgeOptions): Outcome {
  const {status, body} = answer;
  const {settings, mask} = options;
  if (status >= 200 && status < 300) {
    if (isConfirmed(body, id, settings)) return {status: 'written', created: false};
    return isDenied(body)
      ? refused('refused_by_vendor', deniedSentence(status), answer, mask)
      : refused('unconfirmed', unconfirmedSentence(status), answer, mask);
  }
  switch (status) {
    case 413:
      return refused('too_large', TOO_LARGE, answer, mask);
    case 409:
      return refused('already_exists', existsSentence(settings), answer, mask);
    default:
      return refused(
        'refused_by_vendor',
        `UserGuiding rejected the record (HTTP ${status}). Correct it, or the mapping, and send it again.`,
        answer,
        mask,
      );
  }
}

const TOO_LARGE =
  'UserGuiding answered that the record is too large (HTTP 413). Map fewer or shorter fields.';

function deniedSentence(status: number): string {
  return `UserGuiding answered that it did not accept the user (HTTP ${status}). Correct the record, or the mapping, and send it again.`;
}

function unconfirmedSentence(status: number): string {
  return `UserGuiding did not confirm that it accepted the user (HTTP ${status}). Send the record again; sending it twice is safe.`;
}

/** Only the User API has a second path, and it was tried where it is set. */
function existsSentence({profile, update}: JudgeOptions['settings']): string {
  const what =
    'UserGuiding already has this user and does not update it with this call (HTTP 409).';
  return profile === 'user_api' && update === undefined
    ? `${what} Set userguiding.paths.update to the call that updates users.`
    : `${what} Check the reason in UserGuiding; sending the same record again does not help.`;
}

function isConfirmed(body: unknown, id: string, {profile, confirmedBy}: JudgeOptions['settings']) {
  if (isJsonObject(body) && body['success'] !== undefined) return body['success'] === true;
  if (profile === 'guide') return false;
  return confirmedBy === 'status' ? !isDenied(body) : namesUser(body, id);
}

function namesUser(body: unknown, id: string): boolean {
  if (!isJsonObject(body)) return false;
  if (ID_NAMES.some((name) => body[name] === id)) return true;
  return USER_NAMES.some((name) => isJsonObject(body[name]) && namesUser(body[name], id));
}

function isDenied(body: unknown): boolean {
  return isJsonObject(body) && (body['success'] === false || body['error'] !== undefined);
}

function refused(
  reason: ReasonCode,
  message: string,
  answer: HttpAnswer,
  mask: SecretMask,
): Outcome {
  const {status, body} = answer;
  const text = typeof body === 'string' ? body : body === undefined ? '' : jsonText(body);
  const shown = text === '' ? 'an empty body' : mask.apply(text).slice(0, ANSWER_LENGTH_MAX);
  const said = {answer: `HTTP ${status}: ${shown}`, words: answerWords(answer, mask)};
  return {status: 'rejected', ...rejection(reason, message, said)};
}
