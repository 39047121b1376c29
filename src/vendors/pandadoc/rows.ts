import {isJsonObject, type JsonObject} from '../../core/json';
import type {Row} from '../../read/reader';
import {rowColumns, toColumns, type MutableRow} from '../shared/row-columns';
import type {WorkspaceId} from './find-workspace-ids';
import {idOf} from './results';

type ColumnKind = 'id' | 'string' | 'boolean' | 'time' | 'objects';

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const memberColumns = rowColumns<ColumnKind>(
  [
    ['membership_id', 'id'],
    ['user_id', 'id'],
    ['email', 'string'],
    ['first_name', 'string'],
    ['last_name', 'string'],
    ['role', 'string'],
    ['user_license', 'string'],
    ['is_active', 'boolean'],
    ['email_verified', 'boolean'],
    ['workspace', 'id'],
    ['workspace_name', 'string'],
    ['date_created', 'time'],
    ['date_modified', 'time'],
    ['status', 'string'],
    ['is_admin', 'boolean'],
    ['workspace_id', 'id'],
    ['avatar', 'string'],
  ],
  ['_workspace_id', '_workspace_id_is_guess', '_workspace_name', '_status', '_is_admin'],
);

const userColumns = rowColumns<ColumnKind>([
  ['user_id', 'id'],
  ['email', 'string'],
  ['first_name', 'string'],
  ['last_name', 'string'],
  ['phone_number', 'string'],
  ['license', 'string'],
  ['is_organization_owner', 'boolean'],
  ['workspaces', 'objects'],
]);

const workspaceColumns = rowColumns<ColumnKind>([
  ['id', 'id'],
  ['name', 'string'],
  ['owner', 'string'],
  ['date_created', 'time'],
  ['is_default', 'boolean'],
]);

/** Whose list a member was in. */
export interface MemberOrigin extends WorkspaceId {
  /** The user's name for the workspace. */
  readonly name: string;
}

/** A member of `GET /members` as a row of `pandadoc_members`; see its schema in `resources/schemas`. */
export function toMemberRow(member: JsonObject, origin: MemberOrigin): Row {
  const row = toColumns(withOneSpelling(member), memberColumns, fitValue);
  // `workspace` is where the person works at the moment, not this membership's (PandaDoc Q2).
  row['_workspace_id'] = origin.id;
  row['_workspace_id_is_guess'] = origin.isGuess;
  row['_workspace_name'] = origin.name;
  row['_status'] = row['status'] ?? statusOf(row);
  row['_is_admin'] = row['is_admin'] ?? isAdminRole(row);
  return row;
}

/** A user of `GET /users` as a row of `pandadoc_users`. */
export function toUserRow(user: JsonObject): Row {
  return toColumns(user, userColumns, fitValue);
}

/** A workspace of `GET /workspaces` as a row of `pandadoc_workspaces`. */
export function toWorkspaceRow(workspace: JsonObject): Row {
  return toColumns(workspace, workspaceColumns, fitValue);
}

/** The schema spells it `emails_verified`, the examples `email_verified` (PandaDoc Q3). */
function withOneSpelling(member: JsonObject): JsonObject {
  if (!('emails_verified' in member)) return member;
  const {emails_verified: other, ...rest} = member;
  return {...rest, email_verified: rest['email_verified'] ?? other};
}

function statusOf({is_active: isActive}: MutableRow): string | null {
  if (isActive === null) return null;
  return isActive === true ? 'active' : 'inactive';
}

/** Custom roles may have any name (PandaDoc Q16); only the built-in one is known to be an admin's. */
function isAdminRole({role}: MutableRow): boolean | null {
  return role === null ? null : role === 'Admin';
}

/** The value in the column's type, or undefined when it does not fit. */
function fitValue(value: unknown, kind: ColumnKind): unknown {
  switch (kind) {
    case 'id':
      return idOf(value);
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'time':
      return typeof value === 'string' && ISO_TIME.test(value) ? value : undefined;
    case 'objects':
      return Array.isArray(value) && value.every(isJsonObject) ? sorted(value) : undefined;
  }
}

/** In an order of our own: another order of the vendor's is no change of the user. */
function sorted(memberships: readonly JsonObject[]): readonly JsonObject[] {
  const keyOf = (one: JsonObject): string =>
    `${idOf(one['workspace_id']) ?? ''} ${idOf(one['membership_id']) ?? ''}`;
  return [...memberships].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
