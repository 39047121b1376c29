import type {JsonObject} from '../../core/json';
import type {HttpClient} from '../../http/request';
import type {ReadContext, Row} from '../../read/reader';
import {listPages} from './list-pages';
import {toPermissionSetRow} from './permission-set-row';
import {toRoleRow} from './role-row';
import {createSyncMemory, type SyncMemory} from './sync-memory';
import {toUserRow} from './user-row';

/** A list of Pipedrive's as a stream. */
export interface ListStream {
  readonly name: string;
  readonly path: string;
  /** For messages. */
  readonly purpose: string;
  /** Tokens of the daily budget per request. */
  readonly cost: number;
  readonly toRow: (record: JsonObject) => Row;
  readonly digestIgnores?: readonly string[];
}

/** A user or a role as far as further calls need it. */
export interface Listed {
  readonly id: number;
  /** A user who was deleted; such users stay in the list (Pipedrive Q14). */
  readonly isDeleted: boolean;
  /** Users of a role, where the list says. */
  readonly assignments: number | undefined;
}

/** A list that other streams need too; whoever reads it first keeps it for the rest of the sync. */
export interface SharedList extends ListStream {
  readonly memory: SyncMemory<readonly Listed[]>;
}

/** The lists that the streams of one company share. */
export interface CompanyLists {
  readonly users: SharedList;
  readonly roles: SharedList;
}

/** The lists of one company; nothing is asked for before a stream needs it. */
export function createCompanyLists(): CompanyLists {
  return {
    users: {
      name: 'pipedrive_users',
      path: '/users',
      purpose: 'list users',
      cost: 20,
      toRow: toUserRow,
      // Both move without a change of the user: on each login, and with the token that reads.
      digestIgnores: ['last_login', 'is_you'],
      memory: createSyncMemory(),
    },
    roles: {
      name: 'pipedrive_roles',
      path: '/roles',
      purpose: 'list roles',
      cost: 20,
      toRow: toRoleRow,
      memory: createSyncMemory(),
    },
  };
}

/** Not paged by Pipedrive, but by others; for admins only. */
export const permissionSets: ListStream = {
  name: 'pipedrive_permission_sets',
  path: '/permissionSets',
  purpose: 'list permission sets',
  cost: 20,
  toRow: toPermissionSetRow,
};

/** What later calls need of a row of users or roles. */
export function toListed(row: Row): Listed {
  const count = row['assignment_count'];
  return {
    id: Number(row['id']), // never null: rows without a key are refused
    isDeleted: row['is_deleted'] === true,
    assignments: typeof count === 'number' ? count : undefined,
  };
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
  const {path, purpose, cost, toRow} = list;
  const all: Listed[] = [];
  for await (const page of listPages({client, path, purpose, cost, signal})) {
    for (const record of page) all.push(toListed(toRow(record)));
  }
  list.memory.remember(syncStartMs, all);
  return all;
}
