import {jsonAnswer} from '../answer';
import {isFields, parseJson} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import {allTeams} from './account/account';
import type {Account} from './account/account';
import {failure, noContent, pageAnswer} from './answers';
import {createUserFinder} from './find-users';
import type {PagerdutyCall, PagerdutyRoute} from './guard';
import {removeTeam, setMembership} from './account/memberships';
import type {Team} from './account/records';
import {policyOf} from './duty-routes';
import {showMember, showTeam, showUser, toReference} from './show';
import {userOf} from './user-routes';
import {bodyObject} from './write-users';

const READ = 'teams.read';
const WRITE = 'teams.write';
const ROLES = ['observer', 'responder', 'manager'];

/** Teams and who is in them. */
export function teamRoutes(account: Account): readonly PagerdutyRoute[] {
  const one = (handle: (team: Team, call: PagerdutyCall) => Answer) => {
    return (call: PagerdutyCall): Answer => {
      const serial = account.ids.serialOf('team', call.params['team'] ?? '');
      const team = serial === undefined ? undefined : account.teams.at(serial);
      return team ? handle(team, call) : failure(404, ['Team Not Found'], 6001);
    };
  };
  const route = (
    method: PagerdutyRoute['method'],
    path: string,
    handle: PagerdutyRoute['handle'],
  ): PagerdutyRoute => ({
    method,
    path,
    plan: 'teams',
    scope: method === 'GET' ? READ : WRITE,
    handle,
  });
  const find = createUserFinder(account);
  return [
    route('GET', '/teams', ({query}) => listTeams(account, query)),
    route('POST', '/teams', (call) => saveTeam(account, call)),
    route(
      'GET',
      '/teams/:team',
      one((team) => jsonAnswer(200, {team: showTeam(account, team)})),
    ),
    route(
      'PUT',
      '/teams/:team',
      one((team, call) => saveTeam(account, call, team)),
    ),
    route(
      'DELETE',
      '/teams/:team',
      one((team, call) => deleteTeam(account, team, call)),
    ),
    route(
      'GET',
      '/teams/:team/members',
      one((team, {query}) => {
        const items = find({query: '', teams: [team.serial]});
        const full = query.getAll('include[]').includes('users');
        const show = (serial: number): unknown => showMemberOf(account, serial, team, full);
        return pageAnswer(account, query, {name: 'members', items, show});
      }),
    ),
    route(
      'PUT',
      '/teams/:team/users/:id',
      one((team, call) => putMember(account, team, call)),
    ),
    route(
      'DELETE',
      '/teams/:team/users/:id',
      one((team, call) => deleteMember(account, team, call)),
    ),
  ];
}

function listTeams(account: Account, query: URLSearchParams): Answer {
  const wanted = query.get('query')?.trim().toLowerCase() ?? '';
  const items = [...allTeams(account)].filter(({name}) => name.toLowerCase().includes(wanted));
  const show = (team: Team): unknown => showTeam(account, team);
  return pageAnswer(account, query, {name: 'teams', items, show});
}

function showMemberOf(account: Account, serial: number, team: Team, full: boolean): unknown {
  const user = account.users.at(serial);
  if (!user) return undefined;
  const role = user.memberships.find((each) => each.team === team.serial)?.role ?? 'manager';
  const member = showMember(account, user, role);
  return full ? {...member, user: showUser(account, user)} : member;
}

function saveTeam(account: Account, call: PagerdutyCall, old?: Team): Answer {
  const body = bodyObject(call.body, 'team') ?? {};
  const {name = old?.name, description = old?.description ?? null} = body;
  const role = body['default_role'] ?? old?.default_role ?? 'manager';
  if (typeof name !== 'string' || name === '' || name.length > 100) {
    return failure(400, ["Name can't be blank"]);
  }
  if (description !== null && typeof description !== 'string') {
    return failure(400, ['Description is invalid']);
  }
  if (role !== 'manager' && role !== 'none') return failure(400, ['Default role is invalid']);
  const fields = {name, description, default_role: role};
  const team = old ? {...old, ...fields} : account.teams.add((serial) => ({...fields, serial}));
  if (old) account.teams.put(team);
  const shown = showTeam(account, team);
  call.record({action: old ? 'update' : 'create', resource: toReference(shown)});
  return jsonAnswer(old ? 200 : 201, {team: shown});
}

function deleteTeam(account: Account, team: Team, call: PagerdutyCall): Answer {
  if (team.serial < account.settings.teams_with_policies) {
    return failure(400, ['The team has associated escalation policies'], 6006);
  }
  const resource = toReference(showTeam(account, team));
  removeTeam(account, team.serial);
  call.record({action: 'delete', resource});
  return noContent();
}

function putMember(account: Account, team: Team, call: PagerdutyCall): Answer {
  const user = userOf(account, call);
  if (!user) return failure(404);
  const role = roleIn(call.body, user.role === 'read_only_user' ? 'observer' : 'manager');
  if (!ROLES.includes(role)) return failure(400, ['Role is invalid']);
  if (user.role === 'read_only_user' && role !== 'observer') {
    return failure(400, ['A read only user can only be an observer']);
  }
  call.record(setMembership(account, user, {team: team.serial, role}));
  return noContent();
}

function roleIn(body: string, fallback: string): string {
  const parsed = parseJson(body);
  const role = parsed.ok && isFields(parsed.value) ? parsed.value['role'] : undefined;
  return typeof role === 'string' ? role : fallback;
}

function deleteMember(account: Account, team: Team, call: PagerdutyCall): Answer {
  const user = userOf(account, call);
  const isMember = user?.memberships.some((each) => each.team === team.serial);
  if (!user || isMember !== true) return failure(404);
  if (policyOf(user)?.team === team.serial) {
    return failure(400, ["The user is on an escalation policy of the team's"], 2015);
  }
  call.record(setMembership(account, user, {team: team.serial, role: undefined}));
  return noContent();
}
