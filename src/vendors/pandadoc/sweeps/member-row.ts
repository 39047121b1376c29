import type {JsonObject} from '../../../core/json';
import type {MutableRow, StreamColumns} from '../../../read/columns/stream-columns';
import type {Row} from '../../../read/reader';
import type {WorkspaceId} from '../workspaces/find-workspace-ids';

/** Whose list a member was in. */
export interface MemberOrigin extends WorkspaceId {
  /** The user's name for the workspace. */
  readonly name: string;
}

/** A member of `GET /members` as a row of `pandadoc_members`. */
export function toMemberRow(member: JsonObject, origin: MemberOrigin, columns: StreamColumns): Row {
  const row = columns.toRow(withOneSpelling(member));
  // `workspace` is where the person works at the moment, not this membership's (PandaDoc Q2).
  row['_workspace_id'] = origin.id;
  row['_workspace_id_is_guess'] = origin.isGuess;
  row['_workspace_name'] = origin.name;
  row['_status'] = row['status'] ?? statusOf(row);
  row['_is_admin'] = row['is_admin'] ?? isAdminRole(row);
  return row;
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
