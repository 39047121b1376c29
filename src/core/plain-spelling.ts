/** A text with spellings undone, and where each of its characters stood in the source. */
export interface PlainText {
  readonly text: string;
  /** Position in the source where the spelling of a character begins. */
  startOf(index: number): number;
  /** Position in the source behind the spelling of a character. */
  endOf(index: number): number;
}

/** Texts are quoted in texts that are quoted: so many layers of different spellings are undone. */
const LAYERS_MAX = 8;

/** More than any server nests: a text is quoted by the vendor, a gateway and a log. */
const DECODED_MAX = 4;

/** How the first sign of a spelling is written: a layer that is repeated spells that sign again. */
interface FirstSigns {
  readonly backslash: string;
  readonly backslashes: string;
  readonly percent: string;
  readonly ampersand: string;
}

/** Each alternative is one character in one spelling. */
function spellings({backslash, backslashes, percent, ampersand}: FirstSigns): RegExp {
  const tail = `${percent}[89ab][0-9a-f]`;
  return new RegExp(
    [
      // JSON and JavaScript.
      `${backslash}(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[bfnrt"'/])|${backslashes}`,
      // Percent-encoding of UTF-8; single bytes beyond it are taken for Latin-1.
      `${percent}c[2-9a-f]${tail}|${percent}d[0-9a-f]${tail}|${percent}e[0-9a-f]${tail}${tail}`,
      `${percent}f[0-4]${tail}${tail}${tail}|${percent}[0-9a-f]{2}`,
      // HTML and XML; an ampersand may be written as an entity itself.
      `${ampersand}(?:#0*[0-9]{1,7}|#x0*[0-9a-f]{1,6}|[a-z]{2,6});`,
      // Form encoding.
      '\\+',
    ].join('|'),
    'gi',
  );
}

/** One layer, as one decoder undoes it. */
const ONCE = spellings({backslash: '\\\\', backslashes: '\\\\{2}', percent: '%', ampersand: '&'});

/** A layer with all its repetitions. */
const REPEATED = spellings({
  backslash: '\\\\+',
  backslashes: '\\\\{2,}',
  percent: '%(?:25)*',
  ampersand: '&(?:amp;)*',
});

const ESCAPED: Readonly<Record<string, string>> = {b: '\b', f: '\f', n: '\n', r: '\r', t: '\t'};

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  ast: '*',
  bsol: '\\',
  colon: ':',
  comma: ',',
  commat: '@',
  dollar: '$',
  equals: '=',
  excl: '!',
  grave: '`',
  gt: '>',
  hat: '^',
  hyphen: '-',
  lcub: '{',
  lowbar: '_',
  lpar: '(',
  lsqb: '[',
  lt: '<',
  nbsp: '\u00a0',
  num: '#',
  percnt: '%',
  period: '.',
  plus: '+',
  quest: '?',
  quot: '"',
  rcub: '}',
  rpar: ')',
  rsqb: ']',
  semi: ';',
  sol: '/',
  tilde: '~',
  verbar: '|',
};

/**
 * Undoes the spellings in which servers quote a text: JSON escapes, percent and form encoding, HTML
 * entities, each in any case and in any nesting. Two texts that are spellings of the same one have the
 * same plain text, but not the reverse: runs of backslashes become one, and a plus a space.
 */
export function plainText(source: string): PlainText {
  const layers = undo(source, REPEATED, LAYERS_MAX);
  return layers[layers.length - 1] ?? withPositions({text: source});
}

/**
 * The text after each layer that one decoder would undo, the source left out. What stands beside a
 * text can make a spelling of its edge (`%` before `00`), so a layer may hold what the plain text does
 * not.
 */
export function decodedLayers(source: string): readonly PlainText[] {
  return undo(source, ONCE, DECODED_MAX);
}

function undo(source: string, spelling: RegExp, layersMax: number): readonly PlainText[] {
  const layers: PlainText[] = [];
  let layer = undoLayer({text: source}, spelling);
  while (layer !== undefined) {
    layers.push(withPositions(layer));
    if (layers.length === layersMax) break;
    layer = undoLayer(layer, spelling);
  }
  return layers;
}

function withPositions({text, starts, ends}: Layer): PlainText {
  return {
    text,
    startOf: (index) => starts?.[index] ?? index,
    endOf: (index) => ends?.[index] ?? index + 1,
  };
}

/** A text on the way; without positions it is the source itself. */
interface Layer {
  readonly text: string;
  readonly starts?: readonly number[];
  readonly ends?: readonly number[];
}

/** Undefined when there is nothing to undo. */
function undoLayer(layer: Layer, spelling: RegExp): Layer | undefined {
  const {text} = layer;
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let copied = 0;
  let changed = false;
  const keep = (upTo: number): void => {
    for (let at = copied; at < upTo; at += 1) {
      starts.push(layer.starts?.[at] ?? at);
      ends.push(layer.ends?.[at] ?? at + 1);
    }
    parts.push(text.slice(copied, upTo));
  };
  for (const {0: spelt, index} of text.matchAll(spelling)) {
    const characters = charactersOf(spelt);
    if (characters === undefined || characters === spelt) continue;
    keep(index);
    changed = true;
    copied = index + spelt.length;
    parts.push(characters);
    const {length} = starts;
    while (starts.length < length + characters.length) {
      starts.push(layer.starts?.[index] ?? index);
      ends.push(layer.ends?.[copied - 1] ?? copied);
    }
  }
  if (!changed) return undefined;
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
      return fromEntity(spelling.replace(/^&(?:amp;)*/, '').slice(0, -1));
    default:
      return ' ';
  }
}

function unescaped(name: string): string {
  if (name === '') return '\\';
  if (name.length > 1) return String.fromCharCode(Number.parseInt(name.slice(1), 16));
  return ESCAPED[name] ?? name;
}

function fromBytes(percents: string): string {
  try {
    return decodeURIComponent(percents);
  } catch {
    // No UTF-8: a single byte.
    return String.fromCharCode(Number.parseInt(percents.slice(1), 16));
  }
}

function fromEntity(name: string): string | undefined {
  // `&amp;` alone: its name was taken for a layer.
  if (name === '') return '&';
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()];
  const isHex = name[1] === 'x' || name[1] === 'X';
  const code = Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
