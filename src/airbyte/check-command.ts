import type {AirbyteConnectionStatusMessage} from 'faros-airbyte-cdk/lib/protocol';
import {toFailure} from '../core/failure';
import type {JsonObject} from '../core/json';
import {connectionStatus} from './connection-status';

/**
 * The answer of `check`: what is wrong with the configuration is an answer too, so that the user
 * sees it where the connection is set up. Bugs are thrown.
 */
export async function checkCommandStatus(
  load: () => JsonObject,
  check: (config: JsonObject) => Promise<AirbyteConnectionStatusMessage>,
): Promise<AirbyteConnectionStatusMessage> {
  try {
    return await check(load());
  } catch (error) {
    return connectionStatus([toFailure(error)]);
  }
}
