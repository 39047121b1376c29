import {isJsonObject, type Json, type JsonObject} from '../../../../core/json';
import type {Rejection} from '../../../../write/record';
import {hasFaults, joinFaults, rejection, typeName} from '../../../../write/rejection';

/** Where a wish stands in its record: `contact_methods[2]`, counted from 1 for people. */
export type EntryPlace = string;

/** Reads every entry of a list; a rejection names all entries that are wrong. */
export function readEntries<Wish>(
  field: string,
  items: readonly Json[],
  read: (entry: JsonObject, place: EntryPlace) => Wish | Rejection,
): {readonly value: readonly Wish[]} | Rejection {
  const wishes: Wish[] = [];
  const faults: Rejection[] = [];
  items.forEach((item, at) => {
    const place = `${field}[${at + 1}]`;
    const wish = isJsonObject(item) ? read(lowerCaseNames(item), place) : notAnObject(place, item);
    if (isRejection(wish)) faults.push(wish);
    else wishes.push(wish);
  });
  return hasFaults(faults) ? joinFaults(faults) : {value: wishes};
}

/** True for a rejection, false for a wish. */
export function isRejection(wish: unknown): wish is Rejection {
  return typeof wish === 'object' && wish !== null && 'reason' in wish && 'message' in wish;
}

/** The whole number in a value, or in text; undefined when there is none. */
export function wholeNumber(value: Json | undefined): number | undefined {
  const number =
    typeof value === 'string' && /^\s*\+?\d{1,9}\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

/** "text that is not …" or the type, for sentences that must not show a value. */
export function holds(value: Json | undefined, wanted: string): string {
  if (value === undefined) return 'is missing';
  if (typeof value === 'string') {
    return value.trim() === '' ? 'is empty text' : `contains text that is not ${wanted}`;
  }
  return `holds ${typeName(value)}`;
}

function lowerCaseNames(entry: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function notAnObject(place: EntryPlace, item: Json): Rejection {
  return rejection(
    'invalid_type',
    `Field ${place} must hold an object, but holds ${typeName(item)}. Correct the value.`,
  );
}
