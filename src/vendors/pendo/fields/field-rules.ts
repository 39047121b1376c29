import {ExactNumber} from '../../../core/exact-number';
import type {Json} from '../../../core/json';
import type {Rejection} from '../../../write/record';
import {rejection, typeName} from '../../../write/rejection';
import {createFieldIndex, type FieldMatch} from './field-index';
import {toFieldKey} from './field-name';
import {plainOf, valueWriter, type WriteValue} from './field-value';
import type {MetadataField, MetadataSchema} from '../metadata-schema';
import type {NewFields} from './new-fields';
import type {PendoDestinationSettings} from '../settings';

/** How a field is written. */
interface FieldRule {
  /** The key that Pendo knows. */
  readonly key: string;
  /** The key as JSON with a colon, ready to stand before the value. */
  readonly prefix: string;
  readonly type: string;
  readonly write: WriteValue;
  /** True for values that fit and that JSON.stringify writes as `write` does. */
  readonly isPlain: (value: Json) => boolean;
}

/** The rule of a field's name, or why it cannot be written; undefined: nothing there to clear. */
export type FindRule = (name: string, value: Json) => FieldRule | Rejection | undefined;

/** What decides about fields. */
interface RuleOptions {
  /** Undefined: the server has no schema, names and types cannot be checked. */
  readonly schema: MetadataSchema | undefined;
  readonly settings: PendoDestinationSettings;
  readonly newFields: NewFields;
}

/** Creates the look-up of rules; what is found is kept, for each name is met in every record. */
export function createFieldRules(options: RuleOptions): FindRule {
  const found = new Map<string, FieldRule | Rejection>();
  const {schema, settings} = options;
  const match: (name: string) => FieldMatch =
    schema === undefined
      ? () => ({type: 'unknown'})
      : createFieldIndex(schema, settings.metadataGroup);
  return (name, value) => {
    const known = found.get(name);
    if (known !== undefined) return known;
    const rule = judge(options, {name, value, match: match(name)});
    if (rule !== undefined) found.set(name, rule);
    return rule;
  };
}

interface NamedField {
  readonly name: string;
  readonly value: Json;
  readonly match: FieldMatch;
}

function judge(options: RuleOptions, named: NamedField): FieldRule | Rejection | undefined {
  const {match, name} = named;
  const {settings} = options;
  switch (match.type) {
    case 'field':
      return judgeField(options, match.field, named);
    case 'ambiguous':
      return rejection(
        'ambiguous',
        `Field ${name} matches several Pendo fields (${match.keys.join(', ')}); write one of these names exactly.`,
      );
    case 'elsewhere':
      if (settings.unknownFields !== 'reject') return judgeUnknown(options, named);
      return rejection(
        'read_only_field',
        `Field ${name} belongs to Pendo's metadata group ${match.group}, but only group ${settings.metadataGroup} is written (pendo.metadata_group). Remove the field from the mapping.`,
      );
    case 'unknown':
      return judgeUnknown(options, named);
  }
}

function judgeField(
  options: RuleOptions,
  field: MetadataField,
  named: NamedField,
): FieldRule | Rejection | undefined {
  if (field.closed === undefined) return ruleOf(field, options.settings);
  // Creating a deleted field brings it back.
  if (field.closed === 'deleted' && options.settings.unknownFields === 'create') {
    return judgeUnknown(options, named);
  }
  return rejection(
    'read_only_field',
    `Field ${named.name} of Pendo's group ${field.group} is ${field.closed} and cannot be written; remove it from the mapping or change it in Pendo.`,
  );
}

function judgeUnknown(
  {schema, settings, newFields}: RuleOptions,
  {name, value}: NamedField,
): FieldRule | Rejection | undefined {
  const unchecked = {
    key: name,
    group: settings.metadataGroup,
    displayName: name,
    type: '',
    closed: undefined,
  };
  if (schema === undefined || settings.unknownFields === 'send') return ruleOf(unchecked, settings);
  if (settings.unknownFields === 'create') {
    if (value === null) return undefined;
    const isNested = typeof value === 'object' && !(value instanceof ExactNumber);
    if (isNested || toFieldKey(name) === '') return cannotCreate(name, value);
    return ruleOf(newFields.add(name, value), settings);
  }
  return rejection(
    'unknown_field',
    `Pendo has no field ${name} in metadata group ${settings.metadataGroup}. Create it in Pendo (Data > Metadata), correct the mapping, or set unknown_fields to create.`,
  );
}

function cannotCreate(name: string, value: Json): Rejection {
  return rejection(
    'invalid_type',
    `Pendo has no field ${name}, and it cannot be created from ${typeName(value)}: new fields can contain text, numbers or booleans and need a letter or digit in the name. Correct the mapping.`,
  );
}

function ruleOf(field: MetadataField, settings: PendoDestinationSettings): FieldRule {
  return {
    key: field.key,
    prefix: `${JSON.stringify(field.key)}:`,
    type: field.type,
    write: valueWriter(field.type, settings.timeFormat),
    isPlain: plainOf(field.type),
  };
}
