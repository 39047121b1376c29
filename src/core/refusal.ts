import {Failure} from './failure';
import type {Mistake} from './mistake';

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
