import {combineFailures} from '../../core/combine-failures';
import {toFailure, type Failure} from '../../core/failure';
import type {OutMessage} from '../protocol/messages';

/** The answer of `check`. */
export type ConnectionStatus = Extract<OutMessage, {readonly type: 'CONNECTION_STATUS'}>;

/**
 * The answer of `check`: what is wrong with the configuration is an answer too, so that the user
 * sees it where the connection is set up. Bugs are thrown.
 */
export async function checkAnswer(
  check: () => Promise<ConnectionStatus>,
): Promise<ConnectionStatus> {
  try {
    return await check();
  } catch (error) {
    return connectionStatus([toFailure(error)]);
  }
}

/**
 * Asks all parts of the configuration at once; what one of them throws does not hide what the others
 * find. SUCCEEDED, or FAILED with a line per failure.
 */
export async function statusOfChecks(
  checks: readonly (() => Promise<readonly Failure[]>)[],
): Promise<ConnectionStatus> {
  const answers = await Promise.allSettled(checks.map(async (check) => check()));
  const failures = answers.map((answer) =>
    answer.status === 'fulfilled' ? answer.value : [toFailure(answer.reason)],
  );
  return connectionStatus(failures.flat());
}

/** A bug is no answer about the connection: it is thrown, and becomes an ERROR trace. */
function connectionStatus(failures: readonly Failure[]): ConnectionStatus {
  if (failures.length === 0) {
    return {connectionStatus: {status: 'SUCCEEDED'}, type: 'CONNECTION_STATUS'};
  }
  const failure = combineFailures(failures);
  if (failure.kind === 'system') throw failure;
  return {
    connectionStatus: {status: 'FAILED', message: failure.message},
    type: 'CONNECTION_STATUS',
  };
}
