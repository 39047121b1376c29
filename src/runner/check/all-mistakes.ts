import {Failure} from '../../core/failure';
import {mistakesFailure} from '../../core/refusal';
import {loadRunFile} from '../run-file/load-run-file';
import type {RunFile} from '../run-file/run-file';
import type {CheckOptions} from './check-options';
import {findMistakes} from './find-mistakes';

/** Reads a run file and does what a command does with it; bad input is told completely. */
export async function withRunFile<Result>(
  options: CheckOptions,
  work: (runFile: RunFile) => Promise<Result>,
): Promise<Result> {
  const {path, schemas, environment, kit} = options;
  try {
    return await work(loadRunFile({path, schemas, environment, mask: kit.mask}));
  } catch (error) {
    throw error instanceof Failure ? await completed(options, error) : error;
  }
}

/** All that is wrong, and not only what a command met first; the failure itself when the file is right. */
async function completed(options: CheckOptions, failure: Failure): Promise<Failure> {
  if (failure.kind !== 'config' || options.kit.signal.aborted) return failure;
  const {mistakes} = await findMistakes(options);
  return mistakes.length === 0 ? failure : mistakesFailure(mistakes, failure);
}
