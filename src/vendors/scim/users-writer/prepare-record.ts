import {jsonText} from '../../../core/json-text';
import type {Prepared} from '../../../write/object-writer';
import type {MappedRecord, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {foldName} from '../schema/compare-scalars';
import type {UsersContext} from './context';
import {nameBeforeDeletion, type UserKey} from './user-keys';
import {readWantedUser} from './wanted-user';

const KEY_LENGTH_MAX = 1_000;

/**
 * Checks a record before it is queued, and brings its key into the one form that each user has: the
 * engine keeps the order of records by their keys, also when one stream names users by id and another
 * one by name. The key stays among the fields as it was given, because a new user gets it.
 */
export function prepareRecord(context: UsersContext, record: MappedRecord): Prepared {
  const keyed = withKey(context, record);
  if ('reason' in keyed) return {ok: false, rejection: keyed};
  const wanted = readWantedUser(context, keyed);
  if ('reason' in wanted) return {ok: false, rejection: wanted};
  const body = jsonText(keyed.fields);
  return {ok: true, prepared: {record: keyed, body, bytes: Buffer.byteLength(body)}};
}

/** The key of a prepared record. */
export function keyOf({key, keyField}: Pick<MappedRecord, 'key' | 'keyField'>): UserKey {
  const field = keyField === 'id' || keyField === 'externalId' ? keyField : 'userName';
  return {field, value: key};
}

function withKey(
  {directory}: Pick<UsersContext, 'directory'>,
  record: MappedRecord,
): MappedRecord | Rejection {
  const {field, value} = keyOf(record);
  const given = value.trim();
  if (given.length > KEY_LENGTH_MAX) return tooLong;
  const fields =
    field === 'id' ? record.fields : {...record.fields, [field]: given.normalize('NFC')};
  const name = field === 'userName' ? (nameBeforeDeletion(given) ?? given) : given;
  const [person, twin] = directory.known({field, value: name});
  const isUnique = twin === undefined && person?.email !== undefined;
  if (
    field === 'userName' ||
    (isUnique && directory.known({field: 'userName', value: person.email}).length === 1)
  ) {
    const key = field === 'userName' ? foldName(name) : (person?.email ?? given);
    return {...record, fields, key, keyField: 'userName'};
  }
  return {...record, fields, key: given, keyField: field};
}

const tooLong = rejection(
  'invalid_key',
  `The key has more than ${KEY_LENGTH_MAX} characters; check the key column.`,
);
