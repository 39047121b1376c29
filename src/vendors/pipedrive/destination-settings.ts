import type {JsonObject} from '../../core/json';
import type {PipedriveDestinationSection} from '../../generated/destination-pipedrive';
import {readConnection, type PipedriveConnection} from './settings';

/** The vendor's section of the destination's configuration with every default filled in. */
export interface PipedriveDestinationSettings extends PipedriveConnection {
  readonly allowInvitations: boolean;
  /** Users that one sync may create, each with a mail and a seat. */
  readonly invitationsMax: number;
  readonly deactivationsMax: number;
  readonly writeFields: 'documented' | 'guide';
}

/** Reads the section; throws a `config` Failure for an address that must not be used. */
export function readDestinationSettings(checked: JsonObject): PipedriveDestinationSettings {
  // True because the section was checked against resources/spec/destination/pipedrive.json, from
  // which this type is generated.
  const section = checked as unknown as PipedriveDestinationSection;
  return {
    ...readConnection(section),
    allowInvitations: section.allow_invitations ?? false,
    invitationsMax: section.max_invitations ?? 50,
    deactivationsMax: section.max_deactivations ?? 10,
    writeFields: section.write_fields ?? 'documented',
  };
}
