import {jsonText} from '../../../core/json-text';
import type {Prepared} from '../../../write/object-writer';
import type {MappedRecord, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {normalizeEmail, type PeopleDirectory} from '../../shared/people/people-directory';
import type {VendorUser} from './vendor-user';
import {readWantedUser} from './wanted-user';

const EMAIL = /^[^\s@]+@[^\s@]+$/;
const EMAIL_LENGTH_MAX = 254;
const ID = /^\s*0*([1-9]\d{0,14})\s*$/;

/**
 * Checks a record before it is queued, and brings its key into the one form that each user has: the
 * engine keeps the order of records by their keys, also when one stream names users by id and another
 * one by e-mail.
 */
export function prepareRecord(
  directory: Pick<PeopleDirectory<number, VendorUser>, 'byId' | 'byEmail'>,
  record: MappedRecord,
): Prepared {
  const keyed = withUserKey(directory, record);
  if ('reason' in keyed) return {ok: false, rejection: keyed};
  const wanted = readWantedUser(record);
  if ('reason' in wanted) return {ok: false, rejection: wanted};
  const body = jsonText(record.fields);
  return {ok: true, prepared: {record: keyed, body, bytes: Buffer.byteLength(body)}};
}

function withUserKey(
  directory: Pick<PeopleDirectory<number, VendorUser>, 'byId' | 'byEmail'>,
  record: MappedRecord,
): MappedRecord | Rejection {
  if (record.keyField !== 'id') {
    const email = normalizeEmail(record.key);
    const isEmail = EMAIL.test(email) && email.length <= EMAIL_LENGTH_MAX;
    return isEmail ? {...record, key: email, keyField: 'email'} : notAnEmail;
  }
  const id = ID.exec(record.key)?.[1];
  if (id === undefined) return notAnId;
  const email = directory.byId(Number(id))?.email;
  const isUnique = email !== undefined && directory.byEmail(email).length === 1;
  return isUnique ? {...record, key: email, keyField: 'email'} : {...record, key: id};
}

const notAnEmail = rejection(
  'invalid_key',
  'The key is not an e-mail address; if the column contains ids of Pipedrive, set "key_field": "id".',
);

const notAnId = rejection(
  'invalid_key',
  'The key is not an id of a Pipedrive user, which is an integer above 0. Check the key column.',
);
