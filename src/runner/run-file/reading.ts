import {Failure} from '../../core/failure';
import {placeText, type Locate, type Mistake, type Place} from '../../core/mistake';
import {mistakesOf} from '../../core/refusal';
import type {SecretMask} from '../../core/secrets/secret-mask';

/** Which file is being read, where its relative paths begin, and what is wrong so far. */
export interface Reading {
  readonly path: string;
  readonly directory: string;
  readonly mask: SecretMask;
  /** Environment variables. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly mistakes: Mistake[];
  /** Mistakes of variables and files: what the schema says of their texts only follows from them. */
  readonly unset: Mistake[];
}

/** Keeps what a step refuses. */
export function attempt<Result>(read: Reading, step: () => Result): Result | undefined {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'config') throw error;
    read.mistakes.push(...mistakesOf(error));
    return undefined;
  }
}

/** Whether a variable of the text at a place is not there, which is told already. */
export function isUnset({unset}: Reading, locate: Locate, place: Place): boolean {
  const {file} = locate(place);
  return unset.some((one) => one.file === file && placeText(one.place) === placeText(place));
}
