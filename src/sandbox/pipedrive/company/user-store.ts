import type {PipedriveUser} from './pipedrive-user';
import {indexOfUserId} from './user-data';

/** All users of the company. */
export interface UserStore {
  /** Users ever, also those that were removed: numbers run from 0 to this. */
  count(): number;
  /** Undefined when the user was removed. */
  at(index: number): PipedriveUser | undefined;
  byId(id: number): PipedriveUser | undefined;
  /** Replaces or adds the user with this id; new users get the next number. */
  put(user: PipedriveUser): void;
  /** Takes a user out of every listing. */
  remove(id: number): void;
  /** How many users are listed. */
  listed(): number;
  /** The users of a page of the list. */
  slice(start: number, limit: number): readonly PipedriveUser[];
  /** All users that are listed, in the order of their ids. */
  all(): Generator<PipedriveUser>;
  /** True when a user other than `exceptId` has the address, regardless of its case. */
  hasEmail(email: string, exceptId?: number): boolean;
  /** Users per role id. */
  countByRole(): ReadonlyMap<number, number>;
  /** Moves with every change. */
  version(): number;
}

/** Makes the store; users that nobody changed are computed when they are looked at. */
export function createUserStore(
  initial: number,
  create: (index: number) => PipedriveUser,
): UserStore {
  const changed = new Map<number, PipedriveUser>();
  const removed = new Set<number>();
  let total = initial;
  let version = 0;
  let counted: {readonly version: number; readonly byRole: ReadonlyMap<number, number>} | undefined;
  const at = (index: number): PipedriveUser | undefined => {
    if (removed.has(index) || index < 0 || index >= total) return undefined;
    return changed.get(index) ?? (index < initial ? create(index) : undefined);
  };
  const indexOf = (id: number): number => indexOfUserId(id) ?? -1;
  const all = function* (): Generator<PipedriveUser> {
    for (let index = 0; index < total; index += 1) {
      const user = at(index);
      if (user) yield user;
    }
  };
  return {
    count: () => total,
    at,
    byId: (id) => at(indexOf(id)),
    put: (user) => {
      const index = indexOf(user.id);
      changed.set(index, user);
      total = Math.max(total, index + 1);
      version += 1;
    },
    remove: (id) => {
      removed.add(indexOf(id));
      version += 1;
    },
    all,
    listed: () => total - removed.size,
    slice: (start, limit) => {
      const page: PipedriveUser[] = [];
      for (let index = placeOf(start, removed); page.length < limit && index < total; index += 1) {
        const user = at(index);
        if (user) page.push(user);
      }
      return page;
    },
    hasEmail: (email, exceptId) => {
      const wanted = email.trim().toLowerCase();
      for (const user of all()) {
        if (user.id !== exceptId && user.email.toLowerCase() === wanted) return true;
      }
      return false;
    },
    countByRole: () => {
      if (counted?.version !== version) counted = {version, byRole: countRoles(all())};
      return counted.byRole;
    },
    version: () => version,
  };
}

function countRoles(users: Iterable<PipedriveUser>): ReadonlyMap<number, number> {
  const byRole = new Map<number, number>();
  for (const {role_id} of users) byRole.set(role_id, (byRole.get(role_id) ?? 0) + 1);
  return byRole;
}

/** Number of the user at this place of the list: those who were removed have none. */
function placeOf(place: number, removed: ReadonlySet<number>): number {
  let index = place;
  for (const gone of [...removed].sort((a, b) => a - b)) {
    if (gone <= index) index += 1;
  }
  return index;
}
