import type {JsonObject} from '../../core/json';
import type {Database} from '../database';
import {POSITION} from '../models/compute-model';
import {keySql, plainKeySql} from '../key-sql';
import {keysReadSql} from './keys-read';
import type {CheckedModel, ComputedModel, ModelColumn, Target} from '../models/model';
import {parseRow} from '../models/parse-row';
import {rowJsonSql} from '../models/row-json';
import {rowJson1Sql} from '../models/row-json-1';
import {quoteName, quoteText} from '../sql-text';

/** The rows of a model that have to be looked at: not known to be what its object was last given. */
export interface Delta {
  /** Temporary table of the connection that holds the rows. */
  readonly table: string;
  readonly model: string;
  readonly object: string;
  readonly account: number;
  /** Rows of the model. */
  readonly rows: number;
  /** Rows that are to be sent unless the object turns out to hold them. */
  readonly candidates: number;
  /** Rows whose keys a stream has brought: see `DeltaOptions.read`. */
  readonly read: number;
  /** Rows of the model that cannot be sent: see `find-faults.ts`. */
  readonly faulty: number;
}

/** Which rows of a delta: all; those that are news; those whose keys a stream has brought. */
type DeltaPart =
  | {readonly of: 'all' | 'news'}
  | {
      readonly of: 'read';
      /**
       * Where what was read of them stands, when it is wanted: a table, its key, unique, and its column. The rows
       * then come in any order: sorting them would hold all that was read in memory.
       */
      readonly from:
        (ReadKeys & {readonly column: string; readonly foldsCase: boolean}) | undefined;
    };

/** A row to be looked at. */
export interface DeltaRow {
  /** 1-based row number in the model's result. */
  readonly position: number;
  /** The key as the memory keeps it. */
  readonly key: string;
  /** The columns that are sent. */
  readonly row: JsonObject;
  /** Why it cannot be sent; see `parse-row.ts`. */
  readonly problem: string | undefined;
  readonly digest: string;
  /** `again`: rejected last time. `fresh`: nothing was ever accepted for this key. */
  readonly kind: 'fresh' | 'changed' | 'again';
  /** JSON object: a digest of each field as the object was last given it. Undefined: nothing is known. */
  readonly accepted: string | undefined;
  /** Format 1 of the warehouse had this very row as accepted. */
  readonly acceptedBefore: boolean;
  /** Another row of the model has a key that differs only in upper and lower case, which is the same key here. */
  readonly isRepeated: boolean;
  /** Another model gives the same fields for this key. */
  readonly conflict: RowConflict | undefined;
  /** False: nothing about it is new; it is there to be compared with what a stream has read. */
  readonly isNews: boolean;
  /** JSON text of what the stream has read of it, where that was asked for. */
  readonly read: string | undefined;
}

/** Which models and fields are at odds. */
interface RowConflict {
  readonly models: string;
  readonly fields: string;
}

/** What a delta is computed from, besides the model. */
interface DeltaOptions {
  readonly target: Target;
  /** Every row of the model, also those that are known to hold nothing new. */
  readonly all: boolean;
  /** Temporary table of the keys that other models give, too; see `find-conflicts.ts`. */
  readonly conflicts: string | undefined;
  /** The rows whose keys this stream has brought are in the delta, too, if they were accepted before. */
  readonly read?: ReadKeys;
}

/** The stream that lists an object, and its column that holds the key. */
export interface ReadKeys {
  readonly stream: string;
  readonly field: string;
}

/**
 * Compares a computed model with what is remembered of its rows. The outcomes of earlier runs must
 * be folded: see `fold-outcomes.ts`.
 */
export async function computeDelta(
  database: Database,
  model: ComputedModel,
  options: DeltaOptions,
): Promise<Delta> {
  const {target} = options;
  const table = `delta_${model.name}_${target.object}`;
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${quoteName(table)} AS ${deltaSql(model, options, await hasFormat1(database, model, target))}`,
  );
  const [row] = await database.rows(
    `SELECT count(*) FILTER (news)::DOUBLE AS candidates, count(*) FILTER (read)::DOUBLE AS read FROM temp.main.${quoteName(table)}`,
  );
  return {
    table,
    model: model.name,
    object: target.object,
    account: target.account,
    rows: model.rows,
    candidates: Number(row?.['candidates']),
    read: Number(row?.['read']),
    faulty: model.faults?.rows ?? 0,
  };
}

/** The rows of a delta in the model's order; nothing else may run on `database` meanwhile. */
export async function* deltaRows(
  database: Database,
  delta: Delta,
  part: DeltaPart = {of: 'all'},
): AsyncGenerator<readonly DeltaRow[]> {
  const from = part.of === 'read' ? part.from : undefined;
  const held =
    from &&
    `SELECT ${fold(`${quoteName(from.field)}::VARCHAR`, from.foldsCase)} AS key,
      ${quoteName(from.column)}::VARCHAR AS read_value FROM ${quoteName(from.stream)}`;
  // Few columns: a cell costs about as much as all that is done with it.
  const sql = `SELECT position, key, row, digest, kind, accepted,
      accepted_before::TINYINT + 2 * repeated::TINYINT + 4 * news::TINYINT AS signs, conflict_models, conflict_fields
      ${held === undefined ? '' : ', read_value'}
    FROM temp.main.${quoteName(delta.table)} ${held === undefined ? '' : `LEFT JOIN (${held}) USING (key)`}
    ${part.of === 'all' ? '' : `WHERE ${part.of}`} ${held === undefined ? 'ORDER BY position' : ''}`;
  for await (const chunk of database.chunks(sql)) yield chunk.map(rowOf);
}

/** Frees what `computeDelta` made. */
export async function dropDelta(database: Database, delta: Delta): Promise<void> {
  await database.run(`DROP TABLE IF EXISTS temp.main.${quoteName(delta.table)}`);
}

/** As the table of a delta numbers them. */
const KINDS: readonly DeltaRow['kind'][] = ['fresh', 'changed', 'again'];

function rowOf(cells: readonly unknown[]): DeltaRow {
  const [position, key, row, digest, kind, accepted, signs, models, fields, read] = cells;
  const parsed = parseRow(String(row));
  return {
    position: Number(position),
    key: String(key),
    row: parsed.row,
    problem: parsed.problem,
    digest: String(digest),
    kind: KINDS[Number(kind)] ?? 'changed',
    accepted: typeof accepted === 'string' ? accepted : undefined,
    acceptedBefore: Number(signs) % 2 === 1,
    isRepeated: (Number(signs) & 2) !== 0,
    conflict:
      typeof models === 'string' && typeof fields === 'string' ? {models, fields} : undefined,
    isNews: (Number(signs) & 4) !== 0,
    read: typeof read === 'string' ? read : undefined,
  };
}

function deltaSql(model: ComputedModel, options: DeltaOptions, format1: boolean): string {
  const {target, all, conflicts, read} = options;
  const columns = columnsToSend(model, target);
  const place = `account = ${target.account} AND object = ${quoteText(target.object)}`;
  const ofModel = `${place} AND model = ${quoteText(model.name)}`;
  const digest1 = format1
    ? `md5(${quoteText(target.fingerprint1)} || ${rowJson1Sql(columns)})`
    : 'NULL';
  // `seen` implies `accepted`; that both are asked for costs nothing and forgives a lost row.
  const news = `s.digest IS DISTINCT FROM n.digest OR a.key IS NULL OR r.key IS NOT NULL`;
  const repeated = repeatedSql(model, target);
  const due = all
    ? 'true'
    : `(${news} OR n.repeated${conflicts === undefined ? '' : ' OR c.key IS NOT NULL'})`;
  const isRead = read === undefined ? 'false' : '(k.key IS NOT NULL AND a.key IS NOT NULL)';
  return `SELECT n.position, n.key, n.row, n.digest, n.repeated, a.fields AS accepted,
      CASE WHEN r.key IS NOT NULL THEN ${KINDS.indexOf('again')} WHEN a.key IS NULL ${format1 ? 'AND b.key IS NULL' : ''} THEN ${KINDS.indexOf('fresh')} ELSE ${KINDS.indexOf('changed')} END AS kind,
      ${format1 ? 'coalesce(b.digest = n.digest1, false)' : 'false'} AS accepted_before,
      ${conflicts === undefined ? 'NULL::VARCHAR' : 'c.models'} AS conflict_models,
      ${conflicts === undefined ? 'NULL::VARCHAR' : 'c.fields'} AS conflict_fields,
      ${due} AS news, ${isRead} AS read
    FROM (SELECT position, key, ${format1 ? 'key1, ' : ''}row, left(md5(${quoteText(target.fingerprint)} || row), 16) AS digest, digest1, ${repeated} AS repeated FROM (
      SELECT ${POSITION} AS position, ${keySql(model, target.foldsCase)} AS key,${format1 ? ` ${plainKeySql(model, target.foldsCase) ?? keySql(model, target.foldsCase)} AS key1,` : ''}
        ${rowJsonSql(columns)} AS row, ${digest1} AS digest1
      FROM temp.main.${quoteName(model.table)})) n
    LEFT JOIN (SELECT key, fields FROM _user_sync.accepted WHERE ${place}) a ON a.key = n.key
    LEFT JOIN (SELECT key, digest FROM _user_sync.seen WHERE ${ofModel}) s ON s.key = n.key
    LEFT JOIN (SELECT key FROM _user_sync.rejected WHERE ${ofModel}) r ON r.key = n.key
    ${format1 ? `LEFT JOIN (SELECT key, digest FROM _user_sync.accepted_1 WHERE model = ${quoteText(model.name)} AND object = ${quoteText(target.object)}) b ON b.key = n.key1` : ''}
    ${conflicts === undefined ? '' : `LEFT JOIN (SELECT * FROM temp.main.${quoteName(conflicts)} WHERE model = ${quoteText(model.name)}) c ON c.key = n.key`}
    ${read === undefined ? '' : `LEFT JOIN (${keysReadSql(read, target.foldsCase)}) k ON k.key = n.key`}
    ${all ? '' : `WHERE ${due}${read === undefined ? '' : ` OR ${isRead}`}`}`;
}

function fold(text: string, foldsCase: boolean): string {
  return foldsCase ? `lower(${text})` : text;
}

/** Keys in the very same spelling were found before: see `find-faults.ts`. */
function repeatedSql(model: ComputedModel, {foldsCase}: Target): string {
  const {faults} = model;
  if (!foldsCase) return 'false';
  const isTwin = 'count(*) OVER (PARTITION BY key) > 1';
  if (faults === undefined) return isTwin;
  const faulty = `SELECT ${keySql(model, foldsCase)} FROM temp.main.${quoteName(faults.table)}
        WHERE _user_sync_reason = 'duplicate_key'`;
  return `(${isTwin} OR key IN (${faulty}))`;
}

async function hasFormat1(
  database: Database,
  model: ComputedModel,
  target: Target,
): Promise<boolean> {
  const rows = await database.rows(
    'SELECT 1 FROM _user_sync.accepted_1 WHERE model = $1 AND object = $2 LIMIT 1',
    [model.name, target.object],
  );
  return rows.length > 0;
}

/** Sorted by name: the order in which a model names its columns is no news. */
export function columnsToSend(model: CheckedModel, target: Target): readonly ModelColumn[] {
  const wanted = new Set(target.columns);
  return model.columns
    .filter((column) => wanted.has(column.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
