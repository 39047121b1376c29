import type {AnswerDeadline} from '../../accounts/answer-deadline';
import {openDestinations} from '../../accounts/open-ends';
import {configSchemaOf} from '../../config/assemble-spec';
import type {JsonObject} from '../../core/json';
import {objectsOf, type OpenedObjects} from '../write/open-objects';
import {createSectionKeeper} from './section-keeper';
import type {DestinationParts} from './connector-parts';

/** Loads the vendors and opens the configured accounts; asks nobody anything. */
export async function openDestination(
  {kit, writer, spec, vendors}: DestinationParts,
  config: JsonObject,
  deadline?: AnswerDeadline,
): Promise<OpenedObjects> {
  const opened = openDestinations(await vendors.load(), {
    config,
    schema: configSchemaOf(spec()),
    keeper: createSectionKeeper(writer, kit.clock),
    kit,
    ...(deadline && {deadline}),
  });
  return objectsOf(opened);
}
