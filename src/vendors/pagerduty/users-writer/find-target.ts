import type {MappedRecord, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import type {PeopleDirectory} from '../../shared/people/people-directory';
import type {VendorUser} from './vendor-user';

/** Whom a record is about: a user of the account, somebody new, nobody any more, or nobody who can be told. */
type Target =
  | {readonly type: 'user'; readonly user: VendorUser}
  | {readonly type: 'new'; readonly email: string}
  /** Who is to be gone is not there. */
  | {readonly type: 'gone'}
  | {readonly type: 'rejected'; readonly rejection: Rejection};

/** Finds whom a prepared record is about; its key is an id or a normalised e-mail. */
export function findTarget(
  directory: Pick<PeopleDirectory<string, VendorUser>, 'byId' | 'byEmail'>,
  {key, keyField, operation}: Pick<MappedRecord, 'key' | 'keyField' | 'operation'>,
): Target {
  const byId = keyField === 'id';
  const user = byId ? directory.byId(key) : undefined;
  const [found = user, twin] = byId ? [] : directory.byEmail(key);
  if (twin !== undefined) return {type: 'rejected', rejection: ambiguous};
  if (found !== undefined) return {type: 'user', user: found};
  if (operation === 'soft_delete') return {type: 'gone'};
  const creates = operation === 'upsert' || operation === 'insert';
  if (!byId && creates) return {type: 'new', email: key};
  return {
    type: 'rejected',
    rejection: byId ? (creates ? cannotCreateById : idNotFound) : emailNotFound,
  };
}

const idNotFound = rejection(
  'not_found',
  'The account has no user with this id. Check the key column, and key_field: ids and e-mail addresses are different keys.',
);

const emailNotFound = rejection(
  'not_found',
  'The account has no user with this e-mail. Check the key column; to create new users, use mode upsert and set pagerduty.allow_invitations.',
);

const cannotCreateById = rejection(
  'not_found',
  'The account has no user with this id, and users can only be created by e-mail; use email as key.',
);

const ambiguous = rejection(
  'ambiguous',
  'Several users of the account have e-mails that differ only in case; use the id as key.',
);
