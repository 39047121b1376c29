import {ExactNumber} from '../../core/exact-number';
import {isJsonObject, type Json, type JsonObject} from '../../core/json';
import {fitText} from '../../read/columns/fit-scalar';

const nothing: JsonObject = {};

/** The metadata groups that columns are lifted from. */
interface Groups {
  readonly auto: JsonObject;
  readonly agent: JsonObject;
  readonly custom: JsonObject;
}

/** Any group may be missing, and so may all of them. */
export function groupsOf(record: JsonObject): Groups {
  const metadata = record['metadata'];
  if (!isJsonObject(metadata)) return {auto: nothing, agent: nothing, custom: nothing};
  return {
    auto: groupOf(metadata['auto']),
    agent: groupOf(metadata['agent']),
    custom: groupOf(metadata['custom']),
  };
}

function groupOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : nothing;
}

/**
 * The record's id, by any name Pendo gives it here (Q19); null when there is none, and such a
 * record can only be set aside.
 */
export function idOf(record: JsonObject, field: string, auto: JsonObject): string | null {
  const id: unknown = record[field] ?? record['id'] ?? auto['id'];
  if (typeof id === 'string') return id === '' ? null : id;
  if (id instanceof ExactNumber) return id.text;
  return typeof id === 'number' ? String(id) : null;
}

/** Epoch milliseconds, or null; some records have no time at all (Pendo Q10). */
export function timeOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.floor(value) : null;
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  return null;
}

/** The value when it is a text; numbers as text, since ids may be sent so. */
export function textOrNull(value: unknown): string | null {
  return fitText(value) ?? null;
}

/** A list of texts; null for anything else. */
export function textsOrNull(value: unknown): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  const texts = value.map(fitText);
  return texts.every((text) => text !== undefined) ? texts : null;
}

/** The first value that is a text with something in it. */
export function firstText(...values: readonly unknown[]): string | null {
  for (const value of values) if (typeof value === 'string' && value !== '') return value;
  return null;
}
