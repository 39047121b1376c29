import type {JsonObject} from '../../../core/json';

/** Letters that are searched for even when they never came. */
const COMMON = 'a b c d e f g h i j k l m n o p q r s t u v w x y z 0 1 2 3 4 5 6 7 8 9';

/** So many users wait to be counted: as many as an account can have before letters are needed. */
const PENDING_MAX = 10_000;

/** Learns letters from users as they come. */
export interface LetterLearner {
  learn(users: readonly JsonObject[]): void;
  /**
   * The commonest first, because a search for them finds the most; but first of all those that at
   * most `share` (0 to 1) of the users have: lists of more are too long to be read.
   */
  inOrder(share: number): readonly string[];
}

/** Creates what counts in how many of the users' names and e-mail addresses each letter is. */
export function createLetterLearner(): LetterLearner {
  const counts = new Map<string, number>(COMMON.split(' ').map((letter) => [letter, 0]));
  let learned = 0;
  let pending: string[] = [];
  const count = (): void => {
    for (const text of pending) {
      for (const letter of new Set(text.toLowerCase())) {
        if (letter.trim() !== '') counts.set(letter, (counts.get(letter) ?? 0) + 1);
      }
    }
    pending = [];
  };
  return {
    learn: (users) => {
      learned += users.length;
      for (const {name, email} of users) pending.push(`${textOf(name)}${textOf(email)}`);
      // Most lists end before anybody asks for letters.
      if (pending.length > PENDING_MAX) count();
    },
    inOrder: (share) => {
      count();
      const sorted = [...counts].sort(([, a], [, b]) => b - a);
      const isShort = ([, count]: readonly [string, number]): boolean => count <= learned * share;
      const ordered = [...sorted.filter(isShort), ...sorted.filter((each) => !isShort(each))];
      return ordered.map(([letter]) => letter);
    },
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
