import type {Database} from '../../warehouse/database';
import {rejectedRows} from '../../warehouse/history/read-rejected';

/** A rejected row without its values. */
export interface RejectedKey {
  readonly object: string;
  readonly model: string;
  readonly reason: string;
  readonly message: string;
  readonly key: string;
  /** When it was rejected last; '' where that is not known. */
  readonly time: string;
}

/** A page holds at most so many rejected rows; it says how many there are besides. */
const KEYS_MAX = 100_000;

/** The keys that a run rejected, out of the warehouse's set; `started` is ISO 8601, UTC. */
export async function rejectedKeysIn(
  database: Database,
  started: string,
): Promise<readonly RejectedKey[]> {
  const keys: RejectedKey[] = [];
  for await (const row of rejectedRows(database)) {
    const {object, model, key, reason = '', sentence = '', last_seen: time = ''} = row;
    // The set also holds what this run did not try, because it sent only some of the models.
    if (time < `${started.slice(0, 19)}Z`) continue;
    keys.push({object, model, reason, message: sentence, key, time});
    if (keys.length >= KEYS_MAX) break;
  }
  return keys;
}
