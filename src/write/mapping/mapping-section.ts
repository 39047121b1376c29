import {Failure} from '../../core/failure';
import {isJsonObject} from '../../core/json';
import type {Place} from '../../core/mistake';
import type {Json, JsonObject} from '../../core/json';
import {type Conversion, CONVERSIONS} from './mapping';
import type {EpochUnit} from './parse-time';
import type {Operation} from '../record';

/** One entry of the configuration's `mappings`, typed. */
export interface MappingSection {
  /** Where it stands in the configuration. */
  readonly place: Place;
  /** Where its object, mode and key field stand. */
  readonly targetPlace: Place;
  readonly stream: string;
  readonly namespace: string | undefined;
  readonly object: string;
  readonly key: string | undefined;
  readonly keyField: string | undefined;
  readonly mode: Operation | undefined;
  readonly fields: readonly FieldSection[] | undefined;
  readonly otherColumns: 'send' | 'ignore' | undefined;
  readonly nulls: 'skip' | 'clear' | undefined;
  readonly onGone: 'keep' | 'clear' | 'deactivate' | undefined;
  readonly goneShareMax: number | undefined;
  readonly onDrift: 'report' | 'resend' | undefined;
}

/** One entry of a mapping's `fields`, typed. */
export interface FieldSection {
  readonly column: string | undefined;
  readonly field: string | undefined;
  readonly constant: Json | undefined;
  readonly fallback: Json | undefined;
  readonly convert: Conversion | undefined;
  readonly epochUnit: EpochUnit | undefined;
}

const operations: readonly Operation[] = ['update', 'upsert', 'insert', 'soft_delete'];

/** The entries of a destination's checked configuration. */
export function mappingsIn(config: JsonObject): readonly JsonObject[] {
  const {mappings} = config;
  return Array.isArray(mappings) ? mappings.filter((mapping) => isJsonObject(mapping)) : [];
}
const epochUnits: readonly EpochUnit[] = [
  'auto',
  'seconds',
  'milliseconds',
  'microseconds',
  'nanoseconds',
];

/**
 * Reads one entry of `mappings`. The configuration's schema has checked it already; what is asked
 * again here holds for callers without that check, and gives the values their types.
 */
export function readMappingSection(section: JsonObject, index: number): MappingSection {
  const where = `mappings[${index}]`;
  const {fields} = section;
  return {
    place: ['mappings', index],
    stream: required(section, 'stream', where),
    namespace: optionalText(section, 'namespace', where),
    key: optionalText(section, 'key', where),
    ...targetOf(section, where, index),
    fields: readFields(fields, where),
    otherColumns: oneOf(section, 'other_columns', ['send', 'ignore'], where),
    nulls: oneOf(section, 'nulls', ['skip', 'clear'], where),
    onGone: oneOf(section, 'on_gone', ['keep', 'clear', 'deactivate'], where),
    goneShareMax: optionalShare(section, 'gone_share_max', where),
    onDrift: oneOf(section, 'on_drift', ['report', 'resend'], where),
  };
}

/**
 * The object with its mode and key: of `target`, as forms write them, else of the mapping itself. A form
 * shows and changes `target` only, so that it wins.
 */
function targetOf(
  section: JsonObject,
  where: string,
  index: number,
): Pick<MappingSection, 'object' | 'mode' | 'keyField' | 'targetPlace'> {
  const {target} = section;
  const isForm = isJsonObject(target) && Object.keys(target).length > 0;
  const from = isForm ? target : section;
  const place = isForm ? `${where}.target` : where;
  return {
    targetPlace: ['mappings', index, ...(isForm ? ['target'] : [])],
    object: required(from, 'object', place),
    keyField: optionalText(from, 'key_field', place),
    mode: oneOf(from, 'mode', operations, place),
  };
}

/** Forms send an empty list where nothing was entered. */
function readFields(fields: Json | undefined, where: string): readonly FieldSection[] | undefined {
  if (fields === undefined || fields === null) return undefined;
  if (Array.isArray(fields) && fields.length === 0) return undefined;
  if (!Array.isArray(fields)) throw badSection(`${where}.fields must be a list`);
  return fields.map((field: Json, index): FieldSection => {
    const place = `${where}.fields[${index}]`;
    if (!isJsonObject(field)) throw badSection(`${place} must be an object`);
    return {
      column: optionalText(field, 'column', place),
      field: optionalText(field, 'field', place),
      constant: field['constant'] ?? undefined,
      fallback: field['default'] ?? undefined,
      convert: oneOf(field, 'convert', CONVERSIONS, place),
      epochUnit: oneOf(field, 'epoch_unit', epochUnits, place),
    };
  });
}

function required(section: JsonObject, name: string, where: string): string {
  const text = optionalText(section, name, where);
  if (text === undefined) throw badSection(`${where} lacks "${name}"`);
  return text;
}

/** Forms send empty texts for fields that were left alone. */
function optionalText(section: JsonObject, name: string, where: string): string | undefined {
  const value = section[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw badSection(`${where}.${name} must be text`);
  return value;
}

function optionalShare(section: JsonObject, name: string, where: string): number | undefined {
  const value = section[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw badSection(`${where}.${name} must be a number from 0 to 1`);
}

function oneOf<Choice extends string>(
  section: JsonObject,
  name: string,
  choices: readonly Choice[],
  where: string,
): Choice | undefined {
  const text = optionalText(section, name, where);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) {
    throw badSection(`${where}.${name} must be one of ${choices.join(', ')}`);
  }
  return choice;
}

function badSection(what: string): Failure {
  return new Failure({kind: 'config', message: `${what}; correct it in the configuration.`});
}
