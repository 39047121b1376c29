import type {JsonObject} from '../../core/json';
import type {ScimDestinationSection} from '../../generated/destination-scim';
import {readService, type ServiceSettings} from './settings';

/** One entry of the destination's section `scim` with every default filled in. */
export interface ScimDestinationSettings extends ServiceSettings {
  readonly allowInvitations: boolean;
  /** Users that one sync may create or activate, each with a seat and maybe a mail. */
  readonly invitationsMax: number;
  readonly deactivationsMax: number;
  /** Whether a user may be set inactive where the vendor then deletes it for good. */
  readonly allowPermanent: boolean;
  readonly removeMembers: boolean;
  readonly removalsMax: number;
  readonly emptyLists: 'keep' | 'clear';
}

/** Reads an entry; throws a `config` Failure for an address that must not be used. */
export function readDestinationSettings(checked: JsonObject): ScimDestinationSettings {
  // True because the section was checked against resources/spec/destination/scim.json, from which
  // this type is generated.
  const entry = checked as unknown as ScimDestinationSection[number];
  return {
    ...readService(entry),
    allowInvitations: entry.allow_invitations ?? false,
    invitationsMax: entry.max_invitations ?? 50,
    deactivationsMax: entry.max_deactivations ?? 10,
    allowPermanent: entry.allow_permanent ?? false,
    removeMembers: entry.remove_members ?? false,
    removalsMax: entry.max_removals ?? 10,
    emptyLists: entry.empty_lists ?? 'keep',
  };
}
