import type {Database} from './database';
import {POSITION} from './compute-model';
import type {CheckedModel, ComputedModel, ModelColumn, Target} from './model';
import {faultyKeysSql} from './find-faults';
import {rowJsonSql} from './row-json';
import {quoteName, quoteText} from './sql-text';

/** The rows of a model that its object has not accepted as they are now. */
export interface Delta {
  /** Temporary table of the connection that holds the rows. */
  readonly table: string;
  readonly model: string;
  readonly object: string;
  /** Rows of the model. */
  readonly rows: number;
  /** Rows of the model that cannot be sent: see `find-faults.ts`. */
  readonly faulty: number;
  /** Rows that were never sent. */
  readonly fresh: number;
  /** Rows that were accepted in another form, or whose acceptance is not known. */
  readonly changed: number;
  /** Rows that were rejected last time and are tried again. */
  readonly again: number;
  /** Keys that were accepted once and that the model has no more; forgotten, nothing is sent. */
  readonly gone: number;
}

/** A row to be sent. */
export interface DeltaRow {
  /** 1-based row number in the model's result. */
  readonly position: number;
  readonly key: string;
  /** JSON text of the columns that are sent. */
  readonly row: string;
  readonly digest: string;
  /** False when something may have been accepted for this key before. */
  readonly fresh: boolean;
}

/**
 * Compares a computed model with what its object accepted. The outcomes of earlier runs must be
 * folded: see `fold-outcomes.ts`. Forgets keys that are gone, so that a return is sent again.
 */
export async function computeDelta(
  database: Database,
  model: ComputedModel,
  target: Target,
): Promise<Delta> {
  const table = `delta_${model.name}_${target.object}`;
  const where = `model = ${quoteText(model.name)} AND object = ${quoteText(target.object)}`;
  await database.run(`CREATE OR REPLACE TEMP TABLE ${quoteName(`${table}_all`)} AS
    SELECT position, key, row, md5(${quoteText(target.fingerprint)} || row) AS digest FROM (
      SELECT ${POSITION} AS position, ${quoteName(model.key)}::VARCHAR AS key,
        ${rowJsonSql(columnsToSend(model, target))} AS row
      FROM temp.main.${quoteName(model.table)})`);
  const all = `temp.main.${quoteName(`${table}_all`)}`;
  await database.run(`CREATE OR REPLACE TEMP TABLE ${quoteName(table)} AS
    SELECT n.position, n.key, n.row, n.digest, a.key IS NULL AS fresh, r.key IS NOT NULL AS again
    FROM ${all} n
    LEFT JOIN (SELECT key, digest FROM _user_sync.accepted WHERE ${where}) a ON a.key = n.key
    LEFT JOIN (SELECT key FROM _user_sync.rejected WHERE ${where}) r ON r.key = n.key
    WHERE a.digest IS DISTINCT FROM n.digest ORDER BY n.position`);
  const gone = await forgetGone(database, {all, faulty: faultyKeysSql(model)}, where);
  await database.run(`DROP TABLE ${all}`);
  const counts = await countDelta(database, table);
  const faulty = model.faults?.rows ?? 0;
  return {
    table,
    model: model.name,
    object: target.object,
    rows: model.rows,
    faulty,
    gone,
    ...counts,
  };
}

/** The rows of a delta in the model's order; nothing else may run on `database` meanwhile. */
export async function* deltaRows(
  database: Database,
  delta: Delta,
): AsyncGenerator<readonly DeltaRow[]> {
  const sql = `SELECT position, key, row, digest, fresh FROM temp.main.${quoteName(delta.table)} ORDER BY position`;
  for await (const chunk of database.chunks(sql)) {
    yield chunk.map(([position, key, row, digest, fresh]) => ({
      position: Number(position),
      key: String(key),
      row: String(row),
      digest: String(digest),
      fresh: fresh === true,
    }));
  }
}

/** Frees what `computeDelta` made. */
export async function dropDelta(database: Database, delta: Delta): Promise<void> {
  await database.run(`DROP TABLE IF EXISTS temp.main.${quoteName(delta.table)}`);
}

/** Sorted by name: the order in which a model names its columns is no news. */
export function columnsToSend(model: CheckedModel, target: Target): readonly ModelColumn[] {
  const wanted = new Set(target.columns);
  return model.columns
    .filter((column) => wanted.has(column.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function forgetGone(
  database: Database,
  present: {readonly all: string; readonly faulty: string},
  where: string,
): Promise<number> {
  const missing = `${where} AND key NOT IN (SELECT key FROM ${present.all}) AND key NOT IN ${present.faulty}`;
  const [row] = await database.rows(
    `SELECT count(*)::DOUBLE AS gone FROM _user_sync.accepted WHERE ${missing}`,
  );
  await database.transaction(async () => {
    await database.run(`DELETE FROM _user_sync.accepted WHERE ${missing}`);
    // A rejected row that went back to what was accepted before needs no further try.
    await database.run(`DELETE FROM _user_sync.rejected WHERE ${missing}`);
  });
  return Number(row?.['gone']);
}

async function countDelta(
  database: Database,
  table: string,
): Promise<Pick<Delta, 'fresh' | 'changed' | 'again'>> {
  const [row] = await database.rows(
    `SELECT (count(*) FILTER (fresh AND NOT again))::DOUBLE AS fresh,
       (count(*) FILTER (NOT fresh AND NOT again))::DOUBLE AS changed,
       (count(*) FILTER (again))::DOUBLE AS again FROM temp.main.${quoteName(table)}`,
  );
  return {
    fresh: Number(row?.['fresh']),
    changed: Number(row?.['changed']),
    again: Number(row?.['again']),
  };
}
