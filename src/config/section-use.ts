import {isJsonObject, type Json, type JsonObject} from '../core/json';
import {isSection} from './section-schemas';

/**
 * Whether a section is in use. Forms and API clients say "not used" in many ways: no section, null,
 * an empty object or list, `use: no`, or members that are all empty. A section without `use` that holds
 * anything is in use, as it was before there was the word.
 */
export function isUsed(section: Json | undefined): boolean {
  if (isEmpty(section)) return false;
  if (!isJsonObject(section)) return true;
  if (section['use'] === 'no') return false;
  return section['use'] !== undefined || !Object.values(section).every(isEmpty);
}

/** A section without the word that only says whether it is used: what its vendor knows. */
export function withoutUse(section: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(section).filter(([name]) => name !== 'use'));
}

/** A configuration with sections that are marked as not used, and the names of those. */
interface Settled {
  readonly config: JsonObject;
  readonly marked: readonly string[];
}

/**
 * Marks sections that hold nothing but defaults with `use: no`: a form that fills in every default
 * leaves such sections for vendors that nobody chose. One that names a way to sign in is in use.
 */
export function settleSections(schema: JsonObject, config: JsonObject): Settled {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const marked = Object.entries(properties).flatMap(([name, section]) =>
    isSection(section) && holdsDefaultsOnly(section, config[name]) ? [name] : [],
  );
  if (marked.length === 0) return {config, marked};
  const changed = marked.map((name) => [name, {...objectOf(config[name]), use: 'no'}] as const);
  return {config: {...config, ...Object.fromEntries(changed)}, marked};
}

/** The configuration without the sections that are not used. */
export function withoutUnused(schema: JsonObject, config: JsonObject): JsonObject {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  return Object.fromEntries(
    Object.entries(config).filter(([name, value]) => !isSection(properties[name]) || isUsed(value)),
  );
}

function holdsDefaultsOnly(schema: JsonObject, section: Json | undefined): boolean {
  if (!isUsed(section) || !isJsonObject(section) || section['use'] !== undefined) return false;
  const options = objectOf(schema['properties']);
  return Object.entries(section).every(([name, value]) => {
    const fallback = objectOf(options[name])['default'];
    return isEmpty(value) || (fallback !== undefined && fallback === value);
  });
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
