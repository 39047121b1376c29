import {ExactNumber} from '../../core/exact-number';
import type {JsonObject} from '../../core/json';
import {createFieldMapper} from './map-fields';
import type {Mapping} from './mapping';
import type {ObjectDescription} from '../object-writer';
import {ambiguousColumn, createColumnReader} from './read-column';
import type {ColumnReader} from './read-column';
import type {MappedRecord, Operation, RecordOrigin, Rejection} from '../record';
import {hasFaults, rejection, typeName, type Faults} from '../rejection';

/** Half of a surrogate pair has no bytes, so no vendor can be sent it. */
const HALF_CHARACTER = /\p{Surrogate}/u;

/** A record that cannot be mapped; `record` has what the rejected-records file needs. */
export interface UnmappableRecord {
  readonly record: MappedRecord;
  readonly faults: Faults;
}

/** Turns one record of a stream into one record of an object. Pure; never throws. */
export type RecordMapper = (
  origin: RecordOrigin,
  data: JsonObject,
) => MappedRecord | UnmappableRecord;

/**
 * Compiles a mapping. A tombstone (`_ab_cdc_deleted_at` is set) becomes a `soft_delete` without
 * fields where the object can do that. Where it cannot, as with Pendo metadata, nothing is sent and
 * the record is rejected as `unsupported_operation`: to call it unchanged would hide that the
 * vendor still holds what the source has deleted.
 */
export function createRecordMapper(mapping: Mapping, object: ObjectDescription): RecordMapper {
  const readKey = createColumnReader(mapping.keyColumn);
  const mapFields = createFieldMapper(mapping, object.containers);
  const canDelete = object.operations.includes('soft_delete');
  const {object: name, keyField} = mapping;
  return (origin, data) => {
    const deleted = isTombstone(data);
    const operation = deleted && canDelete ? 'soft_delete' : mapping.operation;
    const key = canonicalKey(readKey, data, mapping);
    if (typeof key !== 'string') return unmappable({origin, data, mapping, operation}, '', key);
    if (deleted) {
      if (!canDelete) return unmappable({origin, data, mapping, operation}, key, noDelete(mapping));
      return {origin, object: name, key, keyField, operation, fields: {}, source: data};
    }
    const {fields, faults} = mapFields(data);
    const record = {origin, object: name, key, keyField, operation, fields, source: data};
    return hasFaults(faults) ? {record, faults} : record;
  };
}

function unmappable(
  from: {
    readonly origin: RecordOrigin;
    readonly data: JsonObject;
    readonly mapping: Mapping;
    readonly operation: Operation;
  },
  key: string,
  why: Rejection,
): UnmappableRecord {
  const {origin, data, mapping, operation} = from;
  const {object, keyField} = mapping;
  return {
    record: {origin, object, key, keyField, operation, fields: {}, source: data},
    faults: [why],
  };
}

/** An empty text is no time; some warehouses write it for null. Snowflake upper-cases the name. */
function isTombstone(data: JsonObject): boolean {
  const deletedAt = data['_ab_cdc_deleted_at'] ?? data['_AB_CDC_DELETED_AT'];
  return deletedAt !== undefined && deletedAt !== null && deletedAt !== '';
}

function noDelete(mapping: Mapping): Rejection {
  return rejection(
    'unsupported_operation',
    `The record was deleted in the source, but records of ${mapping.object} cannot be deleted or deactivated by this destination; if it should be deleted, delete it at the vendor.`,
  );
}

/** Text as it is, without trimming: whether spaces around a key matter is the vendor's affair. */
function canonicalKey(
  readKey: ColumnReader,
  data: JsonObject,
  mapping: Mapping,
): string | Rejection {
  const value = readKey(data);
  const isFilled = typeof value === 'string' && value.trim() !== '';
  if (isFilled && !HALF_CHARACTER.test(value)) return value;
  const column = JSON.stringify(mapping.keyColumn);
  if (isFilled) return halfCharacter(column);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (value instanceof ExactNumber && value.isInteger()) return value.text;
  if (value === ambiguousColumn) {
    return rejection(
      'ambiguous',
      `Several columns are called ${column} and differ only in case; write the key column in the mapping exactly as in the stream.`,
    );
  }
  if (value === undefined || value === null || typeof value === 'string') {
    const what = value === undefined ? 'is missing' : value === null ? 'is null' : 'is empty';
    return rejection(
      'missing_key',
      `Key column ${column} ${what}; ${mapping.object} needs ${mapping.keyField} in every record.`,
    );
  }
  const type = typeName(value);
  const what = type === 'a number' ? 'a number that is not an exact integer' : type;
  return rejection(
    'invalid_key',
    `Key column ${column} must hold text or an integer, but holds ${what}.`,
  );
}

function halfCharacter(column: string): Rejection {
  return rejection(
    'invalid_key',
    `Key column ${column} contains half of a character (a lone surrogate), which cannot be sent; correct the value.`,
  );
}
