import {hash} from '../../shared/hash';
import type {ServiceName} from '../services';

/** How ids look: as a vendor writes them, or as numbers with more digits than a double holds. */
type IdForm = ServiceName | 'big_numbers';

const ID_SALT = 701;
/** The first whole number that a double cannot hold. */
const FIRST_BIG = 9_007_199_254_740_993n;

/** Ids of a service: users and groups are numbered from 0, and an id says its number. */
export interface Ids {
  readonly idAt: (index: number) => string;
  /** Undefined for a text that is no id of this service. */
  readonly indexOf: (id: string) => number | undefined;
}

/** Makes the ids of one kind of resource; `salt` keeps users and groups apart. */
export function createIds(form: IdForm, seed: number, salt: number): Ids {
  const random = (index: number, part: number): number => hash(seed + salt, ID_SALT + part, index);
  const idAt = (index: number): string => FORMS[form].write(index, random, salt);
  return {
    idAt,
    indexOf: (id) => {
      const index = FORMS[form].read(id);
      return Number.isSafeInteger(index) && idAt(index) === id ? index : undefined;
    },
  };
}

interface Form {
  readonly write: (
    index: number,
    random: (index: number, part: number) => number,
    salt: number,
  ) => string;
  readonly read: (id: string) => number;
}

const FORMS: Readonly<Record<IdForm, Form>> = {
  // 26 characters, unlike the ids of the REST interface (PagerDuty Q12).
  pagerduty: {
    write: (index, random) => {
      const word = (part: number): string => random(index, part).toString(36).padStart(8, '0');
      const number = index.toString(36).padStart(10, '0');
      return `${word(1)}${word(2)}${number}`.toUpperCase();
    },
    read: (id) => Number.parseInt(id.slice(-10), 36),
  },
  pandadoc: {write: (index) => `sc-${index + 1}`, read: (id) => Number(id.slice(3)) - 1},
  pendo: {
    write: (index, random) => {
      const word = random(index, 1).toString(16).padStart(8, '0');
      return `${word}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
    },
    read: (id) => Number.parseInt(id.slice(-12), 16),
  },
  pipedrive: {write: (index) => String(55 + index), read: (id) => Number(id) - 55},
  // Odd, so that neighbours become one number when digits are lost; salts are a billion apart.
  big_numbers: {
    write: (index, _random, salt) =>
      String(FIRST_BIG + BigInt(salt) * 1_000_000_000n + BigInt(index)),
    read: (id) => (/^\d{16,20}$/.test(id) ? Number((BigInt(id) - FIRST_BIG) % 1_000_000_000n) : -1),
  },
};
