import type {JsonObject} from '../../core/json';
import {isJsonObject} from '../../core/json';

/** What the warehouse must know of a stream. */
export interface StreamTable {
  /** Name of the stream and of its table. */
  readonly name: string;
  /** Draft-07 object schema of the records, with the engine's columns. */
  readonly schema: JsonObject;
  readonly primaryKey: readonly string[];
  /** For a stream that lists what we write ourselves: its table has `CHANGED_AT`, too. */
  readonly shows?: ShownValues | undefined;
}

/** Where a row shows what was written to its record; the read engine has the same form. */
export interface ShownValues {
  /** Column of JSON: groups, then fields. */
  readonly column: string;
  /** Column with the vendor's time of change, which a write moves. */
  readonly changedAt: string;
  /** The group and field of `column` from which `changedAt` is. */
  readonly changedAtFrom: readonly [group: string, field: string];
  /** Columns that are made of `column` alone. */
  readonly derived: readonly string[];
}

/** DuckDB's types that streams need. */
type ColumnType =
  'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMPTZ' | 'TIMESTAMP' | 'DATE' | 'JSON';

/** A column of a stream's table. */
export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** The column that says when a record was found missing; a record that has it leaves the table. */
export const DELETED_AT = '_ab_cdc_deleted_at';

/** The vendor's time of the last change of a row that was not our own writing alone; see decision 11. */
export const CHANGED_AT = '_user_sync_changed_at';

/** The columns of a stream's table: what the warehouse adds comes last. */
export function tableColumnsOf(table: StreamTable): readonly TableColumn[] {
  const columns = columnsOf(table);
  const time = columns.find(({name}) => name === table.shows?.changedAt);
  return time ? [...columns, {name: CHANGED_AT, type: time.type}] : columns;
}

/** The typed columns of a stream, in the order of its schema. */
export function columnsOf(table: StreamTable): readonly TableColumn[] {
  const properties = table.schema['properties'];
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).map(([name, schema]) => ({name, type: typeOf(schema)}));
}

/** A type that takes every value which the schema allows; JSON where there are several. */
function typeOf(schema: unknown): ColumnType {
  if (!isJsonObject(schema)) return 'JSON';
  const types = typesOf(schema['type']);
  if (types.length === 2 && types.includes('integer') && types.includes('number')) return 'DOUBLE';
  if (types.length !== 1) return 'JSON';
  switch (types[0]) {
    case 'string':
      return textType(schema);
    case 'integer':
      return 'BIGINT';
    case 'number':
      return schema['airbyte_type'] === 'integer' ? 'BIGINT' : 'DOUBLE';
    case 'boolean':
      return 'BOOLEAN';
    default:
      return 'JSON';
  }
}

function typesOf(type: unknown): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(type) ? type : [type];
  return list.filter((one) => one !== 'null');
}

function textType(schema: JsonObject): ColumnType {
  if (schema['airbyte_type'] === 'integer') return 'BIGINT';
  if (schema['format'] === 'date') return 'DATE';
  if (schema['format'] !== 'date-time') return 'VARCHAR';
  return schema['airbyte_type'] === 'timestamp_without_timezone' ? 'TIMESTAMP' : 'TIMESTAMPTZ';
}
