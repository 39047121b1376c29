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
}

/** Compares the teams that a record wants with those that the user is in. */
export async function planTeams(
  teams: TeamBook,
  {user, wishes, accountRole, removes}: TeamCase,
  signal: AbortSignal,
): Promise<TeamPlan | Rejection> {
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
    const isMember = user?.teamIds.includes(team.id) === true;
    const isRight =
      isMember &&
      (wish.role === undefined || (await teams.roleIn(team.id, user.id, signal)) === wish.role);
    if (!isRight) put.set(team.id, {team, role: wish.role});
  }
  const isRemoved = removes || wishes.length === 0;
  const others = user?.teamIds.filter((id) => !wanted.has(id)) ?? [];
  return {put: [...put.values()], remove: isRemoved ? others : []};
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
