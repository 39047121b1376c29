import {allUsers} from './account/account';
import type {Account} from './account/account';

/** What a list of users is narrowed by. */
interface UserFilter {
  readonly query: string;
  /** Serials of teams; empty: any. */
  readonly teams: readonly number[];
}

/** Finds users; keeps what it found until somebody changes something. */
export type FindUsers = (filter: UserFilter) => ArrayLike<number>;

const KEPT_MAX = 200;

/** Makes the finder: serials in the order of the list. */
export function createUserFinder(account: Account): FindUsers {
  let version = '';
  let texts: {readonly serial: number; readonly text: string; readonly teams: Set<number>}[] = [];
  const kept = new Map<string, readonly number[]>();
  const refresh = (): void => {
    if (version === account.version()) return;
    version = account.version();
    kept.clear();
    texts = [...allUsers(account)].map(({serial, name, email, memberships}) => ({
      serial,
      text: `${name}\n${email}`.toLowerCase(),
      teams: new Set(memberships.map(({team}) => team)),
    }));
  };
  const {query_ignored, team_ids_ignored} = account.settings;
  return (filter) => {
    const wanted = query_ignored ? '' : filter.query.trim().toLowerCase();
    const teams = team_ids_ignored ? [] : filter.teams;
    if (wanted === '' && teams.length === 0) return account.users.order();
    refresh();
    const key = JSON.stringify([wanted, teams]);
    const known = kept.get(key);
    if (known) return known;
    const found = texts
      .filter((each) => each.text.includes(wanted))
      .filter((each) => teams.length === 0 || teams.some((team) => each.teams.has(team)))
      .map(({serial}) => serial);
    if (kept.size >= KEPT_MAX) kept.clear();
    kept.set(key, found);
    return found;
  };
}
