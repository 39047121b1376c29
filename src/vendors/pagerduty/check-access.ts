import {Failure} from '../../core/failure';
import {isJsonObject} from '../../core/json';
import type {Kit} from '../../core/kit';
import type {HttpAnswer, HttpClient, HttpRequest} from '../../http/request';
import type {Availability, UnansweredQuestion} from '../../read/source-vendor';
import {attempt} from '../shared/attempt';
import {readErrorBody} from './error-body';
import {itemsOf} from './lists/read-page';

/** Whom to ask, and where warnings go. */
export type Ask = Pick<Kit, 'log' | 'signal'> & {readonly client: HttpClient};

/** Streams that only some plans have. */
interface PlanStream {
  readonly path: string;
  readonly itemsAt: string;
  readonly purpose: string;
  readonly streams: readonly string[];
}

/** What depends on the plan, and on the rights of the credential. */
const planStreams: readonly PlanStream[] = [
  {
    path: '/teams',
    itemsAt: 'teams',
    purpose: 'list teams',
    streams: ['pagerduty_teams', 'pagerduty_team_members'],
  },
  {
    path: '/audit/records',
    itemsAt: 'records',
    purpose: 'list audit records',
    streams: ['pagerduty_audit_records'],
  },
];

/** Statuses by which a plan (402) or a server says that it has no such list. */
const ABSENT_STATUSES = [402, 404, 405, 410, 501];

/**
 * Tries the credential on itself, on the users and on what depends on plan and rights. Failures are
 * what no stream can do without, and teams that may not be read; everything else that goes wrong with teams and
 * audit trail (a plan without them, PagerDuty Q10) is a warning, since the other streams can be read.
 */
export async function checkPagerduty(ask: Ask): Promise<readonly Failure[]> {
  const owner = await attempt(() => tellOwner(ask));
  if (owner instanceof Failure) {
    if (owner.kind === 'auth' || owner.kind === 'config') return [owner];
    ask.log(
      'WARN',
      `It is not known to which user or account the PagerDuty credential belongs. ${owner.message}`,
    );
  }
  const users = await attempt(() => readOne(ask, '/users', 'users', 'list users'));
  if (users instanceof Failure) return [users];
  const failures: Failure[] = [];
  for (const {path, itemsAt, purpose, streams} of planStreams) {
    const result = await attempt(() => readOne(ask, path, itemsAt, purpose));
    if (!(result instanceof Failure)) continue;
    const isRefused = result.kind === 'auth' && result.status !== 402;
    const mayBeLeftOut = !isRefused || (result.status === 403 && path !== '/teams');
    if (!mayBeLeftOut) failures.push(result);
    else ask.log('WARN', `Not readable: ${streams.join(', ')}. ${result.message}`);
  }
  return failures;
}

/**
 * What the account's plan has. A 403 is about rights, which can be given, so the stream is there; any
 * other failure than the answers of a plan or server without the list leaves it unknown.
 */
export async function availableStreams(ask: Ask, all: readonly string[]): Promise<Availability> {
  const offered = new Set(all);
  const answers = await Promise.all(
    planStreams.map(async ({path, itemsAt, purpose, streams}) => ({
      streams,
      result: await attempt(() => readOne(ask, path, itemsAt, purpose)),
    })),
  );
  const unanswered: UnansweredQuestion[] = [];
  for (const {streams, result} of answers) {
    if (!(result instanceof Failure) || result.status === 403) continue;
    if (ABSENT_STATUSES.includes(result.status ?? 0)) {
      for (const stream of streams) offered.delete(stream);
      ask.log('WARN', `Not available: ${streams.join(', ')}. ${result.message}`);
    } else {
      unanswered.push({streams, failure: result});
    }
  }
  return {streams: offered, unanswered};
}

/** Whose credential it is; only that of a user is one (PagerDuty Q6: 400 for the vendor, 404 in the guide). */
export async function tellOwner(ask: Ask): Promise<void> {
  const answer = await get(ask, {
    path: '/users/me',
    purpose: "read the credential's own user",
    accept: [400, 403, 404],
  });
  ask.log('INFO', describeOwner(answer));
}

function describeOwner({status, body}: HttpAnswer): string {
  const {words} = readErrorBody(body);
  if (status === 404 || (status === 400 && words.includes('account-level access token'))) {
    return 'The PagerDuty credential belongs to the account: it has access to all users.';
  }
  const user = isJsonObject(body) ? body['user'] : undefined;
  if (status !== 200 || !isJsonObject(user)) {
    return 'PagerDuty does not say to which user or account the credential belongs.';
  }
  const role = typeof user['role'] === 'string' ? user['role'] : 'unknown';
  return `The PagerDuty credential belongs to a user with the role ${role}: it has the permissions of this user and stops working when the user is deleted. An account key has access to everything.`;
}

/** Asks for one entry of a list; throws when it cannot be read. */
export async function readOne(
  ask: Ask,
  path: string,
  itemsAt: string,
  purpose: string,
): Promise<void> {
  const answer = await get(ask, {path, purpose, query: {limit: 1}});
  itemsOf(answer.body, itemsAt, purpose);
}

function get(
  {client, signal}: Ask,
  request: Pick<HttpRequest, 'path' | 'purpose' | 'query' | 'accept'>,
): Promise<HttpAnswer> {
  return client.send({
    ...request,
    method: 'GET',
    repeatable: true, // a read changes nothing
    signal,
  });
}
