import {Failure, toFailure} from '../../../core/failure';

/** Something that is read when it is first needed, and again when that failed. */
interface ReadOnce<Result> {
  read(signal: AbortSignal): Promise<Result>;
  /** What was read; undefined before. */
  known(): Result | undefined;
}

/** Creates it; reads nothing yet. */
export function readOnce<Result>(read: (signal: AbortSignal) => Promise<Result>): ReadOnce<Result> {
  let reading: Promise<Result> | undefined;
  let result: Result | undefined;
  const begin = async (signal: AbortSignal): Promise<Result> => {
    try {
      result = await read(signal);
      return result;
    } catch (error) {
      reading = undefined;
      throw ofAll(toFailure(error));
    }
  };
  return {
    read: (signal) => (reading ??= begin(signal)),
    known: () => result,
  };
}

/** What is read for all records concerns all of them: it is never the refusal of one. */
function ofAll(failure: Failure): Failure {
  if (failure.kind !== 'data') return failure;
  const {message, detail, words} = failure;
  return new Failure({
    kind: 'config',
    message,
    ...(detail !== undefined && {detail}),
    ...(words !== undefined && {words}),
    cause: failure,
  });
}
