import {toFieldKey} from './field-name';
import type {MetadataField, MetadataSchema} from '../metadata-schema';

/** What a field's name means in one metadata group. */
export type FieldMatch =
  | {readonly type: 'field'; readonly field: MetadataField}
  /** Several fields of the group fit the name. */
  | {readonly type: 'ambiguous'; readonly keys: readonly string[]}
  /** Not in the group, but in another, which is not written. */
  | {readonly type: 'elsewhere'; readonly group: string}
  | {readonly type: 'unknown'};

/** Finds a group's fields by the names that users give them: the key, or the display name. */
export function createFieldIndex(
  schema: MetadataSchema,
  group: string,
): (name: string) => FieldMatch {
  const fields = schema.get(group) ?? new Map<string, MetadataField>();
  const byRule = groupByRule(fields);
  return (name) => {
    const exact = fields.get(name) ?? fields.get(name.toLowerCase());
    if (exact !== undefined) return {type: 'field', field: exact};
    const alike = byRule.get(toFieldKey(name)) ?? [];
    if (alike.length > 1) return {type: 'ambiguous', keys: alike.map(({key}) => key)};
    if (alike[0] !== undefined) return {type: 'field', field: alike[0]};
    const elsewhere = groupWith(schema, group, name);
    return elsewhere === undefined ? {type: 'unknown'} : {type: 'elsewhere', group: elsewhere};
  };
}

function groupByRule(
  fields: ReadonlyMap<string, MetadataField>,
): ReadonlyMap<string, readonly MetadataField[]> {
  const groups = new Map<string, MetadataField[]>();
  for (const field of fields.values()) {
    const rule = toFieldKey(field.key);
    const alike = groups.get(rule);
    if (alike === undefined) groups.set(rule, [field]);
    else alike.push(field);
  }
  return groups;
}

function groupWith(schema: MetadataSchema, own: string, name: string): string | undefined {
  const key = toFieldKey(name);
  for (const [group, fields] of schema) {
    if (group !== own && (fields.has(name) || fields.has(key))) return group;
  }
  return undefined;
}
