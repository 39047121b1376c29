import type {FoldedName} from './fold-name';
import {jaroWinkler} from './jaro-winkler';
import {areNicknames, isKnownName} from './nicknames';

const SIMILAR = 0.9;

/**
 * How the names of two accounts stand to each other.
 * `alike`: good enough beside a shared phone. `compatible`: good enough beside an equal address.
 * `unknown`: nothing to compare, because one side has no name or another script. `different`.
 */
type Likeness = 'alike' | 'compatible' | 'unknown' | 'different';

/** Compares two names; the order of the two makes no difference. */
export function compareNames(left: FoldedName, right: FoldedName): Likeness {
  if (left.first === '' || right.first === '') return 'unknown';
  if (left.script !== right.script) return 'unknown';
  if (left.whole === right.whole) {
    return left.generation === right.generation ? 'alike' : 'compatible';
  }
  if (isSurnameOnly(left, right) || isSurnameOnly(right, left)) return 'unknown';
  if (differentGenerations(left, right)) return 'different';
  const first = compareFirst(left.first, right.first);
  if (first === 'different') return mayBeCalled(left, right) ? 'compatible' : 'different';
  const sameGeneration = left.generation === right.generation;
  if (first === 'alike' && sameGeneration && similarSurnames(left.last, right.last)) return 'alike';
  return 'compatible';
}

/** A name of one word that is the other one's family name, or holds it where no spaces are written. */
function isSurnameOnly(one: FoldedName, other: FoldedName): boolean {
  if (one.last !== '' || other.last === '') return false;
  return one.first === other.last || (one.script === 'other' && one.first.includes(other.last));
}

function differentGenerations(left: FoldedName, right: FoldedName): boolean {
  const {generation: one} = left;
  const {generation: other} = right;
  return one !== '' && other !== '' && one !== other;
}

function compareFirst(left: string, right: string): Likeness {
  if (left === right || areNicknames(left, right) || isInitial(left, right)) return 'alike';
  if (jaroWinkler(left, right) <= SIMILAR) return 'different';
  // Mario and Maria, Jan and Jana look alike, and may well be of one family with one phone.
  const twoNames = (isKnownName(left) && isKnownName(right)) || differInLastVowel(left, right);
  return twoNames ? 'compatible' : 'alike';
}

function isInitial(left: string, right: string): boolean {
  if (left.length > 1 && right.length > 1) return false;
  return left.startsWith(right.slice(0, 1));
}

function differInLastVowel(left: string, right: string): boolean {
  return left.replace(/[aeiouy]$/, '') === right.replace(/[aeiouy]$/, '');
}

/** "Anna Maria Smith" who is called Maria, and a short form that is the beginning of the name. */
function mayBeCalled(left: FoldedName, right: FoldedName): boolean {
  if (left.last === '' || left.last !== right.last) return false;
  if (left.middle.includes(right.first) || right.middle.includes(left.first)) return true;
  const [short, long] = [left.first, right.first].sort((one, other) => one.length - other.length);
  return short !== undefined && short.length > 1 && long?.startsWith(short) === true;
}

function similarSurnames(left: string, right: string): boolean {
  if (left === '' || right === '') return false;
  return (
    left === right ||
    (Math.min(left.length, right.length) > 1 && jaroWinkler(left, right) > SIMILAR)
  );
}
