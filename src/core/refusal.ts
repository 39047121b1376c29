import {Failure} from './failure';
import type {Json} from './json';
import type {Locate, Mistake, Place} from './mistake';

/** The mistakes that a `config` failure tells of; one that names none is one itself. */
export function mistakesOf(failure: Failure): readonly Mistake[] {
  return failure.mistakes ?? [{place: [], sentence: failure.message}];
}

/** Mistakes as one `config` failure, a line for each. Expects at least one. */
export function mistakesFailure(mistakes: readonly Mistake[], cause?: unknown): Failure {
  const lines = mistakes.map(({file, line, sentence}) => {
    if (file === undefined) return sentence;
    return line === undefined ? `${file}: ${sentence}` : `${file}, line ${line}: ${sentence}`;
  });
  return new Failure({kind: 'config', message: [...new Set(lines)].join('\n'), mistakes, cause});
}

/** A `config` failure about one place; `value` would be right there. */
export function refusalAt(place: Place, sentence: string, value?: Json): Failure {
  const example = value === undefined ? {} : {example: {place, value}};
  return mistakesFailure([{place, sentence, ...example}]);
}

/**
 * Carries a step out; the places of the mistakes that it throws begin at `place`. `value` would be right
 * there, for mistakes without an example of their own.
 */
export function within<Result>(place: Place, step: () => Result, value?: Json): Result {
  return rethrowing(step, (mistake) => {
    const example = mistake.example ?? (value === undefined ? undefined : {place: [], value});
    return {
      ...mistake,
      place: [...place, ...mistake.place],
      ...(example && {example: {...example, place: [...place, ...example.place]}}),
    };
  });
}

/** Carries a step out; the mistakes that it throws get file and line. */
export function located<Result>(locate: Locate, step: () => Result): Result {
  return rethrowing(step, (mistake) =>
    mistake.file === undefined ? {...mistake, ...locate(mistake.place)} : mistake,
  );
}

function rethrowing<Result>(step: () => Result, change: (mistake: Mistake) => Mistake): Result {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'config') throw error;
    throw mistakesFailure(mistakesOf(error).map(change), error);
  }
}
