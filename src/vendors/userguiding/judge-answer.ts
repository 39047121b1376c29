import {isJsonObject} from '../../core/json';
import type {SecretMask} from '../../core/secret-mask';
import type {HttpAnswer} from '../../http/request';
import type {Outcome, ReasonCode} from '../../write/record';
import {rejection} from '../../write/rejection';
import type {UserguidingSettings} from './settings';

const ANSWER_LENGTH_MAX = 500;

/** Where answers name a user's id, and where they put the user. */
const ID_NAMES = ['user_id', 'userId', 'id'];
const USER_NAMES = ['user', 'data', 'result'];

/** What an answer is judged by. */
export interface JudgeOptions {
  readonly settings: Pick<UserguidingSettings, 'profile' | 'confirmedBy'>;
  readonly mask: SecretMask;
}

/**
 * The outcome that an answer means. Success has to be said in the body (UserGuiding Q2); of the User
 * API, whose answers are not documented, an answer that names the user says it too.
 */
export function judgeAnswer(answer: HttpAnswer, id: string, options: JudgeOptions): Outcome {
  const {status, body} = answer;
  if (status >= 200 && status < 300) {
    if (isConfirmed(body, id, options.settings)) return {status: 'written', created: false};
    return isDenied(body)
      ? refused(
          'refused_by_vendor',
          'UserGuiding says that it did not take the user',
          answer,
          options,
        )
      : refused(
          'unconfirmed',
          'UserGuiding did not confirm that it took the user',
          answer,
          options,
        );
  }
  switch (status) {
    case 413:
      return refused('too_large', 'UserGuiding finds the record too large', answer, options);
    case 409:
      return refused(
        'already_exists',
        'UserGuiding has this user already and does not update it here; set userguiding.paths.update',
        answer,
        options,
      );
    default:
      return refused('refused_by_vendor', 'UserGuiding refused the record', answer, options);
  }
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

/** The vendor's words may repeat the record, so they go into the answer, which is never logged. */
function refused(
  reason: ReasonCode,
  what: string,
  {status, body}: HttpAnswer,
  {mask}: JudgeOptions,
): Outcome {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const shown = text === '' ? 'an empty body' : mask.apply(text).slice(0, ANSWER_LENGTH_MAX);
  return {
    status: 'rejected',
    ...rejection(
      reason,
      `${what} (HTTP ${status}). Its answer is kept with the record; ${nextStep(reason)}`,
      `HTTP ${status}: ${shown}`,
    ),
  };
}

function nextStep(reason: ReasonCode): string {
  if (reason === 'unconfirmed') return 'send the record again, which does no harm.';
  if (reason === 'too_large') return 'map fewer or shorter fields.';
  return 'correct what it names and send the record again.';
}
