import type {JsonObject} from '../../core/json';
import type {PagerdutyDestinationSection} from '../../generated/destination-pagerduty';
import {readConnection, type PagerdutyConnection} from './settings';

const SCOPE =
  'users.read users.write users:contact_methods.read users:contact_methods.write teams.read teams.write escalation_policies.read oncalls.read licenses.read';

/** The vendor's section of the destination's configuration with every default filled in. */
export interface PagerdutyDestinationSettings extends PagerdutyConnection {
  readonly allowInvitations: boolean;
  /** Users that one sync may create, each with a mail. */
  readonly invitationsMax: number;
  /** Address of a user of the account, sent with every write. */
  readonly fromEmail: string | undefined;
  readonly removeContactMethods: boolean;
  readonly removeNotificationRules: boolean;
  readonly removeTeams: boolean;
  /** People whom one sync may take out of teams. */
  readonly removalsMax: number;
  readonly allowUnreachable: boolean;
  readonly emptyLists: 'keep' | 'clear';
}

/** Reads the section; throws a `config` Failure for an address that must not be used. */
export function readDestinationSettings(checked: JsonObject): PagerdutyDestinationSettings {
  // True because the section was checked against resources/spec/destination/pagerduty.json, from
  // which this type is generated.
  const section = checked as unknown as PagerdutyDestinationSection;
  const from = section.from_email?.trim() ?? '';
  return {
    ...readConnection(section, SCOPE),
    allowInvitations: section.allow_invitations ?? false,
    invitationsMax: section.max_invitations ?? 50,
    fromEmail: from === '' ? undefined : from,
    removeContactMethods: section.remove_contact_methods ?? false,
    removeNotificationRules: section.remove_notification_rules ?? false,
    removeTeams: section.remove_teams ?? false,
    removalsMax: section.max_removals ?? 10,
    allowUnreachable: section.allow_unreachable ?? false,
    emptyLists: section.empty_lists ?? 'keep',
  };
}
