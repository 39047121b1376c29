import {hash} from '../shared/hash';
import type {ServiceName} from './services';

const ID_SALT = 701;

/** Ids of a service: users and groups are numbered from 0, and an id says its number. */
export interface Ids {
  readonly idAt: (index: number) => string;
  /** Undefined for a text that is no id of this service. */
  readonly indexOf: (id: string) => number | undefined;
}

/** Makes the ids of one kind of resource; `salt` keeps users and groups apart. */
export function createIds(name: ServiceName, seed: number, salt: number): Ids {
  const random = (index: number, part: number): number => hash(seed + salt, ID_SALT + part, index);
  const idAt = (index: number): string => FORMS[name].write(index, random);
  return {
    idAt,
    indexOf: (id) => {
      const index = FORMS[name].read(id);
      return Number.isSafeInteger(index) && idAt(index) === id ? index : undefined;
    },
  };
}

interface Form {
  readonly write: (index: number, random: (index: number, part: number) => number) => string;
  readonly read: (id: string) => number;
}

const FORMS: Readonly<Record<ServiceName, Form>> = {
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
};
