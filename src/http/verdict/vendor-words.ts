import {jsonText} from '../../core/json-text';
import type {SecretMask} from '../../core/secrets/secret-mask';
import type {BodyKind} from '../policy';

/** Longest text that is quoted from a vendor in a sentence for the user. */
const WORDS_LENGTH_MAX = 200;

/** How deep errors are nested at most, in what vendors send. */
const DEPTH_MAX = 4;

/** Where vendors put their words, the most telling first. */
const KEYS = [
  'message',
  'error_description',
  'detail',
  'errors',
  'error',
  'error_info',
  'details',
  'title',
];

/**
 * The vendor's own words in an error's body, shortened to 200 characters; undefined when there
 * are none. It takes text, lists and nested objects, because vendors change the shape from one
 * call to the next (`error` as object, list and text; `errors` as text, list and field → texts).
 * Secrets are masked before it is shortened: half of one would not be recognized any more.
 */
export function vendorWords(body: unknown, mask: SecretMask): string | undefined {
  const found = wordsIn(body, DEPTH_MAX);
  if (found === undefined) return undefined;
  const words = mask.apply(found).replace(/\s+/g, ' ').trim();
  if (words === '') return undefined;
  return words.length <= WORDS_LENGTH_MAX ? words : `${words.slice(0, WORDS_LENGTH_MAX - 1)}…`;
}

function wordsIn(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value !== 'object' || value === null || depth === 0) return undefined;
  if (Array.isArray(value)) return joined(value, depth);
  for (const key of KEYS) {
    const words = wordsOfField(Reflect.get(value, key), depth - 1);
    if (words !== undefined) return words;
  }
  return undefined;
}

/** Below one of the keys, an object may also be field → texts. */
function wordsOfField(value: unknown, depth: number): string | undefined {
  const words = wordsIn(value, depth);
  if (words !== undefined) return words;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = Object.entries(value).slice(0, 3);
  const texts = fields.flatMap(([field, each]) => {
    const text = wordsIn(each, depth);
    return text === undefined ? [] : [`${field}: ${text}`];
  });
  return texts.length > 0 ? texts.join('; ') : undefined;
}

function joined(values: readonly unknown[], depth: number): string | undefined {
  const texts = values.slice(0, 3).map((each) => wordsOfField(each, depth - 1));
  const present = texts.filter((text) => text !== undefined);
  return present.length > 0 ? present.join('; ') : undefined;
}

/**
 * What an answer says of its reason, shortened to 200 characters: everything that `KEYS` find and
 * not only the most telling of it, or the whole body where it has none of them. Undefined for an
 * empty body and for a web page. It may repeat what was sent.
 */
export function answerWords(
  {
    body,
    bodyKind,
    excerpt,
  }: {
    readonly body: unknown;
    readonly bodyKind: BodyKind;
    readonly excerpt?: string;
  },
  mask: SecretMask,
): string | undefined {
  if (bodyKind === 'html' || bodyKind === 'empty') return undefined;
  if (typeof body !== 'object' || body === null) return vendorWords(body ?? excerpt, mask);
  const parts = isRecord(body) ? partsOf(body) : undefined;
  const words = vendorWords(parts ?? body, mask);
  if (words !== undefined) return words;
  const text = jsonText(body);
  return text === '{}' || text === '[]' ? undefined : vendorWords(text, mask);
}

/** The words under each key, each once; those that repeat a longer one are left out. */
function partsOf(body: Readonly<Record<string, unknown>>): string {
  const found = KEYS.flatMap((key) => wordsOfField(body[key], DEPTH_MAX - 1) ?? []);
  const parts = found.filter(
    (part, index) =>
      found.indexOf(part) === index &&
      !found.some((other) => other !== part && other.includes(part)),
  );
  return parts.join('; ');
}

function isRecord(value: object): value is Readonly<Record<string, unknown>> {
  return !Array.isArray(value);
}
