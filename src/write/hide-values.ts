import {ExactNumber} from '../core/exact-number';
import {isJsonObject} from '../core/json';
import type {Json} from '../core/json';
import type {MappedRecord} from './record';

/** Stands where a value of a record stood. */
const HIDDEN = '…';

/** Shorter values are hidden in quotes only: by themselves they are parts of any sentence. */
const BARE_LENGTH_MIN = 3;

/** A vendor may cut a value that it quotes; so much of its beginning is recognized. */
const BEGINNING_LENGTH = 12;

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/**
 * Creates a function that hides what records hold in a vendor's words about them: their values and
 * keys, regardless of their case, also the beginning of a long one, and every e-mail address. Names of
 * columns and fields stay, because they say what is wrong. The values are gathered when the first
 * text comes.
 */
export function createValueHider(records: Iterable<MappedRecord>): (text: string) => string {
  let values: readonly string[] | undefined;
  const known = new Map<string, string>();
  return (text) => {
    let hidden = known.get(text);
    if (hidden === undefined) {
      values ??= valuesOf(records);
      hidden = hideAll(text, values);
      known.set(text, hidden);
    }
    return hidden;
  };
}

/** Longest first, so that no part of a value stays when a shorter one is in it. */
function valuesOf(records: Iterable<MappedRecord>): readonly string[] {
  const values = new Set<string>();
  const names = new Set<string>();
  for (const {key, fields, source} of records) {
    gather(key, values, names);
    gather(fields, values, names);
    gather(source, values, names);
  }
  return [...values]
    .filter((value) => !names.has(value.toLowerCase()))
    .sort((a, b) => b.length - a.length);
}

function gather(value: Json | undefined, values: Set<string>, names: Set<string>): void {
  if (value === undefined || value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    const text = value.trim();
    if (text !== '') values.add(text);
    // As the vendor may quote it out of the JSON that it was sent.
    if (/["\\\p{Cc}]/u.test(text)) values.add(JSON.stringify(text).slice(1, -1));
  } else if (typeof value === 'number' || value instanceof ExactNumber) {
    values.add(String(value));
  } else if (isJsonObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      names.add(name.toLowerCase());
      gather(item, values, names);
    }
  } else {
    for (const item of value) gather(item, values, names);
  }
}

/**
 * Whole values first, then beginnings: of a value that has two forms, as text and as JSON, the
 * beginning of one would take away what the other is recognized by, and leave its end. Addresses come
 * last for the same reason: a value may hold something like one.
 */
function hideAll(text: string, values: readonly string[]): string {
  const fitting = values.filter((value) => value.length <= text.length);
  const long = values.filter((value) => value.length > BEGINNING_LENGTH);
  const whole = hideEach(text, fitting, hideWhole);
  return hideEach(whole, long, hideBeginnings).replace(EMAIL, HIDDEN);
}

function hideEach(
  text: string,
  values: readonly string[],
  hide: (text: string, value: string) => string,
): string {
  let hidden = text;
  let lower = hidden.toLowerCase();
  for (const value of values) {
    const start = value.slice(0, BEGINNING_LENGTH).toLowerCase();
    if (!lower.includes(start)) continue;
    hidden = hide(hidden, value);
    lower = hidden.toLowerCase();
  }
  return hidden;
}

function hideWhole(text: string, value: string): string {
  const whole = escape(value);
  const quotes = '["\'`‘’“”«»]';
  const quoted = new RegExp(`(${quotes})${whole}(${quotes})`, 'giu');
  const hidden = text.replace(quoted, `$1${HIDDEN}$2`);
  if (value.length < BARE_LENGTH_MIN) return hidden;
  const bare = new RegExp(`(?<![\\p{L}\\p{N}])${whole}(?![\\p{L}\\p{N}])`, 'giu');
  return hidden.replace(bare, HIDDEN);
}

/** A beginning goes on as long as text and value are the same. */
function hideBeginnings(text: string, value: string): string {
  const start = new RegExp(`(?<![\\p{L}\\p{N}])${escape(value.slice(0, BEGINNING_LENGTH))}`, 'giu');
  let hidden = '';
  let copied = 0;
  for (const {index} of text.matchAll(start)) {
    if (index < copied) continue;
    let length = BEGINNING_LENGTH;
    while (length < value.length && isSame(text[index + length], value[length])) length += 1;
    hidden += text.slice(copied, index) + HIDDEN;
    copied = index + length;
  }
  return hidden + text.slice(copied);
}

function isSame(a: string | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
