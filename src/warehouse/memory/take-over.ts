import type {Database} from '../database';
import {ACCOUNT_UNKNOWN} from '../own-tables';
import {quoteText} from '../sql-text';

/** Objects about which format 1 of the warehouse remembered something that is not taken over yet. */
export async function objectsOfFormat1(database: Database): Promise<ReadonlySet<string>> {
  const rows = await database.rows(
    `SELECT object FROM _user_sync.accepted_1
     UNION SELECT object FROM _user_sync.rejected WHERE account = ${ACCOUNT_UNKNOWN}`,
  );
  return new Set(rows.map((row) => String(row['object'])));
}

/** Gives what was rejected under format 1 to the account that is sent to now. */
export async function takeOverRejected(
  database: Database,
  account: number,
  objects: readonly string[],
): Promise<void> {
  if (objects.length === 0) return;
  const list = objects.map(quoteText).join(', ');
  await database.run(
    `UPDATE _user_sync.rejected SET account = $1 WHERE account = ${ACCOUNT_UNKNOWN} AND object IN (${list})`,
    [account],
  );
}

/** Forgets what format 1 knew of a model and object: all of its rows have been looked at. */
export async function forgetFormat1(
  database: Database,
  place: {readonly model: string; readonly object: string},
): Promise<void> {
  await database.run('DELETE FROM _user_sync.accepted_1 WHERE model = $1 AND object = $2', [
    place.model,
    place.object,
  ]);
}
