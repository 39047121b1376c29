import type {JsonObject} from '../../core/json';

/** How often each letter came. */
export type LetterCounts = Map<string, number>;

/** Letters that are searched for even when they never came. */
const COMMON = 'a b c d e f g h i j k l m n o p q r s t u v w x y z 0 1 2 3 4 5 6 7 8 9';

/** Counts in how many of the users' names and e-mail addresses each letter is. */
export function learnLetters(counts: LetterCounts, users: readonly JsonObject[]): void {
  for (const {name, email} of users) {
    const text = `${textOf(name)}${textOf(email)}`.toLowerCase();
    for (const letter of new Set(text)) {
      if (letter.trim() !== '') counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
  }
}

/** The rarest first: a search for them gives few users, and few twice. */
export function rarestFirst(counts: LetterCounts): readonly string[] {
  const all = new Map([...COMMON.split(' ').map((letter) => [letter, 0] as const), ...counts]);
  return [...all].sort(([, a], [, b]) => a - b).map(([letter]) => letter);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
