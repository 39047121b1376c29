import {OWN_WRITES, type OwnWrites} from '../memory/own-writes';
import {quoteName, quoteText} from '../sql-text';
import {CHANGED_AT, columnsOf, type ShownValues, type StreamTable} from './stream-table';

/** A stream whose rows may have been changed by our own writes alone. */
export interface JudgedStream {
  readonly table: StreamTable & {readonly shows: ShownValues};
  /** What was written; undefined: nothing that this stream would show. */
  readonly own: OwnWrites | undefined;
  /** True: the warehouse keeps writes, and those to records that are brought are to be forgotten. */
  readonly forgets: boolean;
  /** The fields that each model's kept writes have given. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

/** Column of the judged rows: true where nothing but our own writes has changed the row. */
export const IS_OWN = '_user_sync_own';

/** Stands for a whole body: what is in it is not known. */
const WHOLE_BODY = '*';

/** One model's kept writes, as the statement names them. */
interface ModelWrites {
  readonly alias: string;
  readonly model: string;
  readonly shared: string;
  readonly names: readonly string[];
}

/**
 * The incoming rows `rows`, beside those of the same keys in `standing`, with the two columns that the warehouse
 * adds: `CHANGED_AT` stays as it is where the row is equal to the one that is there, or differs in nothing but what
 * our own writes explain; else it is the vendor's time.
 *
 * Writes explain a row when, besides the time of change, only fields differ that were written since the row was last
 * read, and when every such field holds just the value that was accepted.
 */
export function judgedSql(
  stream: JudgedStream,
  {
    rows,
    standing,
    keysTable,
  }: {readonly rows: string; readonly standing: string; readonly keysTable: string},
): string {
  const {table} = stream;
  const models = modelsOf(stream);
  const time = quoteName(table.shows.changedAt);
  const keys = table.primaryKey.map(quoteName);
  const [key = ''] = keys;
  const isSame = columnsOf(table)
    .map(({name}) => sameSql(quoteName(name)))
    .join(' AND ');
  const isOwn = models.length === 0 ? 'false' : `coalesce(${ownSql(table, models, stream)}, false)`;
  const writes = models.map(
    ({alias, model}) => `LEFT JOIN (
      SELECT key, any_value(fields) AS fields FROM ${OWN_WRITES} WHERE ${placeSql(stream)} AND model = ${quoteText(model)}
        AND key IN (SELECT ${key} FROM ${keysTable}) GROUP BY key HAVING count(*) = 1
    ) AS ${alias} ON ${alias}.key = t.${key}`,
  );
  return `SELECT * EXCLUDE (is_same, is_own, old_changed_at, is_there),
      CASE WHEN is_there AND (is_same OR is_own) THEN old_changed_at ELSE ${time} END AS ${CHANGED_AT},
      is_there AND is_own AND NOT is_same AS ${IS_OWN}
    FROM (SELECT t.*, s.${CHANGED_AT} AS old_changed_at, s.${key} IS NOT NULL AS is_there, (${isSame}) AS is_same, ${isOwn} AS is_own
      FROM (${rows}) AS t LEFT JOIN ${standing} AS s ON ${keys.map((name) => `s.${name} = t.${name}`).join(' AND ')}
      ${writes.join('\n')})`;
}

/** Forgets the kept writes to records that were brought now, whoever sent them. */
export function forgetOwnWritesSql({table}: JudgedStream, keys: string): string {
  const [key = ''] = table.primaryKey.map(quoteName);
  return `DELETE FROM ${OWN_WRITES} WHERE object = ${quoteText(table.name)} AND key IN (SELECT ${key} FROM ${keys})`;
}

/** Writes of one model: what it wrote of which names, and in which form. */
function modelsOf({own, fields}: JudgedStream): readonly ModelWrites[] {
  const models = own?.models ?? [];
  return models.flatMap(({model, shared}, index): ModelWrites[] => {
    const names = fields.get(model);
    return names ? [{alias: `o${index}`, model, shared, names}] : [];
  });
}

function placeSql({own}: JudgedStream): string {
  return `account = ${own?.account ?? -1} AND object = ${quoteText(own?.object ?? '')}`;
}

function ownSql(
  table: JudgedStream['table'],
  models: readonly ModelWrites[],
  {own}: JudgedStream,
): string {
  const {column, changedAt, changedAtFrom, derived} = table.shows;
  const values = quoteName(column);
  const group = own?.group ?? '';
  const left = new Set([...table.primaryKey, column, changedAt, ...derived]);
  const others = columnsOf(table).filter(({name}) => !left.has(name));
  // What the vendor moves by itself, and the group that is looked at field by field.
  const [timeGroup, timeField] = changedAtFrom;
  const apart = JSON.stringify({[timeGroup]: {[timeField]: null}, [group]: null});
  const restOf = (row: string): string =>
    `json_merge_patch(coalesce(${row}.${values}::VARCHAR, '{}'), ${quoteText(apart)})::VARCHAR`;
  const groupOf = (row: string): string =>
    `coalesce(json_extract(${row}.${values}, ${pointer(group)})::VARCHAR, '{}')`;
  const unwrittenOf = (row: string): string =>
    models.reduce(
      (text, {alias}) => `json_merge_patch(${text}, ${namesSql(alias)})::VARCHAR`,
      groupOf(row),
    );
  return [
    `(${models.map(({alias}) => `${alias}.key IS NOT NULL`).join(' OR ')})`,
    ...others.map(({name}) => sameSql(quoteName(name))),
    `${restOf('t')} = ${restOf('s')}`,
    `${unwrittenOf('t')} = ${unwrittenOf('s')}`,
    ...models.flatMap((model) => model.names.map((name) => heldSql(model, name, groupOf('t')))),
  ].join(' AND ');
}

function sameSql(name: string): string {
  return `t.${name} IS NOT DISTINCT FROM s.${name}`;
}

/** A merge patch that takes the written fields away: their digests become null. */
function namesSql(alias: string): string {
  return `coalesce(regexp_replace(${alias}.fields, ':"[A-Za-z0-9_-]{11}"', ':null', 'g'), '{}')`;
}

/** The field was not written, or holds the value that was accepted: see `sent-fields.ts`. */
function heldSql({alias, shared}: ModelWrites, name: string, shown: string): string {
  const digest = `json_extract_string(${alias}.fields, ${pointer(name)})`;
  // That a record was sent is no value.
  if (name === '') return 'true';
  if (name === WHOLE_BODY) return `${digest} IS NULL`;
  const value = `coalesce(json_extract(${shown}, ${pointer(name)})::VARCHAR, 'null')`;
  const text = `${quoteText(shared)} || to_json(${alias}.key)::VARCHAR || ${quoteText(`]${JSON.stringify(name)}:`)} || ${value}`;
  const found = `left(translate(to_base64(unhex(sha256(${text}))), '+/', '-_'), 11)`;
  return `(${digest} IS NULL OR ${digest} = ${found})`;
}

/** A JSON pointer rather than a path: any name can be written as one. */
function pointer(name: string): string {
  return quoteText(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}
