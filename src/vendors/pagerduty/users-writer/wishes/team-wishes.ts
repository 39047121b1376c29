import type {Json, JsonObject} from '../../../../core/json';
import type {Rejection} from '../../../../write/record';
import {rejection} from '../../../../write/rejection';
import {holds, isRejection, readEntries, type EntryPlace} from './read-entries';

/** A team that a record wants the user to be in. */
export interface TeamWish {
  /** `either`: text that may be a name or an id. */
  readonly by: 'id' | 'name' | 'either';
  readonly text: string;
  /** Undefined: as it is, and for a new member PagerDuty's default. */
  readonly role: TeamRole | undefined;
  readonly place: EntryPlace;
}

/** What a member of a team may do. */
export const teamRoles = ['observer', 'responder', 'manager'] as const;
export type TeamRole = (typeof teamRoles)[number];

/** Reads `teams`: objects of id or name, and role; a text alone is an id or a name. */
export function readTeamWishes(
  items: readonly Json[],
): {readonly value: readonly TeamWish[]} | Rejection {
  const entries = items.map((item) => (typeof item === 'string' ? {either: item} : item));
  return readEntries('teams', entries, readTeam);
}

function readTeam(entry: JsonObject, place: EntryPlace): TeamWish | Rejection {
  const role = readRole(entry['role'], place);
  if (isRejection(role)) return role;
  for (const by of ['id', 'name', 'either'] as const) {
    const value = entry[by];
    if (value === undefined || value === null) continue;
    const field = by === 'either' ? place : `${place}.${by}`;
    if (typeof value !== 'string' || value.trim() === '') {
      return wrong(`${field} ${holds(value, 'a team')}; it must hold text.`);
    }
    return {by, text: by === 'id' ? value.trim() : value, role: role.value, place};
  }
  return wrong(`${place} names no team; give id or name.`);
}

function readRole(
  value: Json | undefined,
  place: EntryPlace,
): {readonly value: TeamRole | undefined} | Rejection {
  if (value === undefined || value === null || value === '') return {value: undefined};
  const role = teamRoles.find((one) => one === value);
  if (role !== undefined) return {value: role};
  return wrong(
    `${place}.role ${holds(value, 'a role in a team')}; it must be one of ${teamRoles.join(', ')}.`,
  );
}

function wrong(what: string): Rejection {
  return rejection('invalid_value', `Field ${what} Correct the value, or leave the entry out.`);
}
