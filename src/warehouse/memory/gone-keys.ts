import type {Database} from '../database';
import {keyHashSql, timeSql} from '../history/history-tables';
import {keySql, plainKeySql} from '../key-sql';
import type {ComputedModel} from '../models/model';
import {quoteName, quoteText} from '../sql-text';

/** An object of an account, with all the models that feed it. */
export interface GoneQuestion {
  readonly account: number;
  readonly object: string;
  readonly foldsCase: boolean;
  readonly models: readonly ComputedModel[];
}

/** Keys that some model gave once and that none gives any more. */
export interface GoneKeys {
  /** Temporary table (model, key, fields); see `goneRows`. */
  readonly table: string;
  /** By the model that gave the key last, which may have left the run file. */
  readonly byModel: ReadonlyMap<string, number>;
  /** Keys that are known of the object, gone ones included. */
  readonly known: number;
}

/** A key that is gone. */
interface GoneRow {
  readonly key: string;
  /** JSON object of the fields' digests; undefined: an earlier version did not note the fields. */
  readonly fields: string | undefined;
}

/** Finds them; forgets nothing. Every model of the object must be computed. */
export async function findGone(database: Database, question: GoneQuestion): Promise<GoneKeys> {
  const {account, object, foldsCase, models} = question;
  const table = `gone_${object}`;
  const living = models.map((model) => keysOf(model, foldsCase)).join(' UNION ALL ');
  const names = models.map(({name}) => quoteText(name)).join(', ');
  const known = `SELECT model, key, fields FROM _user_sync.accepted WHERE account = ${account} AND object = ${quoteText(object)}
    UNION ALL SELECT b.model, b.key, NULL FROM _user_sync.accepted_1 b WHERE b.object = ${quoteText(object)} AND b.model IN (${names})
      AND NOT EXISTS (SELECT 1 FROM _user_sync.accepted a WHERE a.account = ${account} AND a.object = b.object AND a.key = b.key)`;
  await database.run(`CREATE OR REPLACE TEMP TABLE ${quoteName(table)} AS
    SELECT k.* FROM (${known}) k ANTI JOIN (${living}) l ON l.key = k.key`);
  const counts = await database.rows(
    `SELECT model, count(*)::DOUBLE AS gone FROM temp.main.${quoteName(table)} GROUP BY model`,
  );
  const [all] = await database.rows(`SELECT count(*)::DOUBLE AS known FROM (${known})`);
  return {
    table,
    byModel: new Map(counts.map((row) => [String(row['model']), Number(row['gone'])])),
    known: Number(all?.['known']),
  };
}

/** The gone keys of some models, in order; nothing else may run on `database` meanwhile. */
export async function* goneRows(
  database: Database,
  {table}: GoneKeys,
  models: readonly string[],
): AsyncGenerator<readonly GoneRow[]> {
  const sql = `SELECT key, fields FROM temp.main.${quoteName(table)}
    WHERE model IN (${models.map(quoteText).join(', ')}) ORDER BY key`;
  for await (const chunk of database.chunks(sql)) {
    yield chunk.map(([key, fields]) => ({
      key: String(key),
      fields: typeof fields === 'string' ? fields : undefined,
    }));
  }
}

/**
 * Forgets gone keys for which nothing is to be done, and what was rejected of keys that are there no
 * more: a key that comes back is sent again.
 */
export async function forgetGone(
  database: Database,
  question: GoneQuestion,
  gone: {
    readonly keys: GoneKeys;
    readonly models: readonly string[];
    /** Number of the run that found them gone, and when. */
    readonly run: number;
    readonly nowMs: number;
  },
): Promise<void> {
  const {account, object, foldsCase, models} = question;
  const ofObject = `account = ${account} AND object = ${quoteText(object)}`;
  const list = gone.models.map(quoteText).join(', ');
  const keys = `SELECT key FROM temp.main.${quoteName(gone.keys.table)} WHERE model IN (${list})`;
  await database.transaction(async () => {
    if (gone.models.length > 0) {
      await database.run(
        `INSERT INTO _user_sync.history_key
         SELECT ${gone.run}, ${keyHashSql('key')} AS key_hash, ${account}, ${quoteText(object)}, model, key,
           ${timeSql(gone.nowMs)}, 'left', NULL, NULL, NULL
         FROM temp.main.${quoteName(gone.keys.table)} WHERE model IN (${list}) ORDER BY key_hash`,
      );
      await database.run(`DELETE FROM _user_sync.accepted WHERE ${ofObject} AND key IN (${keys})`);
      await database.run(`DELETE FROM _user_sync.seen WHERE ${ofObject} AND key IN (${keys})`);
      await database.run(
        `DELETE FROM _user_sync.accepted_1 WHERE object = ${quoteText(object)} AND model IN (${list}) AND key IN (${keys})`,
      );
    }
    for (const table of ['seen', 'rejected']) {
      for (const model of models) {
        await database.run(`DELETE FROM _user_sync.${table} WHERE ${ofObject} AND model = ${quoteText(model.name)}
          AND key NOT IN (${keysOf(model, foldsCase)})`);
      }
    }
  });
}

/** The keys that a model gives, those of rows that cannot be sent included. */
function keysOf(model: ComputedModel, foldsCase: boolean): string {
  const {key, table, faults} = model;
  const plain = plainKeySql(model, foldsCase);
  const spellings = [keySql(model, foldsCase), ...(plain === undefined ? [] : [plain])];
  return [table, ...(faults ? [faults.table] : [])]
    .flatMap((name) =>
      spellings.map(
        (spelling) =>
          `SELECT ${spelling} AS key FROM temp.main.${quoteName(name)} WHERE ${quoteName(key)} IS NOT NULL`,
      ),
    )
    .join(' UNION ALL ');
}
