import {membershipIn} from './pandadoc-user';
import type {PandadocUser} from './pandadoc-user';

/** All accounts of the organization. */
export interface UserStore {
  /** Accounts ever; numbers run from 0 to this. */
  count(): number;
  at(index: number): PandadocUser | undefined;
  /** Replaces or adds the account with this number. */
  put(user: PandadocUser): void;
  all(): Generator<PandadocUser>;
  /** Numbers of the workspace's members, in the order of the list. */
  membersOf(workspace: number): readonly number[];
}

/** Users with smaller numbers are kept once they are made, so that large organizations take no memory. */
const KEPT_MAX = 1000;

/** Makes the store; users that nobody changed are computed when they are looked at. */
export function createUserStore(
  initial: number,
  create: (index: number) => PandadocUser,
): UserStore {
  const changed = new Map<number, PandadocUser>();
  const made: PandadocUser[] = [];
  let lists = new Map<number, readonly number[]>();
  let total = initial;
  const at = (index: number): PandadocUser | undefined => {
    if (!Number.isInteger(index) || index < 0 || index >= total) return undefined;
    return (
      changed.get(index) ?? (index < KEPT_MAX ? (made[index] ??= create(index)) : create(index))
    );
  };
  const all = function* (): Generator<PandadocUser> {
    for (let index = 0; index < total; index += 1) {
      const user = at(index);
      if (user) yield user;
    }
  };
  return {
    count: () => total,
    at,
    put: (user) => {
      changed.set(user.index, user);
      total = Math.max(total, user.index + 1);
      lists = new Map();
    },
    all,
    membersOf: (workspace) => {
      const known = lists.get(workspace);
      if (known) return known;
      const members: number[] = [];
      for (const user of all()) if (membershipIn(user, workspace)) members.push(user.index);
      lists.set(workspace, members);
      return members;
    },
  };
}
