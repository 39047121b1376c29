import {entity, unescaped} from './character-names';

/** A text with its spellings undone, and where each of its characters stood in the source. */
export interface PlainText {
  readonly text: string;
  /** Position in the source where the spelling of a character begins. */
  startOf(index: number): number;
  /** Position in the source behind the spelling of a character. */
  endOf(index: number): number;
}

/** Texts are quoted in texts that are quoted: so many layers of different spellings are undone. */
const LAYERS_MAX = 8;

const PERCENT = '%(?:25)*';
const TAIL = `${PERCENT}[89ab][0-9a-f]`;

/** Each alternative is one character in one spelling, with all repetitions of the same layer. */
const SPELLING = new RegExp(
  [
    // JSON and JavaScript, escaped once or more often.
    '\\\\+u[0-9a-f]{4}|\\\\+x[0-9a-f]{2}|\\\\+[bfnrt"\'/]|\\\\{2,}',
    // Percent-encoding, once or more often, of UTF-8; single bytes beyond it are taken for Latin-1.
    `${PERCENT}c[2-9a-f]${TAIL}|${PERCENT}d[0-9a-f]${TAIL}|${PERCENT}e[0-9a-f]${TAIL}${TAIL}`,
    `${PERCENT}f[0-4]${TAIL}${TAIL}${TAIL}|${PERCENT}[0-9a-f]{2}`,
    // HTML and XML; an ampersand may be written as an entity itself.
    '&(?:amp;)*(?:#0*[0-9]{1,7}|#x0*[0-9a-f]{1,6}|[a-z]{2,6});',
    // Form encoding.
    '\\+',
  ].join('|'),
  'gi',
);

/**
 * Undoes the spellings in which servers quote a text: JSON escapes, percent and form encoding, HTML
 * entities, each in any case and in any nesting. Two texts that are spellings of the same one have the
 * same plain text, but not the reverse: runs of backslashes become one, and a plus a space.
 */
export function plainText(source: string): PlainText {
  let plain: Layer = {text: source, starts: undefined, ends: undefined};
  for (let layer = 0; layer < LAYERS_MAX; layer += 1) {
    const next = undoLayer(plain);
    if (next === undefined) break;
    plain = next;
  }
  const {text, starts, ends} = plain;
  return {
    text,
    startOf: (index) => starts?.[index] ?? index,
    endOf: (index) => ends?.[index] ?? index + 1,
  };
}

/** A text on the way; without positions it is the source itself. */
interface Layer {
  readonly text: string;
  readonly starts: readonly number[] | undefined;
  readonly ends: readonly number[] | undefined;
}

/** Undefined when there is nothing to undo. */
function undoLayer(layer: Layer): Layer | undefined {
  const {text} = layer;
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let copied = 0;
  const keep = (upTo: number): void => {
    for (let at = copied; at < upTo; at += 1) {
      starts.push(layer.starts?.[at] ?? at);
      ends.push(layer.ends?.[at] ?? at + 1);
    }
    parts.push(text.slice(copied, upTo));
  };
  for (const {0: spelling, index} of text.matchAll(SPELLING)) {
    const characters = charactersOf(spelling);
    if (characters === undefined) continue;
    keep(index);
    copied = index + spelling.length;
    parts.push(characters);
    const {length} = starts;
    while (starts.length < length + characters.length) {
      starts.push(layer.starts?.[index] ?? index);
      ends.push(layer.ends?.[copied - 1] ?? copied);
    }
  }
  if (parts.length === 0) return undefined;
  keep(text.length);
  return {text: parts.join(''), starts, ends};
}

/** The character that a spelling stands for; undefined for what is none. */
function charactersOf(spelling: string): string | undefined {
  switch (spelling[0]) {
    case '\\':
      return unescaped(spelling.replace(/^\\+/, ''));
    case '%':
      return fromBytes(spelling.replace(/%(?:25)*(?=[0-9a-f]{2})/gi, '%'));
    case '&':
      return entity(spelling.replace(/^&(?:amp;)*/, '').slice(0, -1));
    default:
      return ' ';
  }
}

function fromBytes(percents: string): string {
  try {
    return decodeURIComponent(percents);
  } catch {
    // No UTF-8: a single byte.
    return String.fromCharCode(Number.parseInt(percents.slice(1), 16));
  }
}
