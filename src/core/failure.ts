import {WError} from 'verror';
import type {Mistake} from './mistake';

/**
 * What the caller must do about a failure; the kind alone decides.
 *
 * | kind      | meaning                                        | action                    |
 * | --------- | ---------------------------------------------- | ------------------------- |
 * | config    | the user's settings or files are wrong         | stop; the user fixes them |
 * | auth      | a credential is refused or lacks a right       | stop; the user fixes it   |
 * | limited   | a quota is used up beyond what waiting fixes   | stop; run again later     |
 * | transient | network, time-out, vendor outage               | stop; run again           |
 * | data      | a record or an answer is not as it must be     | set aside or fail         |
 * | system    | a bug, or the machine                          | stop; report it           |
 */
export type FailureKind = 'config' | 'auth' | 'limited' | 'transient' | 'data' | 'system';

/** Everything a failure is made from. */
interface FailureOptions {
  readonly kind: FailureKind;
  /** One or two sentences for the user: what happened to what, and the next step. No secrets. */
  readonly message: string;
  /** For the engineer: status codes, request ids, shapes. No secrets, no record content. */
  readonly detail?: string;
  readonly cause?: unknown;
  /** When a used-up quota opens again, epoch milliseconds. */
  readonly resetAtMs?: number;
  /** HTTP status of the answer that led here. */
  readonly status?: number;
  /** For a caller that can do something about it; see `FailureCode`. */
  readonly code?: FailureCode;
  /** The vendor's own words, masked and shortened; they may repeat values of a record. */
  readonly words?: string;
  /** What is wrong in the user's files, one by one, where that is known. */
  readonly mistakes?: readonly Mistake[];
}

/**
 * What a caller can do something about, beyond the kind. `answer_too_large`: the answer is beyond what
 * is read at once (`isTooLarge` in `src/http`), and a smaller page may do.
 */
type FailureCode = 'answer_too_large';

/** The one error class of the project. `message` is the user's sentence; the cause keeps its own. */
export class Failure extends WError {
  readonly kind: FailureKind;
  readonly detail: string | undefined;
  readonly resetAtMs: number | undefined;
  readonly status: number | undefined;
  readonly code: FailureCode | undefined;
  readonly words: string | undefined;
  readonly mistakes: readonly Mistake[] | undefined;

  constructor(options: FailureOptions) {
    const cause = options.cause instanceof Error ? options.cause : undefined;
    super({name: 'Failure', ...(cause && {cause})}, '%s', options.message);
    this.kind = options.kind;
    this.detail = options.detail;
    this.resetAtMs = options.resetAtMs;
    this.status = options.status;
    this.code = options.code;
    this.words = options.words;
    this.mistakes = options.mistakes;
  }
}

/** Turns anything caught into a Failure; what is not one already is a `system` failure. */
export function toFailure(caught: unknown): Failure {
  if (caught instanceof Failure) return caught;
  const text = textOf(caught);
  return new Failure({
    kind: 'system',
    message: `Unexpected error: ${text}. This is a bug or a problem of the machine; please report it with the log.`,
    cause: caught,
  });
}

/** Anything can be thrown, also an object that refuses to become text. */
function textOf(caught: unknown): string {
  if (caught instanceof Error) return caught.message;
  try {
    return String(caught);
  } catch {
    return Object.prototype.toString.call(caught);
  }
}
