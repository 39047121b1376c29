import {isJsonObject} from '../../../core/json';
import type {HttpClient} from '../../../http/request';
import {keyTextOf} from '../../../read/listing/key-of';
import type {Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {listBelowCap} from '../lists/list-below-cap';
import {itemsOf, type Listing} from '../lists/read-page';
import {idIn} from './contact-method';
import {readOnce} from './read-once';

/** The account's licenses and who has which; they are read when the first record names one. */
export interface LicenseBook {
  /** Id of the license that is meant, by id or exact name. */
  find(wish: string, signal: AbortSignal): Promise<string | Rejection>;
  /** Id of the user's license; undefined when PagerDuty does not say. */
  of(userId: string, signal: AbortSignal): Promise<string | undefined>;
  /** Notes what was written. */
  note(userId: string, licenseId: string): void;
}

interface License {
  readonly id: string;
  readonly name: string;
}

/** Creates the book; reads nothing yet. */
export function createLicenseBook(client: HttpClient): LicenseBook {
  const licenses = readOnce((signal) => listLicenses(client, signal));
  const allocations = readOnce((signal) => listAllocations(client, signal));
  return {
    find: async (wish, signal) => findLicense(await licenses.read(signal), wish),
    of: async (userId, signal) => (await allocations.read(signal)).get(userId),
    note: (userId, licenseId) => allocations.known()?.set(userId, licenseId),
  };
}

async function listLicenses(client: HttpClient, signal: AbortSignal): Promise<readonly License[]> {
  const purpose = 'list licenses';
  const {body} = await client.send({
    method: 'GET',
    path: '/licenses',
    repeatable: true, // a read changes nothing
    signal,
    purpose,
  });
  return itemsOf(body, 'licenses', purpose).flatMap((license) => {
    const id = keyTextOf(license['id']);
    const name = license['name'] ?? license['summary'];
    return id === undefined ? [] : [{id, name: typeof name === 'string' ? name : ''}];
  });
}

async function listAllocations(
  client: HttpClient,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const listing: Listing = {
    client,
    path: '/license_allocations',
    itemsAt: 'license_allocations',
    purpose: 'list the licenses of users',
    idOf: ({user}) => idIn(user),
    signal,
  };
  const allocations = new Map<string, string>();
  for await (const page of listBelowCap(listing, 'Leave the field license out of the mapping.')) {
    for (const {user, license} of page) {
      const userId = idIn(user);
      const licenseId = isJsonObject(license) ? keyTextOf(license['id']) : undefined;
      if (userId !== undefined && licenseId !== undefined) allocations.set(userId, licenseId);
    }
  }
  return allocations;
}

function findLicense(licenses: readonly License[], wish: string): string | Rejection {
  const named = licenses.filter(({name}) => name === wish);
  if (named.length > 1) return severalLicenses;
  const found = named[0] ?? licenses.find(({id}) => id === wish);
  if (found !== undefined) return found.id;
  const shown = licenses.map(({id, name}) => `${JSON.stringify(name)} (${id})`);
  return rejection(
    'invalid_value',
    `Field license names a license that the account does not have. It has: ${shown.join(', ')}. Correct it, or leave license out.`,
  );
}

const severalLicenses = rejection(
  'ambiguous',
  'Field license names a license by a name that several licenses have; give the id instead.',
);
