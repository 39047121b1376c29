import type {RawAnswer, RetryPolicy} from '../policy';

/** Says that other work is under way: it ends by itself. */
const AT_WORK =
  /\b(?:in[ -_]progress|(?:is|are|still|already) (?:running|processing)|being (?:processed|updated|modified|changed|written)|under way|busy|concurren\w*|(?:is|are|currently|temporarily) locked)\b/i;

/** Says that what was sent cannot be there twice: no waiting changes that. */
const TAKEN =
  /\b(?:exists?|duplicate\w*|uniqueness|unique|taken|in use|already (?:used|registered|assigned|invited|a member))\b/i;

/** Asks for another try, without saying why. */
const LATER = /\b(?:try again|retry|later|temporar\w+|another (?:operation|request|job))\b/i;

/**
 * Whether a refusal says that the vendor is at work on something else, so that the same request is
 * taken a little later. 423 (locked) and 425 (too early) always mean it. 409 means it or a real
 * conflict: its words decide, then a `retry-after`, then the vendor's policy (409 among the
 * statuses that are tried again).
 */
export function isBusyAnswer(
  answer: Pick<RawAnswer, 'status' | 'headers' | 'excerpt'>,
  {statuses}: Pick<RetryPolicy, 'statuses'>,
): boolean {
  if (answer.status === 423 || answer.status === 425) return true;
  if (answer.status !== 409) return false;
  if (AT_WORK.test(answer.excerpt)) return true;
  if (TAKEN.test(answer.excerpt)) return false;
  return (
    LATER.test(answer.excerpt) ||
    answer.headers['retry-after'] !== undefined ||
    statuses.includes(409)
  );
}
