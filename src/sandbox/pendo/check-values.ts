import type {FieldDefinition} from './metadata-schema';

/** Values that may be written, or why not. */
type CheckedValues =
  | {readonly ok: true; readonly values: Readonly<Record<string, unknown>>}
  | {readonly ok: false; readonly reason: string};

const ISO_TIME = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Checks values against the definitions of their group: all must fit, or none is written. */
export function checkValues(
  given: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, FieldDefinition>>,
  options: {
    readonly undefinedFields: 'error' | 'ignore';
    readonly nullValues: 'clear' | 'keep';
  },
): CheckedValues {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field || field.isDeleted === true) {
      if (options.undefinedFields === 'ignore') continue;
      return {ok: false, reason: `field ${name} is not defined`};
    }
    if (isReadOnly(field)) return {ok: false, reason: `field ${name} cannot be written`};
    if (value === null && options.nullValues === 'keep') continue;
    if (value !== null && !fitsType(value, field.Type)) {
      return {ok: false, reason: `field ${name} takes a value of type ${field.Type}`};
    }
    values[name] = value;
  }
  return {ok: true, values};
}

/** True when a value may stand in a field of this type; the empty type takes anything. */
export function fitsType(value: unknown, type: string): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'float':
    case 'number':
      return typeof value === 'number';
    case 'time':
      return Number.isSafeInteger(value) || (typeof value === 'string' && ISO_TIME.test(value));
    case 'list':
      return Array.isArray(value);
    default:
      return true;
  }
}

function isReadOnly(field: FieldDefinition): boolean {
  return field.isHidden === true || field.isCalculated === true || field.isPerApp === true;
}
