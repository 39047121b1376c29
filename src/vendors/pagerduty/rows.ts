import {isJsonObject, type JsonObject} from '../../core/json';
import type {MutableRow, StreamColumns} from '../../read/columns/stream-columns';
import {keyTextOf} from '../../read/listing/key-of';
import type {Row} from '../../read/reader';
import {dropCalendars} from './drop-calendars';

/** A record as a row that holds no calendar address; of the declared columns only `details` may. */
export function toRow(record: JsonObject, columns: StreamColumns): MutableRow {
  const row = columns.toRow(record);
  if (row['other_fields'] !== null) row['other_fields'] = keptOthers(row['other_fields']);
  return row;
}

/** What belongs to a user, as a row that names the user. */
export function toUserPartRow(part: JsonObject, userId: string, columns: StreamColumns): Row {
  const row = toRow(part, columns);
  row['user_id'] = userId;
  return row;
}

/** A member of `GET /teams/{id}/members` as a row of `pagerduty_team_members`. */
export function toTeamMemberRow(member: JsonObject, teamId: string, columns: StreamColumns): Row {
  const row = toRow(member, columns);
  row['team_id'] = teamId;
  row['user_id'] = memberId(member) ?? null;
  return row;
}

/** Id of the user whom a membership is about. */
export function memberId({user}: JsonObject): string | undefined {
  return isJsonObject(user) ? keyTextOf(user['id']) : undefined;
}

/** A record of the audit trail as a row of `pagerduty_audit_records`. */
export function toAuditRow(record: JsonObject, columns: StreamColumns): Row {
  const row = toRow(record, columns);
  // A change of an address shows the address.
  row['details'] = dropCalendars(row['details']);
  return row;
}

/** What is kept in `other_fields`; null where nothing is. */
export function keptOthers(others: unknown): unknown {
  const kept = dropCalendars(others);
  return isJsonObject(kept) && Object.keys(kept).length > 0 ? kept : null;
}
