import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';
import type {TeamBook, TeamRef} from '../team-book';
import type {VendorUser} from '../vendor-user';
import {isRejection} from '../wishes/read-entries';
import type {TeamRole, TeamWish} from '../wishes/team-wishes';

/** What is to be done about a user's teams. */
export interface TeamPlan {
  readonly put: readonly {readonly team: TeamRef; readonly role: TeamRole | undefined}[];
  /** Ids. */
  readonly remove: readonly string[];
}

/** Nothing to do. */
export const noTeams: TeamPlan = {put: [], remove: []};

/** What the plan of a user's teams is made from. */
interface TeamCase {
  /** Undefined for somebody new. */
  readonly user: VendorUser | undefined;
  readonly wishes: readonly TeamWish[];
  /** The user's role in the account once the record is written. */
  readonly accountRole: string | undefined;
  readonly removes: boolean;
  /** False: users do not show their teams, which is asked of the teams then. */
  readonly usersShowTeams: boolean;
}

/** Compares the teams that a record wants with those that the user is in. */
export async function planTeams(
  teams: TeamBook,
  teamCase: TeamCase,
  signal: AbortSignal,
): Promise<TeamPlan | Rejection> {
  const {user, wishes, accountRole, removes} = teamCase;
  const isRemoved = removes || wishes.length === 0;
  const own = await ownTeams(teams, teamCase, {isRemoved, signal});
  const put = new Map<string, {team: TeamRef; role: TeamRole | undefined}>();
  const wanted = new Map<string, TeamWish>();
  for (const wish of wishes) {
    if (accountRole === 'read_only_user' && wish.role !== undefined && wish.role !== 'observer') {
      return onlyObserver(wish);
    }
    const team = await teamOf(teams, user, {wish, signal});
    if (isRejection(team)) return team;
    const earlier = wanted.get(team.id);
    if (earlier !== undefined && earlier.role !== wish.role) return severalRoles(wish);
    wanted.set(team.id, wish);
    const isRight =
      user !== undefined && (await isFulfilled(teams, user, {wish, team, own, signal}));
    if (!isRight) put.set(team.id, {team, role: wish.role});
  }
  const others = own?.filter((id) => !wanted.has(id)) ?? [];
  return {put: [...put.values()], remove: isRemoved ? others : []};
}

/** Ids of the teams that the user is in; undefined where only each team can tell. */
async function ownTeams(
  teams: TeamBook,
  {user, usersShowTeams}: TeamCase,
  {isRemoved, signal}: {readonly isRemoved: boolean; readonly signal: AbortSignal},
): Promise<readonly string[] | undefined> {
  if (user === undefined) return [];
  if (usersShowTeams) return user.teamIds;
  return isRemoved ? teams.teamsOf(user.id, signal) : undefined;
}

async function isFulfilled(
  teams: TeamBook,
  {id}: VendorUser,
  {
    wish,
    team,
    own,
    signal,
  }: {
    readonly wish: TeamWish;
    readonly team: TeamRef;
    readonly own: readonly string[] | undefined;
    readonly signal: AbortSignal;
  },
): Promise<boolean> {
  if (own?.includes(team.id) === false) return false;
  if (own !== undefined && wish.role === undefined) return true;
  const role = await teams.roleIn(team.id, id, signal);
  return role !== undefined && (wish.role === undefined || role === wish.role);
}

/** The account's teams are not asked for where the user is in a team of this very id. */
async function teamOf(
  teams: TeamBook,
  user: VendorUser | undefined,
  {wish, signal}: {readonly wish: TeamWish; readonly signal: AbortSignal},
): Promise<TeamRef | Rejection> {
  const {by, text} = wish;
  if (by === 'id' && user?.teamIds.includes(text) === true) {
    return {id: text, name: teams.nameOf(text)};
  }
  return teams.find(wish, signal);
}

function onlyObserver({place}: TeamWish): Rejection {
  return rejection(
    'invalid_value',
    `Field ${place}.role is more than a read_only_user can be in a team; use observer, or give the user another role.`,
  );
}

function severalRoles({place}: TeamWish): Rejection {
  return rejection(
    'ambiguous',
    `Field ${place} names a team that the record has already, with another role; leave one of the entries out.`,
  );
}
