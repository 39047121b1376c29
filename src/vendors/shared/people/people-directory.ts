/** What every writer of people must know of somebody whom the vendor shows. */
export interface Person<Id extends string | number> {
  readonly id: Id;
  /** As `normalizeEmail` gives it; undefined where no address stands for this person. */
  readonly email: string | undefined;
  readonly active: boolean;
  /** Undefined where the vendor does not show it. */
  readonly admin: boolean | undefined;
}

/** All people of an account, as far as they are known now: filled by one listing, then kept up. */
export interface PeopleDirectory<Id extends string | number, P extends Person<Id>> {
  /** Adds people, or puts them in the place of what was known of them. */
  put(people: Iterable<P>): void;
  byId(id: Id): P | undefined;
  /** People with exactly this address (normalised). */
  byEmail(email: string): readonly P[];
  /** Active admins besides this person, without those whose removal is under way. */
  otherActiveAdmins(id: Id): number;
  /** Marks a person whose removal is under way, or takes the mark back. */
  markLeaving(id: Id, leaving: boolean): void;
}

/** The form in which addresses are compared: without spaces around it, in lower case. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Creates an empty directory. Its size is the account's, regardless of the number of records. */
export function createPeopleDirectory<
  Id extends string | number,
  P extends Person<Id>,
>(): PeopleDirectory<Id, P> {
  const people = new Map<Id, P>();
  const idsByEmail = new Map<string, Set<Id>>();
  const leaving = new Set<Id>();
  const put = (person: P): void => {
    const earlier = people.get(person.id)?.email;
    if (earlier !== undefined) idsByEmail.get(earlier)?.delete(person.id);
    people.set(person.id, person);
    if (person.email === undefined) return;
    const ids = idsByEmail.get(person.email);
    if (ids === undefined) idsByEmail.set(person.email, new Set([person.id]));
    else ids.add(person.id);
  };
  return {
    put: (added) => {
      for (const person of added) put(person);
    },
    byId: (id) => people.get(id),
    byEmail: (email) =>
      [...(idsByEmail.get(email) ?? [])].flatMap((id) => {
        const person = people.get(id);
        return person === undefined ? [] : [person];
      }),
    otherActiveAdmins: (id) => {
      let admins = 0;
      for (const person of people.values()) {
        const stays = person.active && !leaving.has(person.id);
        if (stays && person.admin === true && person.id !== id) admins += 1;
      }
      return admins;
    },
    markLeaving: (id, isLeaving) => {
      if (isLeaving) leaving.add(id);
      else leaving.delete(id);
    },
  };
}
