import type {HttpClient} from '../../../http/request';
import type {Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {keyTextOf} from '../../../read/listing/key-of';
import {listBelowCap} from '../lists/list-below-cap';
import {ownId, type Listing} from '../lists/read-page';
import {memberId} from '../rows';
import {readOnce} from './read-once';
import type {TeamWish} from './wishes/team-wishes';

/** A team of the account. */
export interface TeamRef {
  readonly id: string;
  readonly name: string;
}

/** The account's teams and who is in them; each list is read when the first record needs it. */
export interface TeamBook {
  /** The team that is meant. Teams are found exactly, and never created. */
  find(wish: TeamWish, signal: AbortSignal): Promise<TeamRef | Rejection>;
  /** A team's name for messages, as far as it was read. */
  nameOf(teamId: string): string;
  /** The user's role in a team; undefined for who is not in it. */
  roleIn(teamId: string, userId: string, signal: AbortSignal): Promise<string | undefined>;
  /** Ids of the teams that a user is in, from the members of all teams: for servers whose users do not show it. */
  teamsOf(userId: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Notes that a user was put into a team; undefined: with the role that PagerDuty gives. */
  joined(teamId: string, userId: string, role: string | undefined): void;
  /** Notes that a user was taken out of a team. */
  left(teamId: string, userId: string): void;
}

/** Stands for a role that is not known: it equals none that is wanted. */
const SOME_ROLE = '';

/** Team names in a rejection. */
const NAMES_SHOWN_MAX = 10;

/** Creates the book; reads nothing yet. */
export function createTeamBook(client: HttpClient): TeamBook {
  let known: readonly TeamRef[] = [];
  const teams = readOnce(async (signal) => {
    known = await listTeams(client, signal);
    return known;
  });
  const rolesOf = new Map<string, ReturnType<typeof readOnce<Map<string, string>>>>();
  const membersOf = (teamId: string): ReturnType<typeof readOnce<Map<string, string>>> => {
    const reading = rolesOf.get(teamId) ?? readOnce((signal) => listRoles(client, teamId, signal));
    rolesOf.set(teamId, reading);
    return reading;
  };
  return {
    find: async (wish, signal) => findTeam(await teams.read(signal), wish),
    nameOf: (teamId) => known.find(({id}) => id === teamId)?.name ?? teamId,
    roleIn: async (teamId, userId, signal) => (await membersOf(teamId).read(signal)).get(userId),
    teamsOf: async (userId, signal) => {
      const ids: string[] = [];
      for (const {id} of await teams.read(signal)) {
        if ((await membersOf(id).read(signal)).has(userId)) ids.push(id);
      }
      return ids;
    },
    joined: (teamId, userId, role) => {
      const roles = rolesOf.get(teamId)?.known();
      roles?.set(userId, role ?? roles.get(userId) ?? SOME_ROLE);
    },
    left: (teamId, userId) => {
      rolesOf.get(teamId)?.known()?.delete(userId);
    },
  };
}

async function listTeams(client: HttpClient, signal: AbortSignal): Promise<readonly TeamRef[]> {
  const listing: Listing = {
    client,
    path: '/teams',
    itemsAt: 'teams',
    purpose: 'list teams',
    idOf: ownId,
    signal,
  };
  const teams: TeamRef[] = [];
  const remedy = 'Delete unused teams, or leave the field teams out of the mapping.';
  for await (const page of listBelowCap(listing, remedy)) {
    for (const team of page) {
      const id = keyTextOf(team['id']);
      const name = team['name'] ?? team['summary'];
      if (id !== undefined) teams.push({id, name: typeof name === 'string' ? name : ''});
    }
  }
  return teams;
}

async function listRoles(
  client: HttpClient,
  teamId: string,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const listing: Listing = {
    client,
    path: `/teams/${encodeURIComponent(teamId)}/members`,
    itemsAt: 'members',
    purpose: 'list the members of a team',
    idOf: memberId,
    isPartOfMany: true,
    signal,
  };
  const roles = new Map<string, string>();
  for await (const page of listBelowCap(listing, 'Leave the roles out of the field teams.')) {
    for (const member of page) {
      const id = memberId(member);
      const role = member['role'];
      if (id !== undefined) roles.set(id, typeof role === 'string' ? role : SOME_ROLE);
    }
  }
  return roles;
}

function findTeam(teams: readonly TeamRef[], {by, text, place}: TeamWish): TeamRef | Rejection {
  const named = by === 'id' ? [] : teams.filter(({name}) => name === text);
  if (named.length > 1) {
    return rejection(
      'ambiguous',
      `Field ${place} names a team by a name that several teams of the account have; give the id of the team instead.`,
    );
  }
  const byId = by === 'name' ? undefined : teams.find(({id}) => id === text.trim());
  return named[0] ?? byId ?? unknownTeam(teams, place);
}

function unknownTeam(teams: readonly TeamRef[], place: string): Rejection {
  const shown = teams.slice(0, NAMES_SHOWN_MAX).map(({name}) => JSON.stringify(name));
  const more = teams.length > NAMES_SHOWN_MAX ? ` and ${teams.length - NAMES_SHOWN_MAX} more` : '';
  return rejection(
    'invalid_value',
    `Field ${place} names a team that the account does not have; names must be exact, and teams are never created. It has: ${shown.join(', ')}${more}. Correct the name, or leave the entry out.`,
  );
}
