import {hash} from '../../shared/hash';

/** What an id names. */
type IdKind = 'user' | 'contact_method' | 'notification_rule' | 'team';

/** Makes and reads ids: `P` and six letters or digits that look random and never repeat. */
export interface Ids {
  of(kind: IdKind, serial: number): string;
  /** Undefined when the text is no id of this kind. */
  serialOf(kind: IdKind, id: string): number | undefined;
}

const KINDS: readonly IdKind[] = ['user', 'contact_method', 'notification_rule', 'team'];
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const SALT = 101;
const BITS = 30;
const SERIAL_BITS = 28;
const MASK = 2 ** BITS - 1;
/** An odd factor makes every number from 0 to 2^30-1 another one, and so back. */
const FACTOR = 0x2545f491;

/** Makes the ids of a seed. */
export function createIds(seed: number): Ids {
  const shift = hash(seed, SALT, 0) & MASK;
  const back = inverseOf(FACTOR);
  return {
    of: (kind, serial) => {
      const number = KINDS.indexOf(kind) * 2 ** SERIAL_BITS + serial;
      return `P${write((Math.imul(number, FACTOR) + shift) & MASK)}`;
    },
    serialOf: (kind, id) => {
      const mixed = read(id);
      if (mixed === undefined) return undefined;
      const number = Math.imul(mixed - shift, back) & MASK;
      const isKind = number >>> SERIAL_BITS === KINDS.indexOf(kind);
      return isKind ? number & (2 ** SERIAL_BITS - 1) : undefined;
    },
  };
}

/** Newton's iteration: each step doubles the number of right bits. */
function inverseOf(factor: number): number {
  let inverse = factor;
  for (let bits = 3; bits < BITS; bits *= 2) {
    inverse = Math.imul(inverse, 2 - Math.imul(factor, inverse));
  }
  return inverse;
}

function write(number: number): string {
  let text = '';
  for (let at = BITS - 5; at >= 0; at -= 5) text += LETTERS.charAt((number >>> at) & 31);
  return text;
}

function read(id: string): number | undefined {
  if (!/^P[A-Z2-9]{6}$/.test(id)) return undefined;
  let number = 0;
  for (const letter of id.slice(1).split('')) {
    const value = LETTERS.indexOf(letter);
    if (value === -1) return undefined;
    number = number * 32 + value;
  }
  return number;
}
