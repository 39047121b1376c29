import {isJsonObject, type JsonObject} from '../../../core/json';
import type {Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {itemsOf} from '../lists/read-page';
import type {VendorUser} from './vendor-user';
import type {WriterContext} from './writer-context';

/** What a user is on; names as PagerDuty shows them. */
interface Duty {
  /** Undefined where the server does not say. */
  readonly policies: readonly string[] | undefined;
  readonly schedules: readonly string[] | undefined;
}

type DutyContext = Pick<WriterContext, 'client' | 'kit'>;

/** So far ahead a turn on a schedule counts. */
const AHEAD_MS = 30 * 24 * 3_600_000;
const NAMES_SHOWN_MAX = 5;

/** Asks which escalation policies and schedules a user is on. */
export async function readDuty(
  context: DutyContext,
  userId: string,
  signal: AbortSignal,
): Promise<Duty> {
  const now = context.kit.clock.now();
  const query = {'user_ids[]': [userId], limit: 100};
  const policies = await readNames(context, signal, {
    path: '/escalation_policies',
    itemsAt: 'escalation_policies',
    purpose: "look up a user's escalation policies",
    query,
    nameIn: (policy) => policy,
  });
  const turns = {
    ...query,
    since: new Date(now).toISOString(),
    until: new Date(now + AHEAD_MS).toISOString(),
  };
  const schedules = await readNames(context, signal, {
    path: '/oncalls',
    itemsAt: 'oncalls',
    purpose: 'look up when a user is on call',
    query: turns,
    nameIn: ({schedule}) => schedule,
  });
  return {policies, schedules};
}

async function readNames(
  {client}: DutyContext,
  signal: AbortSignal,
  list: {
    readonly path: string;
    readonly itemsAt: string;
    readonly purpose: string;
    readonly query: Readonly<Record<string, string | number | readonly string[]>>;
    readonly nameIn: (item: JsonObject) => unknown;
  },
): Promise<readonly string[] | undefined> {
  const {path, itemsAt, purpose, query, nameIn} = list;
  const answer = await client.send({
    method: 'GET',
    path,
    query,
    repeatable: true, // a read changes nothing
    accept: [404],
    signal,
    purpose,
  });
  if (answer.status === 404) return undefined;
  const names = itemsOf(answer.body, itemsAt, purpose).flatMap((item) => {
    const named = nameIn(item);
    if (!isJsonObject(named)) return [];
    const name = named['name'] ?? named['summary'] ?? named['id'];
    return typeof name === 'string' ? [name] : [];
  });
  return [...new Set(names)];
}

/** Names for a sentence, not too many of them. */
export function quoteNames(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN_MAX).map((name) => JSON.stringify(name));
  const more = names.length > NAMES_SHOWN_MAX ? ` and ${names.length - NAMES_SHOWN_MAX} more` : '';
  return `${shown.join(', ')}${more}`;
}

/** What a record that wants somebody gone is told: PagerDuty deletes for good, so nobody is deleted. */
export async function tellWhatHolds(
  context: DutyContext & Pick<WriterContext, 'teams'>,
  {id, teamIds}: VendorUser,
  signal: AbortSignal,
): Promise<Rejection> {
  const {policies, schedules} = await readDuty(context, id, signal);
  const teams = teamIds.map((teamId) => context.teams.nameOf(teamId));
  const lists = [
    {one: 'escalation policy', many: 'escalation policies', names: policies},
    {one: 'schedule', many: 'schedules', names: schedules},
    {one: 'team', many: 'teams', names: teams},
  ];
  const held = lists.filter(({names}) => names === undefined || names.length > 0);
  const counts = held.map(({one, many, names}) =>
    names === undefined ? `unknown ${many}` : `${names.length} ${names.length === 1 ? one : many}`,
  );
  const what =
    counts.length === 0 ? 'Nothing holds the user' : `The user is in ${counts.join(', ')}`;
  const details = held.map(({many, names}) => `${many}: ${quoteNames(names ?? [])}`);
  return rejection(
    'not_allowed',
    `PagerDuty deletes users for good, so no user is deleted here. ${what}. Take the user out of them in PagerDuty, then delete the user there.`,
    {answer: details.join('; ')},
  );
}
