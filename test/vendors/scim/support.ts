import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import type {OpenSource} from '../../../src/read/source-vendor';
import {scimSource} from '../../../src/vendors/scim/source';
import {serveList, type ListAnswer, type ServedList} from '../support/serve-list';
import {createVendorKit, type TestVendorKit} from '../support/vendor-kit';

export const hosts = {
  pagerduty: 'https://api.pagerduty.com',
  pandadoc: 'https://app.pandadoc.com',
  pendo: 'https://app.pendo.io',
  pipedrive: 'https://api.pipedrive.com',
} as const;

export type VendorName = keyof typeof hosts;

export const vendorNames: readonly VendorName[] = ['pagerduty', 'pandadoc', 'pendo', 'pipedrive'];

export const token = 'scim-token-of-acme';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const scimType = {'content-type': 'application/scim+json; charset=utf-8'};

/** `description`: what the service says of itself; by default it has nothing to say. */
export function open(
  vendor: VendorName,
  entry: JsonObject = {},
  kit: TestVendorKit = createVendorKit(),
  description?: JsonObject,
): OpenSource {
  const given = entry['base_url'];
  const {origin, pathname} = new URL(
    typeof given === 'string' ? given : `${hosts[vendor]}/scim/v2`,
  );
  nock(origin)
    .get(`${pathname.replace(/\/$/, '')}/ServiceProviderConfig`)
    .optionally(description === undefined)
    .reply(description === undefined ? 404 : 200, description ?? error(404, 'None.'), scimType);
  return scimSource.open({vendor, token, ...entry}, kit);
}

/** Requests to a vendor with the token as SCIM has it. */
export function service(vendor: VendorName) {
  return nock(hosts[vendor], {reqheaders: {authorization: `Bearer ${token}`}});
}

/** The answer to one page of a list. */
export function mockPage(
  vendor: VendorName,
  page: {path?: string; startIndex: number; count?: number; status?: number; body: nock.Body},
): void {
  const {path = '/scim/v2/Users', startIndex, count = 100, status = 200, body} = page;
  service(vendor).get(path).query({startIndex, count}).reply(status, body, scimType);
}

/** A service that answers each request for a list from its query. */
export function serve(
  vendor: VendorName,
  answer: (query: URLSearchParams) => ListAnswer,
  path = '/scim/v2/Users',
): ServedList {
  return serveList(service(vendor), path, answer);
}

/** One page of a list, and nothing behind it. */
export function mockWhole(
  vendor: VendorName,
  resources: readonly JsonObject[],
  path = '/scim/v2/Users',
): void {
  const {length} = resources;
  mockPage(vendor, {path, startIndex: 1, body: list(length, resources)});
  mockPage(vendor, {path, startIndex: length + 1, body: list(length, [])});
}

export function list(total: number, resources: readonly JsonObject[], extra: JsonObject = {}) {
  return {
    schemas: [LIST],
    totalResults: total,
    startIndex: 1,
    itemsPerPage: 100,
    Resources: [...resources],
    ...extra,
  };
}

export function users(from: number, count: number): JsonObject[] {
  return Array.from({length: count}, (_, at) => ({
    id: `u${from + at}`,
    userName: `user${from + at}@acme.example`,
  }));
}

export function error(status: number, detail: string, scimType?: string): JsonObject {
  return {schemas: [ERROR], status: String(status), detail, ...(scimType && {scimType})};
}
