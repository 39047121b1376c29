import type {MappedRecord, Operation, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {reject} from '../../shared/people/reject';
import {attributeNamed} from '../schema/attribute';
import {pathOf} from '../schema/attribute-path';
import {isFulfilled} from '../schema/is-fulfilled';
import {isNothing} from '../schema/compare-scalars';
import {valueAt, type Wish} from '../schema/value-at';
import {isActive} from '../writer/patch-body';
import type {UsersContext} from './context';
import type {Decision} from './decision';
import {guardDeactivation, guardRoles, guardSeat} from './guard-users';
import {keyOf} from './prepare-record';
import type {ScimPerson} from './scim-person';
import {keysIn, readWantedUser, type WantedUser} from './wanted-user';
import type {UserKey} from './user-keys';

/** Decides on a prepared record. A plan, which may not try a creation, looks harder for people. */
export async function decide(
  context: UsersContext,
  record: MappedRecord,
  {plans}: {readonly plans: boolean},
): Promise<Decision> {
  const wanted = readWantedUser(context, record);
  if ('reason' in wanted) return reject(wanted);
  const {directory, remarks} = context;
  const {operation} = record;
  const key = keyOf(record);
  const [person, twin] = await directory.find(key);
  if (twin !== undefined) return reject(ambiguous);
  if (person !== undefined) return decideOnPerson(context, person, {key, operation, wanted});
  if (wanted.leaves) {
    remarks.goneAlready();
    return {type: 'unchanged'};
  }
  const creates = operation === 'upsert' || operation === 'insert';
  const others = creates ? keysIn(wanted.wishes).filter(({field}) => field !== key.field) : [];
  const known = others.flatMap((other) => directory.known(other));
  // Lists of some services leave out the inactive, whom filters find.
  const found =
    known.length > 0 || (creates && !plans)
      ? known
      : await directory.lookByFilters([key, ...others]);
  if (found.length > 0) return adopt(context, found, {key, operation, wanted});
  return creates ? decideOnNew(context, {key, operation, wanted}) : reject(notFound);
}

/** What a decision is made about. */
interface Case {
  readonly key: UserKey;
  readonly operation: Operation;
  readonly wanted: WantedUser;
}

/**
 * Decides on people whom the list does not show under the record's key: whom another key names, or who
 * are inactive. An upsert makes such a person what the record says, and active.
 */
export async function adopt(
  context: UsersContext,
  found: readonly ScimPerson[],
  what: Case,
): Promise<Decision> {
  const [person, ...others] = [...new Map(found.map((one) => [one.id, one])).values()];
  if (person === undefined || others.length > 0) return reject(severalFound);
  const {key, operation, wanted} = what;
  // The client's own id is what its users are known by: nobody gets another one by the way.
  if (key.field === 'externalId' && ![undefined, key.value].includes(person.externalId)) {
    return reject(otherExternalId);
  }
  const open =
    operation === 'upsert' && !person.active && !wanted.wishes.some(isActive)
      ? activeWish(context, true)
      : [];
  const wishes = [...wanted.wishes, ...open];
  return decideOnPerson(context, person, {...what, wanted: {...wanted, wishes}});
}

/** Decides on a user of the service. Equal values are not sent. */
async function decideOnPerson(
  context: UsersContext,
  person: ScimPerson,
  {operation, wanted}: Case,
): Promise<Decision> {
  const {remarks} = context;
  if (operation === 'insert') return reject(alreadyExists);
  if (wanted.hasDeletedName && person.active) remarks.deletedName();
  // A user who is to go gets no other change.
  const wishes = operation === 'soft_delete' ? activeWish(context, false) : wanted.wishes;
  if (operation === 'soft_delete' && wishes.length === 0) return reject(noActive);
  const open = wishes.filter((wish) => !isFulfilled(person.resource, wish));
  // Who is not shown as inactive is active.
  const isDone = (wish: Wish): boolean => isActive(wish) && wish.value === person.active;
  const changes = open.filter((wish) => !isDone(wish));
  if (changes.length === 0) return {type: 'unchanged'};
  const wrong = changes.map((wish) => faultIn(person, wish)).find((one) => one !== undefined);
  if (wrong !== undefined) return reject(wrong);
  const deactivates =
    person.active && changes.some((wish) => isActive(wish) && wish.value === false);
  const activates = !person.active && changes.some((wish) => isActive(wish) && wish.value === true);
  const refused =
    (await guardRoles(context, person, changes)) ??
    (deactivates ? await guardDeactivation(context, person) : undefined) ??
    (activates ? guardSeat(context, 'activate') : undefined);
  if (refused === undefined)
    return {type: 'update', person, wishes: changes, deactivates, activates};
  context.directory.people.markLeaving(person.id, false);
  return reject(refused);
}

/** The wish for `active`; none where the service has no such attribute. */
function activeWish({writing: {schema}}: UsersContext, value: boolean): readonly Wish[] {
  const attribute = attributeNamed(schema.core.attributes, 'active');
  if (attribute === undefined) return [];
  const path = pathOf({extension: undefined, attribute, tests: undefined, sub: undefined});
  return [{path, value}];
}

function decideOnNew(context: UsersContext, {key, operation, wanted}: Case): Decision {
  const wishes = wanted.wishes.filter(({value}) => value !== null);
  const keys = keysIn(wishes);
  if (key.field === 'id') return reject(cannotCreateById);
  if (!keys.some(({field}) => field === 'userName')) return reject(needsName);
  const missing = missingIn(context, wishes);
  if (missing.length > 0) return reject(lacks(missing));
  const refused = guardSeat(context, 'create');
  if (refused !== undefined) return reject(refused);
  return {type: 'create', wishes, keys, adopts: operation === 'upsert'};
}

/** Attributes without which the service, by its own schema, takes no user. */
function missingIn({writing: {schema}}: UsersContext, wishes: readonly Wish[]): readonly string[] {
  if (!schema.isTold) return [];
  const filled = new Set(wishes.map(({path}) => path.attribute));
  return schema.core.attributes
    .filter((one) => one.required && one.mutability !== 'readOnly' && !filled.has(one))
    .map(({name}) => name);
}

function faultIn({resource}: ScimPerson, {path, value}: Wish): Rejection | undefined {
  const {attribute, sub} = path;
  const isImmutable = (sub ?? attribute).mutability === 'immutable';
  if (isImmutable && !isNothing(valueAt(resource, path))) {
    return rejection(
      'read_only_field',
      `Field ${path.text} cannot be changed once it is set; leave it out, or change it at the service.`,
    );
  }
  if (value !== null || !attribute.required || sub !== undefined) return undefined;
  return rejection(
    'invalid_value',
    `Field ${path.text} is required by the service and cannot be emptied; give a value, or leave nulls out.`,
  );
}

function lacks(names: readonly string[]): Rejection {
  return rejection(
    'invalid_value',
    `A new user needs ${names.join(', ')}, which the record does not fill; map ${names.length === 1 ? 'it' : 'them'}.`,
  );
}

const notFound = rejection(
  'not_found',
  'The service has no user with this key. Check the key column, and key_field: userName, externalId and id are different keys. To create new users, use mode upsert.',
);

const cannotCreateById = rejection(
  'not_found',
  'The service has no user with this id, and gives ids itself; use userName as key to create users.',
);

const needsName = rejection(
  'invalid_value',
  'The service has no user with this externalId, and a new user needs a userName; map it.',
);

const ambiguous = rejection(
  'ambiguous',
  'Several users of the service have this key; use the id as key.',
);

const severalFound = rejection(
  'ambiguous',
  'The userName and the externalId of the record belong to two different users of the service; correct one of them, or use the id as key.',
);

const otherExternalId = rejection(
  'already_exists',
  'The userName of the record belongs to a user with another externalId; correct one of them, or use userName as key.',
);

const noActive = rejection(
  'unsupported_operation',
  'The service has no attribute active, so that nobody can be deactivated there; do it by hand.',
);

const alreadyExists = rejection(
  'already_exists',
  'The service already has a user with this key; use mode update or upsert to change it.',
);
