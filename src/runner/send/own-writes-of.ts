import type {DiscoveredStream} from '../../read/describe-stream';
import type {Database} from '../../warehouse/database';
import {foldOutcomes} from '../../warehouse/memory/fold-outcomes';
import {keepOwnWrites, type OwnWrites} from '../../warehouse/memory/own-writes';
import {listOf, type Ends} from './listed-objects';
import type {PreparedSend} from './prepared-send';
import {sharedStart} from './sent-fields';

/**
 * Finds, by stream, how its rows show what was sent to their records, and has accepted writes kept from now on until the
 * stream brings the records. To be called before anything is read: what a run that broke off has sent was sent before.
 */
export async function findOwnWrites(
  database: Database,
  sends: readonly PreparedSend[],
  ends: Ends,
): Promise<ReadonlyMap<string, OwnWrites>> {
  await foldOutcomes(database);
  const own = new Map<string, OwnWrites>();
  for (const stream of ends.streams) {
    const found = ownWritesOf(
      stream,
      sends.filter((send) => listOf(send, ends)?.stream === stream.name),
    );
    if (found) own.set(stream.name, found);
  }
  await keepOwnWrites(database, [...own.values()]);
  return own;
}

function ownWritesOf(
  {shows, primaryKey}: DiscoveredStream,
  sends: readonly PreparedSend[],
): OwnWrites | undefined {
  const [first] = sends;
  const group = first?.destination.open.shownIn;
  const [[key] = []] = primaryKey;
  if (!shows || !first || group === undefined || first.target.foldsCase) return undefined;
  const models = sends.filter(
    ({model, mapping}) =>
      mapping.keyField === key &&
      // Two mappings of one model give their values in two forms, of which the memory does not know which.
      sends.filter((other) => other.model.name === model.name).length === 1,
  );
  const {account, object} = first.target;
  return {
    ...{account, object, group},
    models: models.map(({model, mapping: {operation, keyField}, form}) => ({
      model: model.name,
      shared: sharedStart({form, operation, keyField}),
    })),
  };
}
