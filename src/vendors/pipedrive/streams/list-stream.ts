import type {JsonObject} from '../../../core/json';
import type {SentList} from '../../../core/records/sent-list';
import type {HttpClient} from '../../../http/request';
import type {StreamColumns} from '../../../read/columns/stream-columns';
import type {ReadContext, Row} from '../../../read/reader';
import {keyTextOf} from '../../../read/listing/key-of';
import {listPages} from '../list-pages';
import type {CompanyStreams} from './company-streams';
import {createSyncMemory, type SyncMemory} from './sync-memory';
import {toUserRow} from './user-row';
import {writtenUsers} from './written-users';

/** A list of Pipedrive's as a stream. */
export interface ListStream {
  readonly columns: StreamColumns;
  readonly path: string;
  /** For messages. */
  readonly purpose: string;
  /** Tokens of the daily budget per request. */
  readonly cost: number;
  readonly toRow: (record: JsonObject) => Row;
  /** Makes the same rows without parsing, where it can. */
  readonly list?: SentList;
  /** Why the list cannot be empty, where it cannot. */
  readonly neverEmpty?: string;
}

/** The owner of the token is a user of the company. */
export const OWNER_IS_LISTED = "the token's own user is one of them";

/** A user or a role as far as further calls need it. */
export interface Listed {
  /** As text, with every digit. */
  readonly id: string;
  /** A user who was deleted; such users stay in the list (Pipedrive Q14). */
  readonly isDeleted: boolean;
  /** Users of a role, where the list says. */
  readonly assignments: number | undefined;
}

/** A list that other streams need too; whoever reads it first keeps it for the rest of the sync. */
export interface SharedList extends ListStream {
  readonly memory: SyncMemory<readonly Listed[]>;
}

/** The lists of one company. */
export interface CompanyLists {
  readonly users: SharedList;
  readonly roles: SharedList;
  readonly permissionSets: ListStream;
}

/** The lists of one company; nothing is asked for before a stream needs it. */
export function createCompanyLists(streams: CompanyStreams): CompanyLists {
  const {users, roles, permissionSets} = streams;
  return {
    users: {
      columns: users,
      path: '/users',
      purpose: 'list users',
      cost: 20,
      toRow: (user) => toUserRow(user, users),
      list: writtenUsers(users),
      neverEmpty: OWNER_IS_LISTED,
      memory: createSyncMemory(),
    },
    roles: {
      columns: roles,
      path: '/roles',
      purpose: 'list roles',
      cost: 20,
      toRow: roles.toRow,
      memory: createSyncMemory(),
    },
    // Not paged by Pipedrive, but by others; for admins only.
    permissionSets: {
      columns: permissionSets,
      path: '/permissionSets',
      purpose: 'list permission sets',
      cost: 20,
      toRow: permissionSets.toRow,
    },
  };
}

/** What later calls need of a row of users or roles. */
export function toListed(row: Row): readonly Listed[] {
  const id = keyTextOf(row['id']);
  const count = row['assignment_count'];
  // Nobody can ask for a row without an id; the engine counts and names it.
  if (id === undefined) return [];
  return [
    {
      id,
      isDeleted: row['is_deleted'] === true,
      assignments: typeof count === 'number' ? count : undefined,
    },
  ];
}

/** The list as this sync knows it already, else as Pipedrive gives it now. */
export async function listOnce(
  client: HttpClient,
  list: SharedList,
  context: ReadContext,
): Promise<readonly Listed[]> {
  return list.memory.recall(context.syncStartMs) ?? (await listAgain(client, list, context));
}

/** Asks even when the list is known; what comes takes its place. */
export async function listAgain(
  client: HttpClient,
  list: SharedList,
  {signal, syncStartMs}: ReadContext,
): Promise<readonly Listed[]> {
  const {path, purpose, cost, neverEmpty, toRow} = list;
  const all: Listed[] = [];
  for await (const page of listPages({client, path, purpose, cost, signal, neverEmpty})) {
    for (const record of page) all.push(...toListed(toRow(record)));
  }
  list.memory.remember(syncStartMs, all);
  return all;
}
