import {jsonAnswer} from '../answer';
import type {Answer} from '../vendor-part';
import {errorAnswer, oddAnswer} from './answers';
import type {ApiKey, Keys} from './keys';
import {readIdentified} from './read-identified';
import type {UserguidingSettings} from './settings';
import type {Identified, Workspace} from './workspace';

/** A workspace with everything that serves it. */
export interface UserguidingState {
  readonly settings: UserguidingSettings;
  readonly workspace: Workspace;
  readonly keys: Keys;
  /** Users whose first write has failed already. */
  readonly failedOnce: Set<string>;
  readonly tally: {writes: number};
}

/** Carries out one write, or refuses it. */
export function writeUser(
  state: UserguidingState,
  request: {
    readonly key: ApiKey;
    readonly body: string;
    readonly style: 'guide' | 'flat';
    readonly pathId?: string;
    /** What the user must be for this write; undefined: anything. */
    readonly needs?: 'absent' | 'present';
    /** The answer to a write that was carried out. */
    readonly answer: (user: Identified, result: 'created' | 'updated') => Answer;
  },
): Answer {
  const {settings, workspace, failedOnce, tally} = state;
  const {counters} = request.key;
  const refuse = (status: number, reason: string, field?: string): Answer => {
    counters.refused += 1;
    return errorAnswer(settings.error_form, {status, reason, ...(field !== undefined && {field})});
  };
  if (Buffer.byteLength(request.body) > settings.body_bytes_max) {
    return refuse(413, 'request entity too large');
  }
  const read = readIdentified(request.body, request.style, request.pathId);
  if (!read.ok) {
    const status = read.about === 'attributes' ? Number(settings.bad_attributes_status) : 400;
    return refuse(status, read.reason, read.field);
  }
  const {user} = read;
  const exists = workspace.has(user.userId);
  if (request.needs === 'absent' && exists) return refuse(409, 'user exists');
  if (request.needs === 'present' && !exists) return refuse(404, 'user not found');
  if (settings.first_write_fails && !failedOnce.has(user.userId)) {
    failedOnce.add(user.userId);
    return jsonAnswer(500, {error: 'internal error'});
  }
  tally.writes += 1;
  const isOdd = settings.odd_answer_every > 0 && tally.writes % settings.odd_answer_every === 0;
  // What says that it failed has failed; the other odd answers hide a success.
  if (isOdd && settings.odd_answer === 'success_false') {
    counters.refused += 1;
    return jsonAnswer(200, {success: false});
  }
  const result = workspace.identify(user);
  counters[result] += 1;
  const usual = request.answer(user, result);
  return isOdd ? oddAnswer(settings.odd_answer, usual) : usual;
}
