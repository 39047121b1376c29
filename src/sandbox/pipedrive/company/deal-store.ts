import {hash} from '../../shared/hash';
import {userIdAt} from './user-data';

/** A deal, as far as handing it over needs it. */
interface Deal {
  readonly id: number;
  readonly title: string;
  readonly owner_id: number;
  readonly status: 'open' | 'won' | 'lost';
  readonly value: number;
  readonly currency: string;
}

/** All deals of the company. */
export interface DealStore {
  byId(id: number): Deal | undefined;
  /** Deals that fit, ordered by id. */
  list(fits: (deal: Deal) => boolean): readonly Deal[];
  setOwner(id: number, ownerId: number): void;
}

const SALT = 71;
const STATUSES = ['open', 'open', 'won', 'lost'] as const;

/** Makes the deals of a seed, spread over the first `users` users. */
export function createDealStore(options: {
  readonly seed: number;
  readonly deals: number;
  readonly users: number;
}): DealStore {
  const owners = new Map<number, number>();
  const byId = (id: number): Deal | undefined => {
    if (!Number.isInteger(id) || id < 1 || id > options.deals) return undefined;
    const number = hash(options.seed, SALT, id);
    return {
      id,
      title: `Deal ${id}`,
      owner_id: owners.get(id) ?? userIdAt(number % Math.max(1, options.users)),
      status: STATUSES[number % STATUSES.length] ?? 'open',
      value: (number % 500) * 100,
      currency: 'EUR',
    };
  };
  return {
    byId,
    list: (fits) => {
      const found: Deal[] = [];
      for (let id = 1; id <= options.deals; id += 1) {
        const deal = byId(id);
        if (deal && fits(deal)) found.push(deal);
      }
      return found;
    },
    setOwner: (id, ownerId) => {
      owners.set(id, ownerId);
    },
  };
}
