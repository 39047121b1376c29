import {answerInTime} from '../../accounts/answer-deadline';
import type {JsonObject} from '../../core/json';
import {checkMappings} from '../write/mappings-of';
import {statusOfChecks, type ConnectionStatus} from './check-answer';
import {openDestination} from './open-destination';
import type {DestinationParts} from './connector-parts';

/** Tries every configured vendor and the mappings; all failures in one answer, in time. */
export function checkDestination(
  parts: DestinationParts,
  config: JsonObject,
): Promise<ConnectionStatus> {
  return answerInTime(parts.kit, async (deadline) => {
    const {destinations, objects} = await openDestination(parts, config, deadline);
    const accounts = destinations.map((one) => () => deadline.orLate(one.vendor, one.check()));
    const mappings = (): Promise<readonly never[]> => {
      checkMappings(config, objects);
      return Promise.resolve([]);
    };
    return statusOfChecks([...accounts, mappings]);
  });
}
