import type {Rejection} from '../../../write/record';
import type {Brake} from './brake';
import type {PeopleDirectory, Person} from './people-directory';

/** Whom a writer protects, and what it tells those who ask for more. */
export interface PeopleGuard<Id extends string | number, P extends Person<Id>> {
  readonly directory: Pick<PeopleDirectory<Id, P>, 'otherActiveAdmins' | 'markLeaving'>;
  /** Id of the person whom the credential belongs to. */
  readonly ownId: Id;
  readonly removals: Brake;
  readonly words: {
    readonly ownPerson: Rejection;
    readonly lastAdmin: Rejection;
    readonly removalsUsedUp: (max: number) => Rejection;
  };
}

/**
 * Why an active person must not lose access; undefined when they may, and then the removal is counted,
 * and the person marked as leaving, before anything is sent.
 */
export function guardRemoval<Id extends string | number, P extends Person<Id>>(
  guard: PeopleGuard<Id, P>,
  person: P,
): Rejection | undefined {
  const {directory, ownId, removals, words} = guard;
  if (person.id === ownId) return words.ownPerson;
  if (isLastAdmin(guard, person)) return words.lastAdmin;
  if (!removals.take()) return words.removalsUsedUp(removals.max);
  directory.markLeaving(person.id, true);
  return undefined;
}

/**
 * Why somebody must not lose the admin right: it would leave the account, or this sync, without admin.
 * Marks a person who may lose it as leaving.
 */
export function guardLossOfAdmin<Id extends string | number, P extends Person<Id>>(
  guard: PeopleGuard<Id, P>,
  person: P,
): Rejection | undefined {
  if (person.admin === false || !person.active) return undefined;
  if (person.id === guard.ownId) return guard.words.ownPerson;
  if (isLastAdmin(guard, person)) return guard.words.lastAdmin;
  guard.directory.markLeaving(person.id, true);
  return undefined;
}

/** Of whom it is not shown whether they are admins, it is assumed that they are. */
function isLastAdmin<Id extends string | number, P extends Person<Id>>(
  {directory}: Pick<PeopleGuard<Id, P>, 'directory'>,
  {id, admin}: P,
): boolean {
  return admin !== false && directory.otherActiveAdmins(id) === 0;
}
