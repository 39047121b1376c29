import type {JsonObject} from '../core/json';
import type {ObjectDescription} from '../write/object-writer';
import type {Operation} from '../write/record';
import type {DestinationOperation} from './protocol';

/** The protocol's word for each operation; data activation chooses by it. */
const SYNC_MODES: Readonly<Record<Operation, DestinationOperation['sync_mode']>> = {
  insert: 'append',
  upsert: 'append_dedup',
  update: 'update',
  soft_delete: 'soft_delete',
};

/** What `discover` says of one object: an entry per operation, each with the keys that can match. */
export function destinationOperations(
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
