import type {HttpClient} from '../../../http/request';
import {listPages} from '../list-pages';
import {OWNER_IS_LISTED} from '../streams/list-stream';
import {toVendorUser, type VendorUser} from './vendor-user';

/** Every user of the company, deactivated and deleted ones included. A failed listing throws. */
export async function listUsers(
  client: HttpClient,
  signal: AbortSignal,
): Promise<readonly VendorUser[]> {
  const users: VendorUser[] = [];
  const purpose = 'list users';
  const listing = {client, path: '/users', cost: 20, purpose, signal, neverEmpty: OWNER_IS_LISTED};
  for await (const page of listPages(listing)) {
    for (const record of page) users.push(toVendorUser(record));
  }
  return users;
}
