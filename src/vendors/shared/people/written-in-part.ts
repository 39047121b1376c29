import {Failure} from '../../../core/failure';

/** The failure in the middle of a person's calls; `done` says in sentences what was done before it. */
export function writtenInPart(failure: Failure, done: string): Failure {
  const {kind, status, detail, words, resetAtMs, message} = failure;
  return new Failure({
    kind,
    message: `A record was written in part. ${done} The next sync does the rest (with mode update or upsert). ${message}`,
    ...(status !== undefined && {status}),
    ...(detail !== undefined && {detail}),
    ...(words !== undefined && {words}),
    ...(resetAtMs !== undefined && {resetAtMs}),
    cause: failure,
  });
}
