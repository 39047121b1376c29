import type {JsonObject} from '../../core/json';
import {fieldPath, isFieldPath, setField} from './field-path';
import type {MutableFields} from './field-path';
import type {Mapping} from './mapping';
import type {Rejection} from '../record';
import {rejection} from '../rejection';

/** Columns that Airbyte and change detection add; they are never a vendor's business. */
const INTERNAL_PREFIX = /^_(airbyte|ab_cdc)_/i;

/** Forget what was learnt about columns when a source makes up names without end. */
const COLUMNS_REMEMBERED_MAX = 10_000;

/** Setting it would change the object's prototype instead of a field. */
const PROTOTYPE = '__proto__';

/** True for columns that are never sent. */
function isInternalColumn(column: string): boolean {
  return INTERNAL_PREFIX.test(column);
}

/** The columns that such a mapping sends under their own names. */
export function sentColumns(mapping: Mapping, columns: readonly string[]): readonly string[] {
  const taken = takenNames(mapping);
  return columns.filter((column) => !isInternalColumn(column) && !taken.has(column.toLowerCase()));
}

/**
 * Creates the step that sends every column that the mapping does not name, under its own name. Left
 * out are internal columns, the key's column, columns that a field mapping uses, and columns whose
 * name a mapped field or the key field has already taken. The step gives back what it could not send.
 */
export function createOtherColumns(
  mapping: Mapping,
  containers?: readonly string[],
): (data: JsonObject, fields: MutableFields) => Rejection | undefined {
  const keepNulls = mapping.nulls === 'clear';
  const taken = takenNames(mapping);
  const paths = new Map<string, readonly string[] | null>();
  const learn = (column: string): readonly string[] | null => {
    if (paths.size >= COLUMNS_REMEMBERED_MAX) paths.clear();
    const path = fieldPath(column, containers);
    const sent = !isInternalColumn(column) && !taken.has(column.toLowerCase());
    // A name that is no path, such as "a..b", is sent as one plain name.
    const learnt = sent ? (isFieldPath(path) ? path : [column]) : null;
    paths.set(column, learnt);
    return learnt;
  };
  return (data, fields) => {
    let fault: Rejection | undefined;
    for (const column in data) {
      const value = data[column];
      if (value === undefined || (value === null && !keepNulls)) continue;
      const known = paths.get(column);
      const path = known === undefined ? learn(column) : known;
      if (path === null) continue;
      const name = path.length === 1 ? path[0] : undefined;
      if (name === undefined) setField(fields, path, value);
      else if (name === PROTOTYPE) fault = noField(column);
      else fields[name] = value;
    }
    return fault;
  };
}

function noField(column: string): Rejection {
  return rejection(
    'unknown_field',
    `Column "${column}" has a name that cannot be a field; rename the column, or leave it out.`,
  );
}

function takenNames(mapping: Mapping): ReadonlySet<string> {
  const taken = new Set([mapping.keyColumn.toLowerCase(), mapping.keyField.toLowerCase()]);
  for (const field of mapping.fields) {
    taken.add(field.field.toLowerCase());
    if ('column' in field.from) taken.add(field.from.column.toLowerCase());
  }
  return taken;
}
