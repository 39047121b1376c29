import {Failure} from '../../core/failure';
import type {Mistake, Place} from '../../core/mistake';
import type {Database} from '../database';
import {classOf, safeWords, targetType} from '../duckdb-error';
import type {DuckdbError} from '../duckdb-error';
import type {Model} from './model';
import {spaceFailure} from '../warehouse-failure';

/** Names in a sentence beyond this are counted, not listed. */
const NAMES_MAX = 30;

/** A failure of a model: a sentence that names it and says that nothing was sent. */
export function modelFailure(
  model: Model,
  what: string,
  where: {
    /** 1-based line of the SQL. */
    readonly line?: number;
    /** Where it stands in the model's entry. Default: in its SQL. */
    readonly place?: Place;
    readonly value?: string | undefined;
  } = {},
): Failure {
  const {place = [], value} = where;
  const sentence = `The model ${model.name} ${what}`;
  const mistake: Mistake = {
    ...(place.length === 0 && whereIn(model, where.line)),
    ...(value !== undefined && {example: {place, value}}),
    place,
    sentence: `${sentence}.`,
  };
  const message = `${sentence}. Nothing was sent; change the model and run again.`;
  return new Failure({kind: 'config', message, mistakes: [mistake]});
}

function whereIn({origin}: Model, line = 1): Pick<Mistake, 'file' | 'line'> {
  if (origin === undefined) return {};
  return {file: origin.file, line: origin.isLinewise ? origin.line + line - 1 : origin.line};
}

/** What DuckDB said about a model, and what of it may be shown. */
interface ModelError {
  readonly model: Model;
  readonly error: DuckdbError;
  /** Bytes that stood before the model's SQL in the statement. */
  readonly before: number;
  /** Tables that the model reads, with their columns. Empty: not known. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /** All tables of the warehouse. */
  readonly known: readonly string[];
  /**
   * False where rows come out of files or other servers: what DuckDB says of them before the model
   * runs may quote their first row.
   */
  readonly wordsAreSafe: boolean;
}

/**
 * The failure of a model whose SQL was refused or did not run through. Only wrong SQL is `config`;
 * with everything else the other models go on. No part of a record is in it: DuckDB's words are used
 * where they can only speak of the SQL and of names.
 */
export function failureOfModel(what: ModelError): Failure {
  const {model, error} = what;
  const detail = safeWords(error);
  const failed = (kind: Failure['kind'], sentence: string): Failure =>
    new Failure({kind, detail, message: `The model ${model.name} ${sentence}`});
  if (isForbidden(error)) return forbidden(what);
  switch (classOf(error)) {
    case 'sql':
      return modelFailure(model, `has SQL that DuckDB does not accept: ${sqlWords(what)}`, {
        ...(lineAndColumn(what) ?? {}),
      });
    case 'data':
      return failed(
        'data',
        `failed on a value of its data (${detail})${placeOf(what)}: ${dataWords(what)}. None of its rows was sent. Use TRY_CAST to make it null, or leave such rows out with WHERE, and run again.`,
      );
    case 'outside':
      if (/^(Extension Autoloading|Missing Extension)$/.test(error.type)) {
        return failed(
          'system',
          `needs an extension of DuckDB that is not installed for this user (${detail})${placeOf(what)}. None of its rows was sent; install it with a DuckDB of the same version, because user-sync downloads none, and run again.`,
        );
      }
      return failed(
        'system',
        `could not read a file or an address that its SQL names (${detail})${placeOf(what)}. None of its rows was sent; check that it exists and that this user has permission to read it, and run again.`,
      );
    case 'disk':
    case 'memory':
    case 'held':
      return failed('system', `could not be computed. ${spaceFailure(error).message}`);
    case 'interrupted':
      return failed('transient', 'was interrupted. None of its rows was sent; run again.');
    case 'other':
      return failed(
        'system',
        `could not be computed, because DuckDB failed (${detail})${placeOf(what)}. None of its rows was sent; simplify its SQL, or report this with the SQL.`,
      );
  }
}

/** True for a file, an address or an extension that the rules of the warehouse leave out. */
function isForbidden({type, text}: DuckdbError): boolean {
  return (
    (type === 'Permission' && text.includes('file system operations are disabled')) ||
    (type === 'Extension Autoloading' && text.includes('Loading external extensions is disabled'))
  );
}

/** Like a file that is not there, it stops this model only; `check` has it among the mistakes. */
function forbidden(what: ModelError): Failure {
  const {mistakes = []} = modelFailure(what.model, forbiddenWords(what), lineAndColumn(what));
  const sentences = mistakes.map(({sentence}) => sentence);
  return new Failure({
    kind: 'system',
    detail: safeWords(what.error),
    message: `${sentences.join(' ')} None of its rows was sent.`,
    mistakes,
  });
}

function forbiddenWords(what: ModelError): string {
  const next =
    what.error.type === 'Permission'
      ? 'list the file or its folder in "warehouse.files", and write its whole path: others begin where user-sync is started'
      : 'write "warehouse.files: all", which lets models read everything that this user may read';
  const read =
    what.error.type === 'Permission'
      ? 'a file or address outside the folder of the run file'
      : 'with an extension of DuckDB or from an address';
  return `reads ${read}${placeOf(what)}, which models may not do without leave; ${next}`;
}

/** The failure of a model that reads another one, which failed. */
export function readsFailed(name: string, other: string, {kind, detail}: Failure): Failure {
  return new Failure({
    kind,
    ...(detail !== undefined && {detail}),
    message: `The model ${name} reads the model ${other}, which failed, so none of its rows was sent.`,
  });
}

function dataWords({model, error}: ModelError): string {
  const target = targetType(error.text);
  const wanted = target === undefined ? 'a value does not fit its SQL' : `it is no ${target}`;
  const column = / when casting from source column ([^\n]+)$/.exec(error.text)?.[1];
  // A name that stands in the SQL is no part of a record, regardless of what DuckDB's sentence held.
  const isName = column !== undefined && wordsOf(model.sql).has(column.toLowerCase());
  return isName ? `${wanted}, in column ${column}` : wanted;
}

function wordsOf(sql: string): ReadonlySet<string> {
  return new Set((sql.match(/[\p{L}\p{N}_]+/gu) ?? []).map((word) => word.toLowerCase()));
}

function sqlWords(what: ModelError): string {
  const {error, wordsAreSafe, model} = what;
  const first = error.text.split('\n', 1)[0] ?? '';
  const words = wordsAreSafe ? `${error.type} Error: ${first}` : safeWords(error);
  const close = error.candidates.filter((name) => wordsAreSafe || model.sql.includes(name));
  const meant = close.length > 0 ? `. Candidates: ${listed(close)}` : '';
  return `${words.replace(/[.!]$/, '')}${placeOf(what)}${meant}${namesThere(what)}`;
}

/** What there is in place of what is missing. */
function namesThere({error, tables, known}: ModelError): string {
  if (error.type === 'Catalog' && error.missing === 'Table') {
    return `. The warehouse has the tables: ${listed(known)}`;
  }
  if (error.type !== 'Binder' || tables.size === 0) return '';
  const columns = [...tables].map(([table, names]) => `${table} (${listed(names)})`);
  return `. Its tables have the columns: ${columns.join('; ')}`;
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length - NAMES_MAX;
  return `${names.slice(0, NAMES_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function placeOf(what: ModelError): string {
  const at = lineAndColumn(what);
  return at === undefined ? '' : ` at line ${at.line}, column ${at.column} of its SQL`;
}

/** 1-based, in the model's SQL; undefined when DuckDB does not say where. */
function lineAndColumn({
  model,
  error,
  before,
}: ModelError): {readonly line: number; readonly column: number} | undefined {
  if (error.position === undefined || error.position < before) return undefined;
  const bytes = Buffer.from(model.sql);
  const at = error.position - before;
  if (at > bytes.length) return undefined;
  const lines = bytes.subarray(0, at).toString('utf8').split('\n');
  return {line: lines.length, column: (lines.at(-1) ?? '').length + 1};
}

/** Tables of the warehouse and their columns, as far as they can be listed. */
export async function namesIn(
  database: Database,
  sql: string,
): Promise<Pick<ModelError, 'tables' | 'known'>> {
  try {
    const rows = await database.rows(
      "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal AND NOT contains(database_name, 'temp') ORDER BY table_name, column_index",
    );
    const all = new Map<string, string[]>();
    for (const row of rows) {
      const table = String(row['table_name']);
      all.set(table, [...(all.get(table) ?? []), String(row['column_name'])]);
    }
    const read = new Set([...database.tablesOf(sql)].map((name) => name.toLowerCase()));
    const tables = new Map([...all].filter(([name]) => read.has(name.toLowerCase())));
    return {tables, known: [...all.keys()]};
  } catch {
    // The names are a help in a sentence about another error, which is the one to be told.
    return {tables: new Map(), known: []};
  }
}
