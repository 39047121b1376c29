import type {JsonObject} from '../../core/json';
import type {PandadocDestinationSection} from '../../generated/destination-pandadoc';
import {readPandadocSettings, type PandadocSettings} from './settings';

/** The vendor's section of the destination's configuration with every default filled in. */
export interface PandadocDestinationSettings {
  /** How to reach the workspaces. */
  readonly connection: PandadocSettings;
  readonly allowInvitations: boolean;
  /** People whom one sync may invite, each with a mail. */
  readonly invitationsMax: number;
  readonly allowSeats: boolean;
  /** Paid seats that one sync may take. */
  readonly seatsMax: number;
  readonly allowRemovals: boolean;
  readonly removalsMax: number;
  /** As writes name it (PandaDoc Q5). */
  readonly newUserLicense: string;
  readonly customRoles: readonly string[];
  readonly membersApi: 'auto' | MembersContract;
}

/** Whose calls write members: those that PandaDoc documents, or the guide's (PandaDoc Q13). */
export type MembersContract = 'documented' | 'guide';

/** Reads the section; throws a `config` Failure for what the specification cannot express. */
export function readDestinationSettings(checked: JsonObject): PandadocDestinationSettings {
  // True because the section was checked against resources/spec/destination/pandadoc.json, from
  // which this type is generated.
  const section = checked as unknown as PandadocDestinationSection;
  return {
    // The members that both sections have mean the same in both.
    connection: readPandadocSettings(checked),
    allowInvitations: section.allow_invitations ?? false,
    invitationsMax: section.max_invitations ?? 50,
    allowSeats: section.allow_seats ?? false,
    seatsMax: section.max_seats ?? 10,
    allowRemovals: section.allow_removals ?? false,
    removalsMax: section.max_removals ?? 10,
    newUserLicense: section.new_user_license ?? 'Full',
    customRoles: (section.custom_roles ?? '')
      .split(/\r\n|\r|\n/)
      .map((role) => role.trim())
      .filter((role) => role !== ''),
    membersApi: section.members_api ?? 'auto',
  };
}
