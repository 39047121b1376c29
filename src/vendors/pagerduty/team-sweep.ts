import {Failure} from '../../core/failure';
import type {HttpClient} from '../../http/request';
import type {ReadContext, Row, Sweep, SweepPage} from '../../read/reader';
import {loadResource} from '../../resources/load-resource';
import {listWhole} from './list-whole';
import {ownId, type Listing} from './read-page';
import {memberId, toTeamMemberRow, toTeamRow} from './rows';
import {proveGone} from './user-parts';

/** Stream of the teams themselves. */
const TEAMS = 'pagerduty_teams';
/** Stream of who is in which team. */
const TEAM_MEMBERS = 'pagerduty_team_members';

/** One reading of `GET /teams` for teams and, with at least a request per team, their members. */
export function teamSweep(client: HttpClient): Sweep {
  return {
    kind: 'sweep',
    streams: [
      {name: TEAMS, schema: loadResource(`schemas/${TEAMS}.json`), primaryKey: ['id']},
      {
        name: TEAM_MEMBERS,
        schema: loadResource(`schemas/${TEAM_MEMBERS}.json`),
        primaryKey: ['team_id', 'user_id'],
      },
    ],
    pages: (selected, context) => rowPages(client, selected, context),
  };
}

async function* rowPages(
  client: HttpClient,
  selected: ReadonlySet<string>,
  context: ReadContext,
): AsyncGenerator<SweepPage> {
  const {signal} = context;
  const listing: Listing = {
    client,
    path: '/teams',
    itemsAt: 'teams',
    purpose: 'list teams',
    idOf: ownId,
    signal,
  };
  const remedy = 'Remove teams that nobody needs, or deselect the streams of teams and members.';
  const teams = listWhole(listing, remedy);
  for await (const page of teams) {
    if (selected.has(TEAMS)) yield new Map([[TEAMS, page.map(toTeamRow)]]);
    if (!selected.has(TEAM_MEMBERS)) continue;
    for (const team of page) {
      const teamId = ownId(team);
      if (teamId === undefined) continue; // cannot be: listPages has refused such teams
      for await (const rows of memberRows(client, teamId, context)) {
        yield new Map([[TEAM_MEMBERS, rows]]);
      }
    }
  }
}

async function* memberRows(
  client: HttpClient,
  teamId: string,
  {signal, log}: ReadContext,
): AsyncGenerator<readonly Row[]> {
  const path = `/teams/${encodeURIComponent(teamId)}`;
  const listing: Listing = {
    client,
    path: `${path}/members`,
    itemsAt: 'members',
    purpose: 'list the members of a team',
    idOf: memberId,
    signal,
  };
  const members = listWhole(listing, 'Split the team, or deselect the stream.');
  try {
    for await (const page of members) {
      yield page.map((member) => toTeamMemberRow(member, teamId));
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.status !== 404) throw error;
    await proveGone({client, signal, log}, {path, what: `team ${teamId}`});
  }
}
