import {Failure, toFailure, type FailureKind} from './failure';
import {mistakesOf} from './refusal';

/** Which of several kinds says best what must be done: a bug first, then what the user can fix. */
const GRAVITY: readonly FailureKind[] = [
  'system',
  'config',
  'auth',
  'data',
  'limited',
  'transient',
];

/** Several failures as one: a line for each sentence, the gravest kind. Expects at least one. */
export function combineFailures(failures: readonly Failure[]): Failure {
  const [first, ...others] = failures.toSorted(
    (a, b) => GRAVITY.indexOf(a.kind) - GRAVITY.indexOf(b.kind),
  );
  if (first === undefined) throw new RangeError('There is no failure to combine.');
  if (others.length === 0) return first;
  const details = failures.flatMap((failure) => failure.detail ?? []);
  return new Failure({
    kind: first.kind,
    message: [...new Set(failures.map((failure) => failure.message))].join('\n'),
    ...(details.length > 0 && {detail: details.join('; ')}),
    ...(first.kind === 'config' && {mistakes: failures.flatMap(mistakesOf)}),
    cause: first,
  });
}

/** The results of all steps; tries each of them, and throws everything that failed as one failure. */
export function tryAll<Result>(steps: readonly (() => Result)[]): readonly Result[] {
  const failures: Failure[] = [];
  const results: Result[] = [];
  for (const step of steps) {
    try {
      results.push(step());
    } catch (error) {
      failures.push(toFailure(error));
    }
  }
  if (failures.length > 0) throw combineFailures(failures);
  return results;
}
