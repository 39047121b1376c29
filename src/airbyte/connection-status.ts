import {
  AirbyteConnectionStatus,
  AirbyteConnectionStatusMessage,
} from 'faros-airbyte-cdk/lib/protocol';
import {toFailure, type Failure} from '../core/failure';
import {combineFailures} from '../core/combine-failures';

/** A question to one part of the configuration; all failures found, or one that is thrown. */
export type ConnectionCheck = () => Promise<readonly Failure[]>;

/** Asks all parts at once; what one of them throws does not hide what the others find. */
export async function runChecks(checks: readonly ConnectionCheck[]): Promise<readonly Failure[]> {
  const answers = await Promise.allSettled(checks.map(async (check) => check()));
  return answers.flatMap((answer) =>
    answer.status === 'fulfilled' ? answer.value : [toFailure(answer.reason)],
  );
}

/**
 * The one answer of `check`: SUCCEEDED, or FAILED with a line per failure. A bug is no answer about
 * the connection: it is thrown, and becomes an ERROR trace.
 */
export function connectionStatus(failures: readonly Failure[]): AirbyteConnectionStatusMessage {
  if (failures.length === 0) {
    return new AirbyteConnectionStatusMessage({status: AirbyteConnectionStatus.SUCCEEDED});
  }
  const failure = combineFailures(failures);
  if (failure.kind === 'system') throw failure;
  return new AirbyteConnectionStatusMessage({
    status: AirbyteConnectionStatus.FAILED,
    message: failure.message,
  });
}
