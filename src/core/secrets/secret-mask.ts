import type {FindAny} from './find-any';
import {addPlace, createFindSpelled, type Place} from './find-spelled';
import {type PlainText, plainText} from './plain-spelling';
import {createSecretHint} from './secret-hint';
import {type Base64Needle, needlesOf, type SecretNeedles} from './secret-needles';

/** What stands where a secret stood. */
export const MASK = '****';

/** Shorter values are not masked: they would tear holes into ordinary text. */
const SECRET_LENGTH_MIN = 4;

/** Replaces every known secret in outgoing text, in each form in which it can appear. */
export interface SecretMask {
  /** Remembers a secret that came up at run time, such as a refreshed access token. */
  add(secret: string): void;
  /** The text with each secret replaced by `****`. */
  apply(text: string): string;
  /** False only when `apply` would change nothing; fast. */
  mayChange(text: string): boolean;
}

/**
 * Creates a mask that knows the given secrets in every spelling in which servers quote a request:
 * JSON escapes, percent and form encoding, HTML entities, in any case, nesting and mixture; and in
 * base64, also together with what stands beside them.
 */
export function createSecretMask(secrets: readonly string[] = []): SecretMask {
  const known = new Map<string, SecretNeedles>();
  let hint: FindAny = () => false;
  const add = (secret: string): void => {
    if (secret.length < SECRET_LENGTH_MIN || known.has(secret)) return;
    known.set(secret, needlesOf(secret, SECRET_LENGTH_MIN));
    hint = hintOf([...known.values()]);
  };
  secrets.forEach(add);
  return {
    add,
    mayChange: (text) => hint(text),
    apply: (text) => (hint(text) ? cover(text, placesOf(text, [...known.values()])) : text),
  };
}

function hintOf(known: readonly SecretNeedles[]): FindAny {
  return createSecretHint(
    known.flatMap(({spelled, plain, base64}) => [
      spelled[0] ?? '',
      ...(plain === undefined ? [] : [plain]),
      ...base64.map(({text}) => text),
    ]),
  );
}

function placesOf(text: string, known: readonly SecretNeedles[]): readonly Place[] {
  const plain = plainText(text);
  const base64 = inBase64(text);
  const plainBase64 = inBase64(plain.text);
  const findSpelled = createFindSpelled(text);
  return known.flatMap((needles) => [
    ...needles.spelled.flatMap(findSpelled),
    ...needles.base64.flatMap((needle) => base64Places(base64, needle)),
    ...[
      ...(needles.plain === undefined ? [] : placesIn(plain.text, needles.plain)),
      ...needles.base64.flatMap((needle) => base64Places(plainBase64, needle)),
    ].map((place) => inSource(plain, place)),
  ]);
}

function base64Places(text: string, needle: Base64Needle): readonly Place[] {
  return placesIn(text, needle.text).map((place) => withEdges(text, place, needle));
}

/** Every occurrence; those that overlap are one. */
function placesIn(text: string, needle: string): readonly Place[] {
  const places: Place[] = [];
  for (let start = text.indexOf(needle); start >= 0; start = text.indexOf(needle, start + 1)) {
    addPlace(places, {start, end: start + needle.length});
  }
  return places;
}

function inSource(plain: PlainText, {start, end}: Place): Place {
  return {start: plain.startOf(start), end: plain.endOf(end - 1)};
}

/** Both alphabets as the standard one, character by character; in a plain text a plus is a space. */
function inBase64(plain: string): string {
  return plain.replace(/[-_ ]/g, (sign) => (sign === '_' ? '/' : '+'));
}

/** With the characters beside it that hold some bits of the secret. */
function withEdges(
  text: string,
  {start, end}: Place,
  {bitsBefore, bitsBehind}: Base64Needle,
): Place {
  const isBase64 = (at: number): boolean => /^[A-Za-z0-9+/]$/.test(text.charAt(at));
  return {
    start: bitsBefore && isBase64(start - 1) ? start - 1 : start,
    end: bitsBehind && isBase64(end) ? end + 1 : end,
  };
}

/** The text with the places replaced; those that overlap are one. */
function cover(text: string, places: readonly Place[]): string {
  const parts: string[] = [];
  let copied = 0;
  let covered = -1;
  for (const {start, end} of [...places].sort((a, b) => a.start - b.start)) {
    if (start >= covered) {
      parts.push(text.slice(copied, start), MASK);
      covered = end;
    }
    covered = Math.max(covered, end);
    copied = covered;
  }
  return parts.join('') + text.slice(copied);
}
