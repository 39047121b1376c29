import {type Failure, toFailure} from '../../core/failure';
import type {RunOutcome} from '../report/report';

/** Exit codes of user-sync; `--help` prints them. */
export const EXIT_CODES = {done: 0, failed: 1, badInput: 2, interrupted: 130} as const;

/** The table in `--help`. */
export const EXIT_CODE_HELP = `
Exit codes:
  0    done; records may have been rejected, up to rejected_records.max_percent
  1    the sync, or a part of it, failed; run again to continue
  2    bad input: an option, a file or a setting is wrong; nothing was sent
  130  interrupted; nothing is lost, run again to continue
  137  a model had to be stopped and could not be; nothing is lost
`;

/** The exit code of a run. */
export function exitCodeOf(outcome: RunOutcome): number {
  switch (outcome) {
    case 'done':
      return EXIT_CODES.done;
    case 'failed':
      return EXIT_CODES.failed;
    case 'bad_input':
      return EXIT_CODES.badInput;
    case 'interrupted':
      return EXIT_CODES.interrupted;
  }
}

/** The exit code of a command that a failure ended. */
export function exitCodeOfFailure(failure: Failure): number {
  return failure.kind === 'config' ? EXIT_CODES.badInput : EXIT_CODES.failed;
}

/** The outcome of a run that an error ended before it had a report. */
export function outcomeOfError(error: unknown, signal: AbortSignal): RunOutcome {
  if (signal.aborted) return 'interrupted';
  return toFailure(error).kind === 'config' ? 'bad_input' : 'failed';
}
