import {membershipIn} from './pandadoc-user';
import type {PandadocUser} from './pandadoc-user';

/** Users with smaller numbers are kept once they are made, so that large organizations take no memory. */
const KEPT_MAX = 1000;

/** All accounts of the organization; those that nobody changed are computed when they are looked at. */
export class UserStore {
  readonly #create: (index: number) => PandadocUser;
  readonly #changed = new Map<number, PandadocUser>();
  readonly #made: PandadocUser[] = [];
  #lists = new Map<number, readonly number[]>();
  #total: number;

  constructor(initial: number, create: (index: number) => PandadocUser) {
    this.#create = create;
    this.#total = initial;
  }

  /** Accounts ever; numbers run from 0 to this. */
  count(): number {
    return this.#total;
  }

  at(index: number): PandadocUser | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.#total) return undefined;
    const changed = this.#changed.get(index);
    if (changed) return changed;
    return index < KEPT_MAX ? (this.#made[index] ??= this.#create(index)) : this.#create(index);
  }

  /** Replaces or adds the account with this number. */
  put(user: PandadocUser): void {
    this.#changed.set(user.index, user);
    this.#total = Math.max(this.#total, user.index + 1);
    this.#lists = new Map();
  }

  *all(): Generator<PandadocUser> {
    for (let index = 0; index < this.#total; index += 1) {
      const user = this.at(index);
      if (user) yield user;
    }
  }

  /** Numbers of the workspace's members, in the order of the list. */
  membersOf(workspace: number): readonly number[] {
    const known = this.#lists.get(workspace);
    if (known) return known;
    const members: number[] = [];
    for (const user of this.all()) if (membershipIn(user, workspace)) members.push(user.index);
    this.#lists.set(workspace, members);
    return members;
  }
}
