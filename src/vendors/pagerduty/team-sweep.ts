import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {HttpClient} from '../../http/request';
import type {ReadContext, Row, Sweep, SweepPage} from '../../read/reader';
import {listBelowCap} from './lists/list-below-cap';
import {ownId, type Listing} from './lists/read-page';
import {memberId, toRow, toTeamMemberRow} from './rows';
import {failureOfOne} from '../shared/failure-of-one';
import type {PagerdutyStreams} from './streams';
import {proveGone} from './users/user-parts';

/** What the teams are read with. */
interface TeamRead {
  readonly client: HttpClient;
  readonly streams: Pick<PagerdutyStreams, 'teams' | 'teamMembers'>;
  readonly selected: ReadonlySet<string>;
  readonly context: ReadContext;
}

/** One reading of `GET /teams` for teams and, with at least a request per team, their members. */
export function teamSweep(client: HttpClient, streams: PagerdutyStreams): Sweep {
  const {teams, teamMembers} = streams;
  return {
    kind: 'sweep',
    streams: [teams, teamMembers],
    pages: (selected, context) => rowPages({client, streams, selected, context}),
  };
}

async function* rowPages(read: TeamRead): AsyncGenerator<SweepPage> {
  const {client, selected, streams, context} = read;
  const {teams, teamMembers} = streams;
  const listing: Listing = {
    client,
    path: '/teams',
    itemsAt: 'teams',
    purpose: 'list teams',
    idOf: ownId,
    signal: context.signal,
  };
  let wantsMembers = selected.has(teamMembers.name);
  const remedy = 'Delete unused teams, or deselect the streams of teams and members.';
  for await (const page of listBelowCap(listing, remedy)) {
    if (selected.has(teams.name)) {
      yield new Map([[teams.name, page.map((team) => toRow(team, teams))]]);
    }
    if (!wantsMembers) continue;
    try {
      yield* memberPages(read, page);
    } catch (error) {
      yield new Map([[teamMembers.name, failureOfOne(error, selected)]]);
      wantsMembers = false;
    }
  }
}

async function* memberPages(
  read: TeamRead,
  teams: readonly JsonObject[],
): AsyncGenerator<SweepPage> {
  const {teamMembers} = read.streams;
  for (const team of teams) {
    const teamId = ownId(team);
    // Nobody can ask for the members of a team without an id.
    if (teamId === undefined) yield new Map([[teamMembers.name, [unknownTeam]]]);
    else
      for await (const rows of memberRows(read, teamId)) yield new Map([[teamMembers.name, rows]]);
  }
}

/** Stands for the members of a team that cannot be asked for: the engine sets it aside and tells. */
const unknownTeam: Row = {team_id: null, user_id: null};

async function* memberRows(read: TeamRead, teamId: string): AsyncGenerator<readonly Row[]> {
  const {client, streams, context} = read;
  const {signal, log} = context;
  const path = `/teams/${encodeURIComponent(teamId)}`;
  const listing: Listing = {
    client,
    path: `${path}/members`,
    itemsAt: 'members',
    purpose: 'list the members of a team',
    idOf: memberId,
    isPartOfMany: true,
    signal,
  };
  const members = listBelowCap(listing, 'Split the team, or deselect the stream.');
  try {
    for await (const page of members) {
      yield page.map((member) => toTeamMemberRow(member, teamId, streams.teamMembers));
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.status !== 404) throw error;
    await proveGone({client, signal, log}, {path, what: `team ${teamId}`});
  }
}
