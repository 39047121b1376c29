import type {PipedriveUser} from './pipedrive-user';
import {indexOfUserId} from './user-data';

/** All users of the company; those whom nobody changed are computed when they are looked at. */
export class UserStore {
  readonly #initial: number;
  readonly #create: (index: number) => PipedriveUser;
  readonly #changed = new Map<number, PipedriveUser>();
  readonly #removed = new Set<number>();
  #total: number;
  #version = 0;
  #counted: {readonly version: number; readonly byRole: ReadonlyMap<number, number>} | undefined;

  constructor(initial: number, create: (index: number) => PipedriveUser) {
    this.#initial = initial;
    this.#create = create;
    this.#total = initial;
  }

  /** Users ever, also those that were removed: numbers run from 0 to this. */
  count(): number {
    return this.#total;
  }

  /** Undefined when the user was removed. */
  at(index: number): PipedriveUser | undefined {
    if (this.#removed.has(index) || index < 0 || index >= this.#total) return undefined;
    return this.#changed.get(index) ?? (index < this.#initial ? this.#create(index) : undefined);
  }

  byId(id: number): PipedriveUser | undefined {
    return this.at(indexOf(id));
  }

  /** Replaces or adds the user with this id; new users get the next number. */
  put(user: PipedriveUser): void {
    const index = indexOf(user.id);
    this.#changed.set(index, user);
    this.#total = Math.max(this.#total, index + 1);
    this.#version += 1;
  }

  /** Takes a user out of every listing. */
  remove(id: number): void {
    this.#removed.add(indexOf(id));
    this.#version += 1;
  }

  /** How many users are listed. */
  listed(): number {
    return this.#total - this.#removed.size;
  }

  /** The users of a page of the list. */
  slice(start: number, limit: number): readonly PipedriveUser[] {
    const page: PipedriveUser[] = [];
    let index = placeOf(start, this.#removed);
    for (; page.length < limit && index < this.#total; index += 1) {
      const user = this.at(index);
      if (user) page.push(user);
    }
    return page;
  }

  /** All users that are listed, in the order of their ids. */
  *all(): Generator<PipedriveUser> {
    for (let index = 0; index < this.#total; index += 1) {
      const user = this.at(index);
      if (user) yield user;
    }
  }

  /** True when a user other than `exceptId` has the address, regardless of its case. */
  hasEmail(email: string, exceptId?: number): boolean {
    const wanted = email.trim().toLowerCase();
    for (const user of this.all()) {
      if (user.id !== exceptId && user.email.toLowerCase() === wanted) return true;
    }
    return false;
  }

  /** Users per role id. */
  countByRole(): ReadonlyMap<number, number> {
    if (this.#counted?.version !== this.#version) {
      this.#counted = {version: this.#version, byRole: countRoles(this.all())};
    }
    return this.#counted.byRole;
  }

  /** Moves with every change. */
  version(): number {
    return this.#version;
  }
}

const indexOf = (id: number): number => indexOfUserId(id) ?? -1;

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
