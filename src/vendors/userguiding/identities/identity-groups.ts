import type {AccountChange} from '../../../core/kit';

/** A line that says whose users follow. */
export interface AccountLine {
  /** Digest of a credential. */
  readonly account: string;
  /** True: another credential of the account whose users came last. */
  readonly also: boolean;
}

/** Whose part of a file it is. */
interface OwnGroup {
  /** Its number, in the order in which groups begin. */
  readonly group: number;
  /** Lines to be written before more of its users; empty when its users came last. */
  readonly preamble: string;
  /** True: the users were there before anybody said whose they are. */
  readonly takesOver: boolean;
}

/** The accounts of an identity file, line by line. */
interface IdentityGroups {
  add(line: AccountLine): void;
  /** A user's line came. */
  noteUser(): void;
  /** The group to which users belong now. */
  current(): number;
  /** Finds the part of a credential; undefined when the file is another account's. */
  choose(digest: string, change: AccountChange | undefined): OwnGroup | undefined;
}

const LINE = /^account( also)? ([0-9a-f]{32})$/;

/** Reads a line that names an account; undefined for any other. */
export function parseAccountLine(line: string): AccountLine | undefined {
  const [, also, account] = LINE.exec(line) ?? [];
  return account === undefined ? undefined : {account, also: also !== undefined};
}

/** A line that begins the users of an account. */
export function accountLine(digest: string): string {
  return `account ${digest}\n`;
}

/** Creates the groups of a file that has none yet: users that come first belong to nobody known. */
export function createIdentityGroups(): IdentityGroups {
  const groups: Set<string>[] = [new Set()];
  let current = 0;
  let users = 0;
  const indexOf = (digest: string): number => groups.findIndex((group) => group.has(digest));
  return {
    add: ({account, also}) => {
      const known = also ? current : indexOf(account);
      const isFirst = groups.length === 1 && groups[0]?.size === 0;
      if (known >= 0) current = known;
      else if (isFirst) current = 0;
      else current = groups.push(new Set()) - 1;
      groups[current]?.add(account);
    },
    noteUser: () => {
      users += 1;
    },
    current: () => current,
    choose: (digest, change) => {
      const known = indexOf(digest);
      if (known >= 0) {
        const preamble = known === current ? '' : accountLine(digest);
        return {group: known, preamble, takesOver: false};
      }
      const nobodys = groups.length === 1 && groups[0]?.size === 0;
      if (nobodys) return {group: 0, preamble: accountLine(digest), takesOver: users > 0};
      if (change === undefined) return undefined;
      if (change === 'same')
        return {group: current, preamble: `account also ${digest}\n`, takesOver: false};
      return {group: groups.length, preamble: accountLine(digest), takesOver: false};
    },
  };
}
