/** A name as it is compared. Texts are folded: no marks, no case, no punctuation. */
export interface FoldedName {
  /** First given name; empty when there is none. */
  readonly first: string;
  /** Other given names, in order. */
  readonly middle: readonly string[];
  readonly last: string;
  /** All parts in alphabetical order: equal for "Taro Yamada" and "Yamada Taro". */
  readonly whole: string;
  /** jr, sr, ii …: father and son are not one person. */
  readonly generation: string;
  /** Latin, or another script whose letters cannot be compared with Latin ones; empty without letters. */
  readonly script: 'latin' | 'other' | '';
}

/** A name as a vendor has it: in parts or in one text. */
interface RawName {
  readonly first: string;
  readonly last: string;
  readonly name: string;
}

/** Letters that do not come apart into a plain letter and a mark. */
const WHOLE_LETTERS = new Map(
  Object.entries({
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    ð: 'd',
    þ: 'th',
    đ: 'd',
    ħ: 'h',
    ı: 'i',
    ł: 'l',
  }),
);
const GENERATIONS = new Set(['jr', 'sr', 'ii', 'iii', 'iv', 'junior', 'senior']);
const TITLES = new Set([
  'dr',
  'prof',
  'mr',
  'mrs',
  'ms',
  'ing',
  'dipl',
  'phd',
  'mba',
  'herr',
  'frau',
]);
const UNSPACED = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** Parts that belong to the family name that follows. */
const PARTICLES = new Set(['van', 'von', 'de', 'der', 'den', 'da', 'di', 'del', 'la', 'le', 'dos']);

/** Folds a name; what is given in parts is taken as such, and "Last, First" is put in order. */
export function foldName(raw: RawName): FoldedName {
  const inParts = raw.first.trim() !== '' || raw.last.trim() !== '';
  const [first, last] = inParts ? [raw.first, raw.last] : divide(raw.name);
  const given = wordsOf(first);
  const family = wordsOf(last);
  const generation = [...given, ...family].find((word) => GENERATIONS.has(word)) ?? '';
  const givenWords = given.filter(isPartOfName);
  const familyWords = family.filter(isPartOfName);
  const words = [...givenWords, ...familyWords];
  const letters = words.join('');
  return {
    first: givenWords[0] ?? '',
    middle: givenWords.slice(1),
    last: familyWords.join(' '),
    // Where no spaces are written, the parts of a name can only be compared by their letters.
    whole: UNSPACED.test(letters)
      ? Array.from(letters).sort().join('')
      : [...words].sort().join(' '),
    generation: generation.replace('junior', 'jr').replace('senior', 'sr'),
    script: scriptOf(letters),
  };
}

function divide(name: string): readonly [string, string] {
  const comma = name.indexOf(',');
  if (comma > 0 && !GENERATIONS.has(fold(name.slice(comma + 1)).trim())) {
    return [name.slice(comma + 1), name.slice(0, comma)];
  }
  // A name that is an address, as some vendors fill it in, is none.
  if (name.includes('@')) return ['', ''];
  const words = name.replace(',', ' ').trim().split(/\s+/);
  const parts = words.filter((word) => isPartOfName(fold(word).trim()));
  const generation = words.filter((word) => GENERATIONS.has(fold(word).trim()));
  const particle = parts.findIndex((word, at) => at > 0 && PARTICLES.has(fold(word).trim()));
  const at = particle > 0 ? particle : Math.max(1, parts.length - 1);
  return [parts.slice(0, at).join(' '), [...parts.slice(at), ...generation].join(' ')];
}

function isPartOfName(word: string): boolean {
  return !GENERATIONS.has(word) && !TITLES.has(word);
}

function wordsOf(text: string): readonly string[] {
  return fold(text)
    .split(' ')
    .filter((word) => word !== '');
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[ßæœøðþđħıł]/g, (letter) => WHOLE_LETTERS.get(letter) ?? letter)
    .replace(/['’`´ʼ]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ');
}

function scriptOf(letters: string): FoldedName['script'] {
  if (letters === '') return '';
  return /^[\p{Script=Latin}\p{N}]/u.test(letters) ? 'latin' : 'other';
}
