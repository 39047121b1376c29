import {transliterate} from './transliterate';

/** A name as it is compared. Texts are folded: no marks, no case, no punctuation; Latin letters where that is possible. */
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
  /** In which it was written; only names of one script can be compared letter by letter. Empty without letters. */
  readonly script: Script;
}

export type Script = (typeof SCRIPTS)[number][0] | 'other' | '';

const SCRIPTS = [
  ['latin', /^[\p{Script=Latin}\p{N}]/u],
  ['cyrillic', /^\p{Script=Cyrillic}/u],
  ['greek', /^\p{Script=Greek}/u],
  ['kana', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['han', /^\p{Script=Han}/u],
  ['hangul', /^\p{Script=Hangul}/u],
  ['arabic', /^\p{Script=Arabic}/u],
  ['hebrew', /^\p{Script=Hebrew}/u],
] as const;

/** What forms fill in where there is no name. */
const NO_NAMES = new Set(['unknown', 'na', 'n a', 'none', 'null', 'undefined', 'user', 'no name']);

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
  const [first, last] = partsOf(raw).map(plain) as [string, string];
  const given = wordsOf(first);
  const family = wordsOf(last);
  const generation = [...given, ...family].find((word) => GENERATIONS.has(word)) ?? '';
  const givenWords = given.filter(isPartOfName);
  const familyWords = family.filter(isPartOfName);
  const letters = [...givenWords, ...familyWords].join('');
  if (NO_NAMES.has([...given, ...family].join(' '))) return NOBODY;
  const words = [...givenWords, ...familyWords].map(transliterate);
  const [firstWord = '', ...middle] = words.slice(0, givenWords.length);
  return {
    first: firstWord,
    middle,
    last: words.slice(givenWords.length).join(' '),
    // Where no spaces are written, the parts of a name can only be compared by their letters.
    whole: UNSPACED.test(letters)
      ? Array.from(letters).sort().join('')
      : [...words].sort().join(' '),
    generation: generation.replace('junior', 'jr').replace('senior', 'sr'),
    script: scriptOf(letters),
  };
}

const NOBODY: FoldedName = {
  ...{first: '', middle: [], last: '', whole: '', generation: '', script: ''},
};

function partsOf({first, last, name}: RawName): readonly [string, string] {
  if (first.trim() !== '') return [first, last];
  if (last.trim() === '') return divide(name);
  // The whole name in one field.
  return name.trim() === '' && /\s/.test(last.trim()) ? divide(last) : [first, last];
}

/** Without what is no part of a name: "(Contractor)", "[EXT]", "| Acme". An address is no name. */
function plain(text: string): string {
  if (!/[@([{|–—-]/.test(text)) return text;
  if (text.includes('@')) return '';
  const rest = text.replace(/[([{][^)\]}]*[)\]}]/g, ' ').replace(/\s[|–—-]\s.*$/u, '');
  return /\p{L}/u.test(rest) ? rest : text;
}

function divide(text: string): readonly [string, string] {
  const name = plain(text);
  const comma = name.indexOf(',');
  const behind = wordsOf(name.slice(comma + 1));
  if (comma > 0 && behind.some(isPartOfName)) return [name.slice(comma + 1), name.slice(0, comma)];
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
  // Most names are of plain letters, and there may be a million.
  if (PLAIN_LETTERS.test(text)) {
    return text
      .toLowerCase()
      .replace(/['`]/g, '')
      .replace(/[^a-z0-9]+/g, ' ');
  }
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[ßæœøðþđħıł]/g, (letter) => WHOLE_LETTERS.get(letter) ?? letter)
    .replace(/['’`´ʼ]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ');
}

const PLAIN_LETTERS = /^[\x20-\x7e]*$/;

function scriptOf(letters: string): Script {
  if (letters === '') return '';
  return SCRIPTS.find(([, sign]) => sign.test(letters))?.[0] ?? 'other';
}
