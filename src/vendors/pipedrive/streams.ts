import type {JsonObject} from '../../core/json';
import type {HttpClient} from '../../http/request';
import type {ReadContext, Row, Sweep, SweepPage, SweptStream} from '../../read/reader';
import {loadResource} from '../../resources/load-resource';
import {listPages} from './list-pages';
import {toRoleRow} from './role-row';
import type {PipedriveSettings} from './settings';
import {toUserRow} from './user-row';

/** A list of Pipedrive's as a stream. */
interface ListStream {
  readonly name: string;
  readonly path: string;
  /** For messages. */
  readonly purpose: string;
  /** Tokens of the daily budget per request. */
  readonly cost: number;
  readonly toRow: (record: JsonObject) => Row;
  readonly digestIgnores?: readonly string[];
}

const users: ListStream = {
  name: 'pipedrive_users',
  path: '/users',
  purpose: 'list users',
  cost: 20,
  toRow: toUserRow,
  // Both move without a change of the user: on each login, and with the token that reads.
  digestIgnores: ['last_login', 'is_you'],
};

const roles: ListStream = {
  name: 'pipedrive_roles',
  path: '/roles',
  purpose: 'list roles',
  cost: 20,
  toRow: toRoleRow,
};

/** Every reader of Pipedrive's. Both lists are read whole: there is no filter by time to rely on. */
export function pipedriveReaders(
  client: HttpClient,
  settings: PipedriveSettings,
): readonly Sweep[] {
  return [
    sweep(client, users, settings.usersUpdatedSince ? updatedSince : undefined),
    sweep(client, roles, undefined),
  ];
}

type QueryOf = (context: ReadContext) => Readonly<Record<string, string | undefined>>;

function sweep(client: HttpClient, list: ListStream, queryOf: QueryOf | undefined): Sweep {
  const stream: SweptStream = {
    name: list.name,
    schema: loadResource(`schemas/${list.name}.json`),
    primaryKey: ['id'],
    ...(list.digestIgnores && {digestIgnores: list.digestIgnores}),
    ...(queryOf && {provesDeletions: false}),
  };
  return {
    kind: 'sweep',
    streams: [stream],
    pages: (_selected, context) => rowPages(client, list, {context, query: queryOf?.(context)}),
  };
}

async function* rowPages(
  client: HttpClient,
  list: ListStream,
  read: {readonly context: ReadContext; readonly query: ReturnType<QueryOf> | undefined},
): AsyncGenerator<SweepPage> {
  const {path, purpose, cost, name, toRow} = list;
  const {signal} = read.context;
  const query = read.query ?? {};
  for await (const records of listPages({client, path, purpose, cost, query, signal})) {
    yield new Map([[name, records.map(toRow)]]);
  }
}

/** How far before the last read changes are asked for again, for clocks that differ. */
const OVERLAP_MS = 10 * 60_000;

/** Not in the vendor's documents, where it is ignored (Pipedrive Q20); the first read asks for all. */
function updatedSince({changedSinceMs}: ReadContext): Readonly<Record<string, string | undefined>> {
  if (changedSinceMs === undefined) return {};
  const since = new Date(changedSinceMs - OVERLAP_MS).toISOString();
  return {updated_since: `${since.slice(0, 'yyyy-mm-ddThh:mm:ss'.length)}Z`};
}
