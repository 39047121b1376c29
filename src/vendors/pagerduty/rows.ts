import {Failure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import type {Row} from '../../read/reader';
import {rowColumns, toColumns, type MutableRow, type RowColumns} from '../shared/row-columns';
import {dropCalendars} from './drop-calendars';
import {fitValue, type ColumnKind} from './fit-value';

type Columns = RowColumns<ColumnKind>;

/** What every object of PagerDuty's has. */
const common = ['id', 'type', 'summary', 'self', 'html_url'] as const;

const userColumns = columnsOf({
  string: [
    ...common,
    ...['name', 'email', 'time_zone', 'color', 'role', 'avatar_url', 'description', 'job_title'],
  ],
  boolean: ['invitation_sent', 'created_via_sso', 'billed'],
  references: ['teams', 'contact_methods', 'notification_rules'],
  objects: ['coordinated_incidents'],
});

const contactMethodColumns = columnsOf({
  string: [...common, 'user_id', 'label', 'address', 'device_type', 'created_at'],
  integer: ['country_code'],
  boolean: ['enabled', 'blacklisted', 'send_short_email'],
  objects: ['sounds'],
});

const notificationRuleColumns = columnsOf({
  string: [...common, 'user_id', 'urgency', 'created_at'],
  integer: ['start_delay_in_minutes'],
  reference: ['contact_method'],
});

const teamColumns = columnsOf({
  string: [...common, 'name', 'description', 'default_role'],
  reference: ['parent'],
});

const teamMemberColumns = columnsOf({
  string: ['team_id', 'user_id', 'role'],
  reference: ['user'],
});

const auditRecordColumns = columnsOf({
  string: ['id', 'self', 'execution_time', 'action'],
  object: ['execution_context', 'method', 'root_resource', 'details'],
  objects: ['actors'],
});

/** A user of `GET /users` as a row of `pagerduty_users`. */
export function toUserRow(user: JsonObject): Row {
  return toRow(user, userColumns);
}

/** A full contact method as a row of `pagerduty_contact_methods`. */
export function toContactMethodRow(contactMethod: JsonObject, userId: string): Row {
  return withId(toRow(contactMethod, contactMethodColumns), 'user_id', userId);
}

/** A full notification rule as a row of `pagerduty_notification_rules`. */
export function toNotificationRuleRow(rule: JsonObject, userId: string): Row {
  return withId(toRow(rule, notificationRuleColumns), 'user_id', userId);
}

/** A team of `GET /teams` as a row of `pagerduty_teams`. */
export function toTeamRow(team: JsonObject): Row {
  return toRow(team, teamColumns);
}

/** A member of `GET /teams/{id}/members` as a row of `pagerduty_team_members`. */
export function toTeamMemberRow(member: JsonObject, teamId: string): Row {
  const row = withId(toRow(member, teamMemberColumns), 'team_id', teamId);
  row['user_id'] = memberId(member) ?? null;
  return row;
}

/** Id of the user whom a membership is about. */
export function memberId({user}: JsonObject): string | undefined {
  const id = isJsonObject(user) ? user['id'] : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/**
 * A record of the audit trail as a row of `pagerduty_audit_records`; throws a `data` Failure when
 * it has no time, without which its place in the trail is unknown.
 */
export function toAuditRow(record: JsonObject): Row {
  const row = toRow(record, auditRecordColumns);
  // A change of an address shows the address.
  row['details'] = dropCalendars(row['details']);
  const at = row['execution_time'];
  if (typeof at === 'string' && !Number.isNaN(Date.parse(at)) && row['id'] !== null) return row;
  throw new Failure({
    kind: 'data',
    message:
      'PagerDuty gave an audit record without id or time, so the trail cannot be followed. Run the sync again; report it if it happens again.',
  });
}

/** A row that holds no calendar address; no declared column of a user, team or rule has one. */
function toRow(record: JsonObject, columns: Columns): MutableRow {
  const row = toColumns(record, columns, fitValue);
  if (row['other_fields'] !== null) row['other_fields'] = withoutCalendars(row['other_fields']);
  return row;
}

function withoutCalendars(others: unknown): unknown {
  const kept = dropCalendars(others);
  return isJsonObject(kept) && Object.keys(kept).length > 0 ? kept : null;
}

function withId(row: MutableRow, column: string, id: string): MutableRow {
  row[column] = id;
  return row;
}

function columnsOf(byKind: Partial<Record<ColumnKind, readonly string[]>>): Columns {
  const kinds = Object.entries(byKind).flatMap(([kind, names]) =>
    // True because the keys of a Record<ColumnKind, …> are column kinds.
    names.map((name) => [name, kind as ColumnKind] as const),
  );
  return rowColumns(kinds);
}
