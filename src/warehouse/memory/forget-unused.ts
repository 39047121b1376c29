import type {Database} from '../database';
import {quoteText} from '../sql-text';

/** So long the memory of an object stays that no mapping names any more. */
const UNUSED_DAYS_MAX = 90;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The objects of one destination's account, each with the models that the run file has for it. */
export interface UsedObject {
  readonly account: number;
  readonly object: string;
  readonly models: readonly string[];
}

/**
 * Forgets what models left behind that are in the run file no more, and objects that were in none
 * for 90 days. What is remembered of keys stays: it belongs to the object, whoever gives it next.
 * Accounts that are not current keep everything.
 */
export async function forgetUnused(
  database: Database,
  used: readonly UsedObject[],
  nowMs: number,
): Promise<void> {
  await database.transaction(async () => {
    for (const {account, object, models} of used) {
      const ofObject = `account = ${account} AND object = ${quoteText(object)}`;
      const others = `model NOT IN (${models.map(quoteText).join(', ')})`;
      await database.run(`DELETE FROM _user_sync.seen WHERE ${ofObject} AND ${others}`);
      await database.run(`DELETE FROM _user_sync.rejected WHERE ${ofObject} AND ${others}`);
      await database.run(`DELETE FROM _user_sync.rejected_unsent WHERE ${ofObject} AND ${others}`);
      await database.run(
        `DELETE FROM _user_sync.accepted_1 WHERE object = ${quoteText(object)} AND ${others}`,
      );
      await database.run(`DELETE FROM _user_sync.object_use WHERE ${ofObject}`);
      await database.run('INSERT INTO _user_sync.object_use VALUES ($1, $2, $3)', [
        account,
        object,
        String(nowMs),
      ]);
    }
    await forgetObjects(database, nowMs - UNUSED_DAYS_MAX * DAY_MS);
  });
}

async function forgetObjects(database: Database, beforeMs: number): Promise<void> {
  const old = await database.rows(
    `SELECT u.account, u.object FROM _user_sync.object_use u JOIN _user_sync.account a USING (account)
     WHERE a.current AND u.used_ms::BIGINT < $1::BIGINT`,
    [String(beforeMs)],
  );
  for (const row of old) {
    for (const table of ['accepted', 'seen', 'rejected', 'rejected_unsent', 'object_use']) {
      await database.run(`DELETE FROM _user_sync.${table} WHERE account = $1 AND object = $2`, [
        Number(row['account']),
        String(row['object']),
      ]);
    }
  }
}
