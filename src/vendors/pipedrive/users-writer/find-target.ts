import type {MappedRecord, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import type {UserDirectory} from './user-directory';
import type {VendorUser} from './vendor-user';

/** Whom a record is about: a user of the company, somebody new, or nobody who can be told. */
export type Target =
  | {readonly type: 'user'; readonly user: VendorUser}
  | {readonly type: 'new'; readonly email: string}
  | {readonly type: 'rejected'; readonly rejection: Rejection};

/** Finds whom a prepared record is about; its key is an id or a normalised e-mail. */
export function findTarget(
  directory: Pick<UserDirectory, 'byId' | 'byEmail'>,
  {key, keyField, operation}: Pick<MappedRecord, 'key' | 'keyField' | 'operation'>,
): Target {
  if (keyField === 'id') {
    const user = directory.byId(Number(key));
    // A deleted user is as inactive as can be.
    if (user !== undefined && (!user.deleted || operation === 'soft_delete')) {
      return {type: 'user', user};
    }
    const creates = operation === 'upsert' || operation === 'insert';
    return {type: 'rejected', rejection: creates ? cannotCreateById : idNotFound};
  }
  const [user, twin] = directory.byEmail(key);
  if (twin !== undefined) return {type: 'rejected', rejection: ambiguous};
  if (user !== undefined) return {type: 'user', user};
  return operation === 'update' || operation === 'soft_delete'
    ? {type: 'rejected', rejection: emailNotFound}
    : {type: 'new', email: key};
}

const idNotFound = rejection('not_found', 'The company has no user with this id.');

const emailNotFound = rejection(
  'not_found',
  'The company has no user with this e-mail; mode upsert with pipedrive.allow_invitations would invite one.',
);

const cannotCreateById = rejection(
  'not_found',
  'The company has no user with this id, and users are created by e-mail only; use email as key.',
);

const ambiguous = rejection(
  'ambiguous',
  'Several users of the company have this e-mail but for upper and lower case; use their id as key.',
);
