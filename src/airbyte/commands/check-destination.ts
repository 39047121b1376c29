import {answerInTime, type AnswerDeadline} from '../../accounts/answer-deadline';
import {toFailure, Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {Log} from '../../core/log';
import type {Mapping} from '../../write/mapping/mapping';
import type {OpenDestination} from '../../write/object-writer';
import {missingRights, rightText, usesOf, type ObjectUse} from '../../write/rights';
import {checkMappings} from '../write/mappings-of';
import type {OpenObject} from '../write/open-objects';
import {statusOfChecks, type ConnectionStatus} from './check-answer';
import {openDestination} from './open-destination';
import type {DestinationParts} from './connector-parts';

/**
 * Tries every configured vendor and the mappings; all failures in one answer, in time. The log says
 * which of the rights that the mappings need each credential has.
 */
export function checkDestination(
  parts: DestinationParts,
  config: JsonObject,
): Promise<ConnectionStatus> {
  const {kit} = parts;
  return answerInTime(kit, async (deadline) => {
    const {destinations, objects} = await openDestination(parts, config, deadline);
    const mappings = tryMappings(config, objects);
    const uses = mappings instanceof Failure ? [] : usesOf(mappings);
    const accounts = destinations.map((one) => () => {
      const own = uses.filter(({object}) =>
        objects.some(({description, destination}) => {
          return destination === one && description.name === object;
        }),
      );
      return checkAccount(one, own, {deadline, log: kit.log});
    });
    const refused = mappings instanceof Failure ? [mappings] : [];
    return statusOfChecks([...accounts, () => Promise.resolve(refused)]);
  });
}

/** What is wrong with the mappings is told besides what is wrong with the accounts. */
function tryMappings(
  config: JsonObject,
  objects: readonly OpenObject[],
): readonly Mapping[] | Failure {
  try {
    return checkMappings(config, objects);
  } catch (error) {
    return toFailure(error);
  }
}

async function checkAccount(
  account: OpenDestination,
  uses: readonly ObjectUse[],
  {deadline, log}: {readonly deadline: AnswerDeadline; readonly log: Log},
): Promise<readonly Failure[]> {
  const {vendor} = account;
  const failures = await deadline.orLate(vendor, account.check());
  if (failures.length > 0 || uses.length === 0 || account.rightsOf === undefined) return failures;
  const rights = await deadline.orLate(vendor, account.rightsOf(uses));
  for (const right of rights) log('INFO', `Rights: ${rightText(right)}`);
  return missingRights(vendor, rights);
}
