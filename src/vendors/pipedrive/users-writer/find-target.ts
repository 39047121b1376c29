import type {MappedRecord, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import type {PeopleDirectory} from '../../shared/people/people-directory';
import type {VendorUser} from './vendor-user';

/** Whom a record is about: a user of the company, somebody new, or nobody who can be told. */
export type Target =
  | {readonly type: 'user'; readonly user: VendorUser}
  | {readonly type: 'new'; readonly email: string}
  /** Nobody has the key, and nobody may be made of it; the rejection says so. */
  | {readonly type: 'absent'; readonly rejection: Rejection}
  | {readonly type: 'rejected'; readonly rejection: Rejection};

/** Finds whom a prepared record is about; its key is an id or a normalised e-mail. */
export function findTarget(
  directory: Pick<PeopleDirectory<number, VendorUser>, 'byId' | 'byEmail'>,
  {key, keyField, operation}: Pick<MappedRecord, 'key' | 'keyField' | 'operation'>,
): Target {
  if (keyField === 'id') {
    const user = directory.byId(Number(key));
    // A deleted user is as inactive as can be.
    if (user !== undefined && (!user.deleted || operation === 'soft_delete')) {
      return {type: 'user', user};
    }
    const creates = operation === 'upsert' || operation === 'insert';
    return {type: 'absent', rejection: creates ? cannotCreateById : idNotFound};
  }
  const [user, twin] = directory.byEmail(key);
  if (twin !== undefined) return {type: 'rejected', rejection: ambiguous};
  if (user !== undefined) return {type: 'user', user};
  return operation === 'update' || operation === 'soft_delete'
    ? {type: 'absent', rejection: emailNotFound}
    : {type: 'new', email: key};
}

const idNotFound = rejection(
  'not_found',
  'The company has no user with this id. Check the key column, and key_field: ids and e-mail addresses are different keys.',
);

const emailNotFound = rejection(
  'not_found',
  'The company has no user with this e-mail. Check the key column; to invite new people, use mode upsert and set pipedrive.allow_invitations.',
);

const cannotCreateById = rejection(
  'not_found',
  'The company has no user with this id, and users can only be created by e-mail; use email as key.',
);

const ambiguous = rejection(
  'ambiguous',
  'Several users of the company have e-mails that differ only in case; use the id as key.',
);
