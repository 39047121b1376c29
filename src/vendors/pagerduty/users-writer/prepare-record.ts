import {jsonText} from '../../../core/json-text';
import type {Prepared} from '../../../write/object-writer';
import type {MappedRecord, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {normalizeEmail, type PeopleDirectory} from '../../shared/people/people-directory';
import type {VendorUser} from './vendor-user';
import {readWantedUser, type EmptyLists} from './wanted-user';
import {isEmail} from './wishes/user-field-wishes';

type Directory = Pick<PeopleDirectory<string, VendorUser>, 'byId' | 'byEmail'>;

const ID = /^[A-Za-z0-9]{1,40}$/;

/**
 * Checks a record before it is queued, and brings its key into the one form that each user has: the
 * engine keeps the order of records by their keys, also when one stream names users by id and another
 * one by e-mail.
 */
export function prepareRecord(
  directory: Directory,
  record: MappedRecord,
  emptyLists: EmptyLists,
): Prepared {
  const keyed = withUserKey(directory, record);
  if ('reason' in keyed) return {ok: false, rejection: keyed};
  const wanted = readWantedUser(record, emptyLists);
  if ('reason' in wanted) return {ok: false, rejection: wanted};
  const {email} = wanted.fields;
  const isOtherKey = record.keyField !== 'id' && typeof email === 'string';
  if (isOtherKey && normalizeEmail(email) !== keyed.key) {
    return {ok: false, rejection: emailIsKey};
  }
  const body = jsonText(record.fields);
  return {ok: true, prepared: {record: keyed, body, bytes: Buffer.byteLength(body)}};
}

function withUserKey(directory: Directory, record: MappedRecord): MappedRecord | Rejection {
  if (record.keyField !== 'id') {
    const email = normalizeEmail(record.key);
    return isEmail(email) ? {...record, key: email, keyField: 'email'} : notAnEmail;
  }
  const id = record.key.trim();
  if (!ID.test(id)) return notAnId;
  const email = directory.byId(id)?.email;
  const isUnique = email !== undefined && directory.byEmail(email).length === 1;
  return isUnique ? {...record, key: email, keyField: 'email'} : {...record, key: id};
}

const notAnEmail = rejection(
  'invalid_key',
  'The key is not an e-mail address; if the column contains ids of PagerDuty, set "key_field": "id".',
);

const notAnId = rejection(
  'invalid_key',
  'The key is not an id of a PagerDuty user, which is letters and digits such as P1A2B3C. Check the key column.',
);

const emailIsKey = rejection(
  'invalid_value',
  'Field email differs from the key of the record. To change the address of a user, use the id as key.',
);
