import type {VendorUser} from './vendor-user';

/** All users of the company, as far as they are known now. */
export interface UserDirectory {
  /** Adds users, or puts them in the place of what was known of them. */
  put(users: Iterable<VendorUser>): void;
  byId(id: number): VendorUser | undefined;
  /** Users with this address (normalised) who are not deleted. */
  byEmail(email: string): readonly VendorUser[];
  /** Active admins besides this user, without those whose deactivation is under way. */
  otherActiveAdmins(id: number): number;
  /** Marks a user whose deactivation is under way, or takes the mark back. */
  markLeaving(id: number, leaving: boolean): void;
}

/** Creates an empty directory. Its size is the company's, regardless of the number of records. */
export function createUserDirectory(): UserDirectory {
  const users = new Map<number, VendorUser>();
  const idsByEmail = new Map<string, Set<number>>();
  const leaving = new Set<number>();
  const put = (user: VendorUser): void => {
    const earlier = users.get(user.id)?.email;
    if (earlier !== undefined) idsByEmail.get(earlier)?.delete(user.id);
    users.set(user.id, user);
    if (user.email === undefined) return;
    const ids = idsByEmail.get(user.email);
    if (ids === undefined) idsByEmail.set(user.email, new Set([user.id]));
    else ids.add(user.id);
  };
  return {
    put: (added) => {
      for (const user of added) put(user);
    },
    byId: (id) => users.get(id),
    byEmail: (email) =>
      [...(idsByEmail.get(email) ?? [])].flatMap((id) => {
        const user = users.get(id);
        return user === undefined ? [] : [user];
      }),
    otherActiveAdmins: (id) => {
      let admins = 0;
      for (const user of users.values()) {
        const stays = user.active && !leaving.has(user.id);
        if (stays && user.admin === true && user.id !== id) admins += 1;
      }
      return admins;
    },
    markLeaving: (id, isLeaving) => {
      if (isLeaving) leaving.add(id);
      else leaving.delete(id);
    },
  };
}
