import type {DuckDBType} from '@duckdb/node-api';
import {DuckDBTypeId} from '@duckdb/node-api';

/** A type of DuckDB, as far as it decides how a value is written. */
export type ValueType =
  | {readonly kind: 'plain'; readonly name: string}
  | {readonly kind: 'decimal'; readonly width: number; readonly scale: number}
  | {readonly kind: 'list'; readonly item: ValueType}
  | {readonly kind: 'struct'; readonly entries: readonly NamedType[]}
  | {readonly kind: 'map'; readonly key: ValueType; readonly value: ValueType}
  | {readonly kind: 'union'; readonly members: readonly NamedType[]};

/** A type with the name of what has it; empty in a struct without names, which no model may have. */
export interface NamedType {
  readonly name: string;
  readonly type: ValueType;
}

/** Reads a type as a prepared statement tells it. */
export function valueTypeOf(type: DuckDBType): ValueType {
  switch (type.typeId) {
    case DuckDBTypeId.DECIMAL:
      return {kind: 'decimal', width: type.width, scale: type.scale};
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return {kind: 'list', item: valueTypeOf(type.valueType)};
    case DuckDBTypeId.STRUCT:
      return {kind: 'struct', entries: named(type.entryNames, type.entryTypes)};
    case DuckDBTypeId.MAP:
      return {kind: 'map', key: valueTypeOf(type.keyType), value: valueTypeOf(type.valueType)};
    case DuckDBTypeId.UNION:
      return {kind: 'union', members: named(type.memberTags, type.memberTypes)};
    default:
      // An alias, such as JSON, says more than the type below it.
      return {kind: 'plain', name: type.alias ?? type.toString()};
  }
}

function named(names: readonly string[], types: readonly DuckDBType[]): readonly NamedType[] {
  return types.map((type, index) => ({name: names[index] ?? '', type: valueTypeOf(type)}));
}
