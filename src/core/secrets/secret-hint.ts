import {createFindAny, type FindAny} from './find-any';

/** In hexadecimal: the codes of digits and letters. */
const CODE = '(?:3[0-9]|[46][1-9a-f]|[57][0-9a])';

/**
 * Letters and digits that are spelled otherwise than as themselves, by the sign with which the spelling
 * begins: servers that quote a request leave them as they are, hostile texts may not.
 */
const SPELLED_LETTERS: readonly SpelledLetter[] = [
  {sign: '%', next: '234567', spelling: new RegExp(`%(?:25)*${CODE}`, 'iy')},
  {sign: '\\', next: 'uUxX', spelling: new RegExp(`\\\\(?:u00|x)${CODE}`, 'iy')},
  {
    sign: '&',
    next: '#aA',
    spelling: new RegExp(
      `&(?:amp;)*#(?:x0*${CODE}|0*(?:4[89]|5[0-7]|6[5-9]|[78][0-9]|90|9[7-9]|1[01][0-9]|12[0-2]));`,
      'iy',
    ),
  },
];

interface SpelledLetter {
  readonly sign: string;
  /** What can follow the sign; asked first, because it is rarely there. */
  readonly next: string;
  readonly spelling: RegExp;
}

/**
 * Creates the test that decides whether a text is looked at closely. Letters and digits are the same
 * in nearly every spelling, so it is enough to look for the longest run of them in each needle, and
 * for letters that are spelled otherwise. True says only that there may be a secret.
 */
export function createSecretHint(needles: readonly string[]): FindAny {
  const runs = [...new Set(needles.map(longestRun))];
  // A needle with hardly a letter or digit may be anywhere.
  if (runs.some((run) => run.length < RUN_LENGTH_MIN)) return () => true;
  const hasRun = createFindAny(runs);
  return runs.length === 0 ? hasRun : (text) => hasRun(text) || hasSpelledLetter(text);
}

/** The shortest text that can be searched for. */
const RUN_LENGTH_MIN = 2;

function hasSpelledLetter(text: string): boolean {
  return SPELLED_LETTERS.some(({sign, next, spelling}) => {
    for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
      if (!next.includes(text.charAt(at + 1))) continue;
      spelling.lastIndex = at;
      if (spelling.test(text)) return true;
    }
    return false;
  });
}

function longestRun(needle: string): string {
  const runs = needle.match(/[A-Za-z0-9]+/g) ?? [];
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}
