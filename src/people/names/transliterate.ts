/** Letters of other alphabets that have Latin counterparts, folded and without marks. */
const LATIN: Readonly<Record<string, string>> = {
  ...lettersOf(
    'абвгдезиклмнопрстуфхцчшщыэюяжйъьієґў',
    'a b v g d e z i k l m n o p r s t u f h ts ch sh shch y e yu ya zh y . . i ye g u',
  ),
  ...lettersOf('αβγδεζηθικλμνξοπρσςτυφχψω', 'a v g d e z i th i k l m n x o p r s s t y f ch ps o'),
};

function lettersOf(letters: string, latin: string): Readonly<Record<string, string>> {
  const others = latin.split(' ').map((text) => (text === '.' ? '' : text));
  return Object.fromEntries(Array.from(letters).map((letter, at) => [letter, others[at] ?? '']));
}

/** A folded text in Latin letters where its alphabet has counterparts; other letters stay. */
export function transliterate(text: string): string {
  return text.replace(/[\u0370-\u03ff\u0400-\u04ff]/g, (letter) => LATIN[letter] ?? letter);
}

/** What spellings of one name in Latin letters have in common: Aleksey, Alexei and Alexej. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/shch|sch|sh|zh|ž|ch|tch|cz|ts|tz/g, 's'],
  // Where a keyboard has no ä, ö, ü and å.
  [/([aou])e/g, '$1'],
  [/ph/g, 'f'],
  [/th/g, 't'],
  [/kh/g, 'h'],
  [/x/g, 'ks'],
  [/[cq]/g, 'k'],
  [/[yj]/g, 'i'],
  [/w/g, 'v'],
  [/i([aeou])/g, '$1'],
  [/(.)\1+/g, '$1'],
  [/i$/, ''],
];

/** A name in Latin letters without what differs between ways of transliteration. */
export function spellingOf(word: string): string {
  return SPELLINGS.reduce((text, [from, to]) => text.replace(from, to), word);
}
