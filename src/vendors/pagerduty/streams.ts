import {isJsonObject} from '../../core/json';
import {streamColumns, type StreamColumns} from '../../read/columns/stream-columns';
import {loadResource} from '../../resources/load-resource';
import {toReference, toReferences} from './reference';

/** The streams with their columns, as one reading of the account fills them. */
export interface PagerdutyStreams {
  readonly users: StreamColumns;
  readonly contactMethods: StreamColumns;
  readonly notificationRules: StreamColumns;
  readonly teams: StreamColumns;
  readonly teamMembers: StreamColumns;
  readonly auditRecords: StreamColumns;
}

/** PagerDuty points at other objects by references, or sends them whole (PagerDuty Q8). */
const forms = {
  reference: (value: unknown) => (isJsonObject(value) ? toReference(value) : undefined),
  references: toReferences,
};

/** Opens the streams by their schemas. */
export function pagerdutyStreams(): PagerdutyStreams {
  const open = (name: string): StreamColumns =>
    streamColumns(name, loadResource(`schemas/${name}.json`), forms);
  return {
    users: open('pagerduty_users'),
    contactMethods: open('pagerduty_contact_methods'),
    notificationRules: open('pagerduty_notification_rules'),
    teams: open('pagerduty_teams'),
    teamMembers: open('pagerduty_team_members'),
    auditRecords: open('pagerduty_audit_records'),
  };
}
