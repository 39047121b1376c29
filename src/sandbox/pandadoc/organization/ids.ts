import {hash} from '../../shared/hash';

/** What an id names: its first letter. */
type IdKind = 'u' | 'm' | 'w' | 'c';

const SALTS: Readonly<Record<IdKind, number>> = {u: 201, m: 202, w: 203, c: 204};
const PART = 7;

/** An id of 22 characters from which nobody but us can tell the number. */
export function idAt(seed: number, kind: IdKind, number: number): string {
  const salt = SALTS[kind];
  const first = hash(seed, salt, number).toString(36);
  const second = hash(seed, salt + 100, number).toString(36);
  return [first, second, number.toString(36)].reduce(
    (id, part) => id + part.padStart(PART, '0'),
    kind,
  );
}

/** The number behind an id; undefined where nothing can have it. */
export function numberOfId(seed: number, kind: IdKind, id: string): number | undefined {
  const number = Number.parseInt(id.slice(1 + 2 * PART), 36);
  return Number.isSafeInteger(number) && idAt(seed, kind, number) === id ? number : undefined;
}
