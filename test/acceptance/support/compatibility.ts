import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {listOf, propertiesOf, textOf, typesOf} from './walk-schema';

/** Who would be hurt: a configuration that was valid, or a table that has the columns. */
type Kind = 'spec' | 'stream';

/**
 * What a schema takes away that an earlier one gave, as sentences. For a specification: options that
 * are gone or newly required, types, values and nulls that are no longer allowed. For a stream: fields
 * that are gone and types that are others.
 */
export function schemaBreaks(
  kind: Kind,
  before: JsonObject,
  after: JsonObject,
  place = '',
): readonly string[] {
  const own = kind === 'spec' ? specBreaks(before, after) : streamBreaks(before, after);
  const said = own.map((problem) => `${place === '' ? '(root)' : place}: ${problem}`);
  const properties = Object.entries(propertiesOf(before)).flatMap(([name, old]) => {
    const path = place === '' ? name : `${place}.${name}`;
    const now = propertiesOf(after)[name];
    if (!isJsonObject(now)) return [`${path}: is gone`];
    return isJsonObject(old) ? schemaBreaks(kind, old, now, path) : [];
  });
  const {items: oldItems} = before;
  const {items} = after;
  // A list that the form hides is open: what its description no longer says is allowed all the same.
  const open = kind === 'spec' && after['airbyte_hidden'] === true;
  const inLists =
    !open && isJsonObject(oldItems) && isJsonObject(items)
      ? schemaBreaks(kind, oldItems, items, `${place}[]`)
      : [];
  return [...said, ...properties, ...inLists, ...variantBreaks(kind, before, after, place)];
}

/**
 * The schema with the vendor's alternative in place of each section's choice between it and "not used":
 * what a configuration holds that says nothing about use.
 */
export function withSectionsUsed(schema: JsonObject): JsonObject {
  const properties = Object.entries(propertiesOf(schema)).map(([name, section]) => {
    const variants = isJsonObject(section) ? listOf(section['oneOf']) : [];
    const used = variants.find((one) => isJsonObject(one) && tagOf(one) === 'use=yes');
    return [name, used ?? section] as const;
  });
  return {...schema, properties: Object.fromEntries(properties) as JsonObject};
}

/** Streams that are gone, have another cursor or key, or fields that break tables. */
export function catalogBreaks(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
): readonly string[] {
  return before.flatMap((old) => {
    const name = textOf(old['name']);
    const now = after.find((stream) => stream['name'] === name);
    if (!now) return [`${name}: is gone`];
    const changed = ['default_cursor_field', 'source_defined_primary_key'].filter(
      (member) => JSON.stringify(old[member]) !== JSON.stringify(now[member]),
    );
    const {json_schema: oldSchema} = old;
    const {json_schema: schema} = now;
    return [
      ...changed.map((member) => `${name}: ${member} is another`),
      ...(isJsonObject(oldSchema) && isJsonObject(schema)
        ? schemaBreaks('stream', oldSchema, schema, name)
        : [`${name}: has no schema`]),
    ];
  });
}

function specBreaks(before: JsonObject, after: JsonObject): readonly string[] {
  const missing = (name: string): readonly unknown[] => {
    const allowed = after[name];
    if (name === 'enum' && allowed === undefined) return [];
    return listOf(before[name]).filter((one) => !listOf(allowed).includes(one));
  };
  const problems = listOf(after['required'])
    .filter((name) => !listOf(before['required']).includes(name))
    .map((name) => `${String(name)} is newly required`);
  if (missing('enum').length > 0) problems.push(`no longer allows ${missing('enum').join(', ')}`);
  if ('enum' in after && !('enum' in before)) problems.push('newly has a list of values');
  const narrower = typesOf(before).filter((type) => !typesOf(after).includes(type));
  if (narrower.length > 0) problems.push(`is no longer of type ${narrower.join(', ')}`);
  return problems;
}

function streamBreaks(before: JsonObject, after: JsonObject): readonly string[] {
  const plain = (schema: JsonObject): string =>
    typesOf(schema)
      .filter((type) => type !== 'null')
      .sort()
      .join(', ');
  const same = plain(before) === plain(after) && before['format'] === after['format'];
  const lostNull = typesOf(before).includes('null') && !typesOf(after).includes('null');
  return [...(same ? [] : ['is of another type']), ...(lostNull ? ['may no longer be null'] : [])];
}

/** Variants are distinguished by their constant. */
function variantBreaks(
  kind: Kind,
  before: JsonObject,
  after: JsonObject,
  place: string,
): readonly string[] {
  const variantsOf = (schema: JsonObject): readonly JsonObject[] =>
    listOf(schema['oneOf']).filter((one) => isJsonObject(one));
  return variantsOf(before).flatMap((old) => {
    const tag = tagOf(old);
    const now = variantsOf(after).find((one) => tagOf(one) === tag);
    return now ? schemaBreaks(kind, old, now, `${place}(${tag})`) : [`${place}: ${tag} is gone`];
  });
}

function tagOf(variant: JsonObject): string {
  const tags = Object.entries(propertiesOf(variant)).flatMap(([name, schema]) =>
    isJsonObject(schema) && 'const' in schema ? [`${name}=${textOf(schema['const'])}`] : [],
  );
  return tags.join(',');
}
