import {answerInTime} from '../../accounts/answer-deadline';
import {combineFailures} from '../../core/combine-failures';
import {toFailure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {Log} from '../../core/log';
import type {ObjectDescription} from '../../write/object-writer';
import type {Operation} from '../../write/record';
import type {DestinationOperation} from '../protocol/messages';
import type {OpenObject} from '../write/open-objects';
import {openDestination} from './open-destination';
import type {DestinationParts} from './connector-parts';

/** The protocol's word for each operation; data activation chooses by it. */
const SYNC_MODES: Readonly<Record<Operation, DestinationOperation['sync_mode']>> = {
  insert: 'append',
  upsert: 'append_dedup',
  update: 'update',
  soft_delete: 'soft_delete',
};

/**
 * What can be done with which object, for data activation. An object that cannot be described is
 * named in a warning; only when none can be does the command fail.
 */
export function discoverDestination(
  parts: DestinationParts,
  config: JsonObject,
): Promise<readonly DestinationOperation[]> {
  return answerInTime(parts.kit, async (deadline) => {
    const {objects} = await openDestination(parts, config, deadline);
    const asked = objects.map(async ({description, destination}) => {
      const schema = destination.schemaOf(description.name);
      return operationsOf(description, await deadline.orLate(destination.vendor, schema));
    });
    return describable(objects, await Promise.allSettled(asked), parts.kit.log);
  });
}

/** An entry per operation, each with the keys that can match. */
function operationsOf(
  object: ObjectDescription,
  schema: JsonObject,
): readonly DestinationOperation[] {
  return object.operations.map((operation) => ({
    object_name: object.name,
    sync_mode: SYNC_MODES[operation],
    json_schema: schema,
    matching_keys: object.keys.map((key) => [key]),
  }));
}

function describable(
  objects: readonly OpenObject[],
  answers: readonly PromiseSettledResult<readonly DestinationOperation[]>[],
  log: Log,
): readonly DestinationOperation[] {
  const failures = answers.map((answer) =>
    answer.status === 'rejected' ? toFailure(answer.reason) : undefined,
  );
  const found = failures.filter((failure) => failure !== undefined);
  if (found.length > 0 && found.length === objects.length) throw combineFailures(found);
  for (const [index, {description}] of objects.entries()) {
    const failure = failures[index];
    if (failure) log('WARN', `Not listed: ${description.name}. ${failure.message}`);
  }
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}
