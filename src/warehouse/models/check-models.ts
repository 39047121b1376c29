import {toFailure, type Failure} from '../../core/failure';
import type {Database} from '../database';
import {quoteName} from '../sql-text';
import {checkModel} from './check-model';
import type {CheckedModel, Model} from './model';
import {readSql} from './read-sql';
import {orderModels, type OrderedModels} from './order-models';

/** What checking models came to; a model that reads a failed one is in neither. */
export interface ModelChecks {
  /** In the order in which they were given. */
  readonly checked: readonly CheckedModel[];
  /** By name: what is wrong, or stands in the way. */
  readonly failed: ReadonlyMap<string, Failure>;
}

/**
 * Proves the SQL of every model, each after those that it reads. What DuckDB cannot open (a file that is
 * not there) ends the transaction that the caller may have opened; the models after it are left out then.
 */
export async function checkModels(
  database: Database,
  models: readonly Model[],
  ordered: OrderedModels,
): Promise<ModelChecks> {
  const readNames = new Set([...ordered.reads.values()].flat());
  const checked = new Map<string, CheckedModel>();
  const failed = new Map([...ordered.misnamed].filter(([name]) => isAmong(models, name)));
  const views: string[] = [];
  for (const model of ordered.models.filter((one) => models.includes(one))) {
    if (failed.has(model.name)) continue;
    const names = ordered.reads.get(model.name) ?? [];
    const reads = names.flatMap((name) => checked.get(name) ?? []);
    if (reads.length < names.length) continue;
    try {
      const isRead = readNames.has(model.name);
      checked.set(model.name, await checkModel(database, model, {reads, isRead}));
      if (!isRead) continue;
      await database.run(`CREATE OR REPLACE TEMP VIEW ${quoteName(model.name)} AS\n${model.sql}`);
      views.push(model.name);
    } catch (error) {
      const failure = toFailure(error);
      failed.set(model.name, failure);
      if (failure.kind !== 'config') break;
    }
  }
  const isWhole = [...failed.values()].every(({kind}) => kind === 'config');
  if (isWhole) await dropViews(database, views);
  return {checked: models.flatMap(({name}) => checked.get(name) ?? []), failed};
}

function isAmong(models: readonly Model[], name: string): boolean {
  return models.some((model) => model.name === name);
}

async function dropViews(database: Database, views: readonly string[]): Promise<void> {
  // Those that others read come first, so that the last is dropped first.
  for (const view of views.toReversed()) {
    await database.run(`DROP VIEW IF EXISTS temp.main.${quoteName(view)}`);
  }
}

/**
 * Orders models by what they read, among the tables of the file and those that are still to be made.
 * @throws Failure `config` for models that read each other in a circle.
 */
export async function orderIn(
  database: Database,
  models: readonly Model[],
  tablesToCome: readonly string[] = [],
): Promise<OrderedModels> {
  const tables = new Set([...(await tableNames(database)), ...tablesToCome]);
  const named = new Map<string, ReadonlySet<string>>();
  for (const {name, sql} of models) {
    const read = await readSql(database, sql);
    // What is no SELECT is told by the check of the model itself.
    named.set(name, read.type === 'select' ? read.tables : new Set());
  }
  return orderModels(models, tables, named);
}

/** Tables and views of the file itself. */
async function tableNames(database: Database): Promise<ReadonlySet<string>> {
  const rows = await database.rows(
    "SELECT DISTINCT table_name AS name FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal",
  );
  return new Set(rows.map((row) => String(row['name'])));
}
