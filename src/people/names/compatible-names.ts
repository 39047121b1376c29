import type {FoldedName, Script} from './fold-name';
import {jaroWinkler} from './jaro-winkler';
import {areNicknames, formsOf, isKnownName} from './nicknames';
import {spellingOf} from './transliterate';

const SIMILAR = 0.9;
/** Between spellings of two alphabets: from here on one name, and up to here two. */
const [ONE_SPELLING, TWO_SPELLINGS] = [0.85, 0.7];

/**
 * How the names of two accounts stand to each other.
 * `alike`: good enough beside a shared phone. `compatible`: good enough beside an equal address. `kin`: the same, and
 * they may well be two people of one family (Mario and Maria). `unknown`: nothing to compare, because one side has no
 * name or another script. `different`.
 */
export type Likeness = 'alike' | 'compatible' | 'kin' | 'unknown' | 'different';

/** Compares two names; the order of the two makes no difference. */
export function compareNames(left: FoldedName, right: FoldedName): Likeness {
  if (left.first === '' || right.first === '') return 'unknown';
  if (left.script !== right.script) return compareSpellings(left, right);
  if (differentGenerations(left, right)) return 'different';
  if (left.whole === right.whole) {
    return left.generation === right.generation ? 'alike' : 'compatible';
  }
  if (isSurnameOnly(left, right) || isSurnameOnly(right, left)) return 'unknown';
  const first = compareFirst(left.first, right.first);
  if (first === 'different') return mayBeCalled(left, right) ? 'compatible' : 'different';
  const sameGeneration = left.generation === right.generation;
  if (first === 'alike' && (!sameGeneration || !similarSurnames(left, right))) return 'compatible';
  return first;
}

const ALPHABETS: readonly Script[] = ['latin', 'cyrillic', 'greek'];

/** Names in two alphabets, both in Latin letters: only what has nothing in common is different. */
function compareSpellings(left: FoldedName, right: FoldedName): Likeness {
  if (!ALPHABETS.includes(left.script) || !ALPHABETS.includes(right.script)) return 'unknown';
  const alike = (one: string, other: string): number => {
    if (areNicknames(one, other)) return 1;
    return jaroWinkler(spellingOf(one), spellingOf(other));
  };
  const first = alike(left.first, right.first);
  if (first > ONE_SPELLING) {
    return left.last !== '' && alike(left.last, right.last) > ONE_SPELLING ? 'alike' : 'compatible';
  }
  const crossed = wordsOf(left).some((word) =>
    wordsOf(right).some((other) => alike(word, other) > ONE_SPELLING),
  );
  return crossed || beginAlike(left.first, right.first) || first > TWO_SPELLINGS
    ? 'unknown'
    : 'different';
}

/** A spelling may have nothing left of an initial. */
function beginAlike(left: string, right: string): boolean {
  const letter = spellingOf(left).charAt(0);
  return (
    right.startsWith(left.charAt(0)) || (letter !== '' && spellingOf(right).startsWith(letter))
  );
}

/** A name of one word that is the other one's family name, or holds it where no spaces are written. */
function isSurnameOnly(one: FoldedName, other: FoldedName): boolean {
  if (one.last !== '' || one.middle.length > 0 || other.last === '') return false;
  const hasSpaces = ALPHABETS.includes(one.script);
  return one.first === other.last || (!hasSpaces && one.first.includes(other.last));
}

function differentGenerations(left: FoldedName, right: FoldedName): boolean {
  const {generation: one} = left;
  const {generation: other} = right;
  return one !== '' && other !== '' && one !== other;
}

function compareFirst(left: string, right: string): 'alike' | 'kin' | 'different' {
  if (left === right || areNicknames(left, right) || isInitial(left, right)) return 'alike';
  const similarity = jaroWinkler(left, right);
  if (similarity <= SIMILAR) {
    const spelling = spellingOf(left);
    // Alexey and Aleksej, Sofia and Sophia, Jürgen and Juergen.
    const isOne =
      spelling.length > 2 && similarity > TWO_SPELLINGS && spelling === spellingOf(right);
    return isOne ? 'alike' : 'different';
  }
  // Mario and Maria, Jan and Jana, Andre and Andrea: alike, and not one person for sure.
  const isKin =
    (isKnownName(left) && isKnownName(right)) ||
    differInLastVowel(left, right) ||
    left.startsWith(right) ||
    right.startsWith(left);
  return isKin ? 'kin' : 'alike';
}

function isInitial(left: string, right: string): boolean {
  if (left.length > 1 && right.length > 1) return false;
  return left.startsWith(right.slice(0, 1));
}

function differInLastVowel(left: string, right: string): boolean {
  return left.replace(/[aeiouy]$/, '') === right.replace(/[aeiouy]$/, '');
}

function wordsOf({first, middle, last}: FoldedName): readonly string[] {
  return [first, ...middle, ...last.split(' ')].filter((word) => word !== '');
}

/** First names that differ, and yet may be one person's. */
function mayBeCalled(left: FoldedName, right: FoldedName): boolean {
  return (
    isPartOf(left, right) ||
    isPartOf(right, left) ||
    isShortOf(left, right) ||
    isShortOf(right, left) ||
    isCalledOtherwise(left, right) ||
    isLikeAForm(left, right) ||
    isLikeAForm(right, left)
  );
}

/**
 * "W. Smith" or "Wiliam Smith" and "Bill Smith", who is William. Not for two names that are both known: else
 * Alexander would be Alexandra, because both are called Alex.
 */
function isLikeAForm(one: FoldedName, other: FoldedName): boolean {
  if (one.last === '' || one.last !== other.last || isKnownName(one.first)) return false;
  return formsOf(other.first).some((form) => compareFirst(one.first, form) === 'alike');
}

/** "Anna Maria Smith" who is called Maria, and a short form that is the beginning of the name. */
function isCalledOtherwise(left: FoldedName, right: FoldedName): boolean {
  if (left.last === '' || left.last !== right.last) return false;
  if (left.middle.includes(right.first) || right.middle.includes(left.first)) return true;
  const [short, long] = [left.first, right.first].sort((one, other) => one.length - other.length);
  return short !== undefined && short.length > 1 && long?.startsWith(short) === true;
}

/** "Yamada Taro" of "Taro J. Yamada", "Lee A." of "Ann Lee": every word is one of the other's, in any order. */
function isPartOf(one: FoldedName, other: FoldedName): boolean {
  const words = wordsOf(one);
  if (words.length < 2) return false;
  const rest = [...wordsOf(other)];
  let whole = 0;
  // Initials come last, so that they do not take a word that stands for itself.
  for (const word of words.toSorted((a, b) => b.length - a.length)) {
    const at = rest.findIndex(
      (text) => text === word || (word.length === 1 && isInitial(text, word)),
    );
    if (at < 0) return false;
    if (word.length > 1) whole += 1;
    rest.splice(at, 1);
  }
  return whole > 0;
}

/** A name of one word that is made of the other's: "annlee", "alee", "annl", "jp" of Jean-Pierre. */
function isShortOf(one: FoldedName, other: FoldedName): boolean {
  const {first, middle} = other;
  const given = [first, ...middle];
  const initials = given.map((word) => word.charAt(0)).join('');
  if (initials.length > 1 && one.first === initials) return true;
  if (one.last !== '' || one.middle.length > 0 || other.last === '') return false;
  const last = other.last.replaceAll(' ', '');
  return [
    first + last,
    last + first,
    first.charAt(0) + last,
    last + first.charAt(0),
    first + last.charAt(0),
    initials + last.charAt(0),
  ].includes(one.first);
}

/** Equal, nearly equal, or one of several names: "García" of "García López", "Lee" of "Lee-Smith". */
function similarSurnames(left: FoldedName, right: FoldedName): boolean {
  if (left.last === '' || right.last === '') return false;
  return (
    left.last === right.last ||
    (Math.min(left.last.length, right.last.length) > 1 &&
      (jaroWinkler(left.last, right.last) > SIMILAR ||
        (left.last.length > 2 && spellingOf(left.last) === spellingOf(right.last)))) ||
    isAmong(left, right) ||
    isAmong(right, left)
  );
}

function isAmong(one: FoldedName, other: FoldedName): boolean {
  const names = [...other.middle, ...other.last.split(' ')];
  return one.last.length > 2 && one.last.split(' ').every((word) => names.includes(word));
}
