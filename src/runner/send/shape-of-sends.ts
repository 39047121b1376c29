import {createHash} from 'node:crypto';
import {isJsonObject, type Json, type JsonObject} from '../../core/json';
import {jsonText} from '../../core/json-text';
import {packageVersion} from '../../resources/load-resource';
import type {Mapping} from '../../write/mapping/mapping';
import type {DestinationVendor} from '../../write/object-writer';

/** The options of a vendor's section, as far as they shape what is sent. */
export interface SentOptions {
  /** Those whose effect does not show in the values: when one changes, every row is sent again. */
  readonly form: JsonObject;
  /** Those whose effect shows in the values: when one changes, rows are looked at again. */
  readonly inValues: JsonObject;
}

/**
 * Every option of the section counts unless the vendor says that it does not, so a new option cannot
 * be forgotten. An option that is written out with its default is the same as one that is left out.
 */
export function sentOptionsOf(
  vendor: Pick<DestinationVendor, 'optionsNotSent' | 'optionsInValues'>,
  section: JsonObject,
  schema: JsonObject,
): SentOptions {
  const notSent = new Set([...(vendor.optionsNotSent ?? []), 'use']);
  const inValues = new Set(vendor.optionsInValues ?? []);
  const form: [string, Json][] = [];
  const shown: [string, Json][] = [];
  for (const [name, value] of Object.entries(section)) {
    if (value === undefined || notSent.has(name) || isDefault(schema, name, value)) continue;
    (inValues.has(name) ? shown : form).push([name, value]);
  }
  return {form: sorted(form), inValues: sorted(shown)};
}

/**
 * What all values of one mapping are sent in: the part of each field's digest that is not its value.
 */
export function formOf(mapping: Mapping, options: SentOptions): string {
  return digestOf([options.form, mapping.operation]);
}

/**
 * Changes with everything that may change what is made of a row, the version of this program
 * included. Then rows are looked at again, which sends nothing by itself.
 */
export function fingerprintOf(mapping: Mapping, options: SentOptions): string {
  return digestOf([packageVersion(), partsThatShape(mapping), options.form, options.inValues]);
}

/** Everything that a mapping may come to hold, but for its stream's name and what the vendor never sees. */
function partsThatShape(mapping: Mapping): JsonObject {
  const left: ReadonlySet<string> = new Set([
    'stream',
    'namespace',
    'onGone',
    'goneShareMax',
    'onDrift',
  ]);
  // A mapping holds JSON only; it comes from the configuration.
  const entries = Object.entries(mapping) as readonly (readonly [string, Json])[];
  return Object.fromEntries(entries.filter(([name]) => !left.has(name)));
}

const PLACE_OPTIONS_1 = ['base_url', 'region', 'company_domain', 'metadata_group'];

/** The fingerprint of format 1 of the warehouse; see `take-over.ts`. */
export function fingerprint1Of(mapping: Mapping, section: JsonObject): string {
  const {stream, namespace, object, keyColumn, keyField, operation, fields} = mapping;
  const {otherColumns, nulls} = mapping;
  const plain = {stream, namespace, object, keyColumn, keyField, operation, fields};
  const place = PLACE_OPTIONS_1.map((name) => section[name] ?? null);
  return digestOf([{...plain, otherColumns, nulls}, place]);
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(jsonText(value)).digest('hex');
}

function isDefault(schema: JsonObject, name: string, value: Json): boolean {
  return optionsOf(schema, name).some(
    (option) => option['default'] !== undefined && jsonText(option['default']) === jsonText(value),
  );
}

/** An option's schema, in the section itself and in its alternatives. */
function optionsOf(schema: JsonObject, name: string): readonly JsonObject[] {
  const {properties, oneOf} = schema;
  const own = isJsonObject(properties) ? properties[name] : undefined;
  const variants: readonly unknown[] = Array.isArray(oneOf) ? oneOf : [];
  return [
    ...(isJsonObject(own) ? [own] : []),
    ...variants.filter(isJsonObject).flatMap((variant) => optionsOf(variant, name)),
  ];
}

function sorted(entries: readonly (readonly [string, Json])[]): JsonObject {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
