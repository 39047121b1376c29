import {isDeeperThan} from '../../core/deep-json';
import type {Json, JsonObject} from '../../core/json';
import {convertValue} from './convert-value';
import {fieldPath, setField} from './field-path';
import type {MutableFields} from './field-path';
import type {FieldMapping, Mapping} from './mapping';
import {createOtherColumns} from './other-columns';
import {ambiguousColumn, createColumnReader} from './read-column';
import type {Rejection} from '../record';
import {rejection} from '../rejection';

/** Objects and arrays inside each other; deeper ones break readers of JSON. */
const LEVELS_MAX = 100;

const NONE: readonly Rejection[] = [];

/** The object's fields of one record, and all that is wrong with them. */
interface MappedFields {
  /** Without those that could not be mapped. */
  readonly fields: JsonObject;
  readonly faults: readonly Rejection[];
}

/**
 * Compiles the part of a mapping that fills fields. Other columns come first and mapped fields on
 * top, so that `company.name` can be set inside a `company` that came as a column.
 */
export function createFieldMapper(
  mapping: Mapping,
  containers?: readonly string[],
): (data: JsonObject) => MappedFields {
  const keepNulls = mapping.nulls === 'clear';
  const own = mapping.fields.map((field) =>
    compileField(field, fieldPath(field.field, containers), keepNulls),
  );
  const steps: readonly Step[] =
    mapping.otherColumns === 'send' ? [createOtherColumns(mapping, containers), ...own] : own;
  return (data) => {
    const fields: MutableFields = {};
    let faults: Rejection[] | undefined;
    for (const step of steps) {
      const problem = step(data, fields);
      if (problem !== undefined) (faults ??= []).push(problem);
    }
    for (const name in fields) {
      const value = fields[name];
      if (typeof value !== 'object' || !isDeeperThan(value, LEVELS_MAX)) continue;
      (faults ??= []).push(tooDeep(name));
      Reflect.deleteProperty(fields, name);
    }
    return {fields, faults: faults ?? NONE};
  };
}

function tooDeep(field: string): Rejection {
  return rejection(
    'invalid_value',
    `Field ${field} holds JSON that is nested more than ${LEVELS_MAX} levels deep, which no vendor accepts; send fewer levels.`,
  );
}

type Step = (data: JsonObject, fields: MutableFields) => Rejection | undefined;

function compileField(field: FieldMapping, path: readonly string[], keepNulls: boolean): Step {
  if ('constant' in field.from) {
    const {constant} = field.from;
    return (_data, fields) => {
      setField(fields, path, constant);
      return undefined;
    };
  }
  const {column} = field.from;
  const read = createColumnReader(column);
  return (data, fields) => {
    const found = read(data);
    if (found === ambiguousColumn) return ambiguous(column);
    if (found === undefined || found === null) {
      const value = field.fallback ?? (keepNulls ? found : undefined);
      if (value !== undefined) setField(fields, path, value);
      return undefined;
    }
    return setConverted({value: found, column, field}, fields, path);
  };
}

function setConverted(
  found: {
    readonly value: Json;
    readonly column: string;
    readonly field: FieldMapping;
  },
  fields: MutableFields,
  path: readonly string[],
): Rejection | undefined {
  const {convert, epochUnit} = found.field;
  if (convert === undefined) {
    setField(fields, path, found.value);
    return undefined;
  }
  const converted = convertValue(found.value, convert, epochUnit);
  if ('value' in converted) {
    setField(fields, path, converted.value);
    return undefined;
  }
  const {reason, expected, actual} = converted.problem;
  const holds = reason === 'invalid_type' ? `holds ${actual}` : `holds ${actual} that is not one`;
  return rejection(
    reason,
    `Column ${JSON.stringify(found.column)} must hold ${expected} for field ${found.field.field}, but ${holds}; correct the value or the mapping's "convert".`,
  );
}

function ambiguous(column: string): Rejection {
  return rejection(
    'ambiguous',
    `Several columns are called ${JSON.stringify(column)} and differ only in case; write the column in the mapping exactly as in the stream.`,
  );
}
