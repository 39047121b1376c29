import type {JsonObject} from '../../../core/json';
import {createPeopleDirectory, type PeopleDirectory} from '../../shared/people/people-directory';
import {foldName} from '../schema/compare-scalars';
import {goneFrom, toPerson, type ScimPerson} from './scim-person';
import type {UserKey} from './user-keys';

/** The users whom a service has shown. */
export interface KnownUsers {
  readonly people: Pick<PeopleDirectory<string, ScimPerson>, 'otherActiveAdmins' | 'markLeaving'>;
  /** Those with a key; asks nobody. */
  readonly known: (key: UserKey) => readonly ScimPerson[];
  /** Adds a user, or puts it in the place of what was known of it. */
  readonly put: (resource: JsonObject) => ScimPerson;
  /** Notes that the service has deleted somebody. */
  readonly remove: (person: ScimPerson) => void;
  /** Forgets everybody. */
  readonly forget: () => void;
}

/** Creates an empty set of users; `title` is the vendor's, for messages. */
export function createKnownUsers(title: string): KnownUsers {
  let people = createPeopleDirectory<string, ScimPerson>();
  let idsByExternalId = new Map<string, Set<string>>();
  const put = (person: ScimPerson): void => {
    const earlier = people.byId(person.id)?.externalId;
    if (earlier !== undefined) idsByExternalId.get(earlier)?.delete(person.id);
    people.put([person]);
    if (person.externalId === undefined) return;
    const ids = idsByExternalId.get(person.externalId);
    if (ids === undefined) idsByExternalId.set(person.externalId, new Set([person.id]));
    else ids.add(person.id);
  };
  const byId = (id: string): readonly ScimPerson[] => {
    const person = people.byId(id);
    return person === undefined || person.isGone ? [] : [person];
  };
  return {
    people: {
      otherActiveAdmins: (id) => people.otherActiveAdmins(id),
      markLeaving: (id, leaving) => {
        people.markLeaving(id, leaving);
      },
    },
    known: ({field, value}) => {
      if (field === 'id') return byId(value);
      if (field === 'userName') return people.byEmail(foldName(value));
      return [...(idsByExternalId.get(value) ?? [])].flatMap(byId);
    },
    put: (resource) => {
      const person = toPerson(resource, title);
      put(person);
      return person;
    },
    remove: (person) => {
      put(goneFrom(person));
      people.markLeaving(person.id, false);
    },
    forget: () => {
      people = createPeopleDirectory();
      idsByExternalId = new Map();
    },
  };
}
