import type {JsonObject} from '../../core/json';
import {isJsonObject} from '../../core/json';
import type {Database} from '../database';

/** The last durable checkpoint of every stream that has one. */
export async function readStates(database: Database): Promise<ReadonlyMap<string, JsonObject>> {
  const rows = await database.rows('SELECT stream, state FROM _user_sync.state');
  const states = new Map<string, JsonObject>();
  for (const row of rows) {
    const state: unknown = JSON.parse(String(row['state']));
    if (isJsonObject(state)) states.set(String(row['stream']), state);
  }
  return states;
}

/** Saves a checkpoint; to be called in the transaction that saves its records. */
export async function saveState(
  database: Database,
  stream: string,
  state: JsonObject,
): Promise<void> {
  await database.run('DELETE FROM _user_sync.state WHERE stream = $1', [stream]);
  await database.run('INSERT INTO _user_sync.state VALUES ($1, $2)', [
    stream,
    JSON.stringify(state),
  ]);
}
