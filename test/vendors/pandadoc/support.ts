import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {pandadocSource} from '../../../src/vendors/pandadoc/source';
import {serveList, type ServedList} from '../support/serve-list';
import {createVendorKit, type TestVendorKit} from '../support/vendor-kit';

export const host = 'https://api.pandadoc.com';

/** An entry of the configuration with an API key and an id, so that no id must be found. */
export function entry(name: string, more: JsonObject = {}): JsonObject {
  return {
    name,
    credentials: {auth_type: 'api_key', api_key: `key-of-${name.toLowerCase()}`},
    workspace_id: `w-${name.toLowerCase()}`,
    ...more,
  };
}

export const sales = entry('Sales');
export const legal = entry('Legal');

export function open(
  workspaces: readonly JsonObject[] = [sales],
  more: JsonObject = {},
  kit: TestVendorKit = createVendorKit(),
) {
  return pandadocSource.open({workspaces, ...more}, kit);
}

/** The API as one workspace's key sees it. */
export function api(name = 'Sales', base = host) {
  const key = `API-Key key-of-${name.toLowerCase()}`;
  return nock(`${base}/public/v1`, {reqheaders: {authorization: key}});
}

/** Answers whose key it is. */
export function owned(name = 'Sales', owner: JsonObject = ownerOf(name)): void {
  api(name).get('/members/current').reply(200, owner);
}

export function ownerOf(name: string): JsonObject {
  const id = name.toLowerCase();
  return {user_id: `u-${id}`, membership_id: `m-${id}`, workspace: 'w-elsewhere'};
}

/**
 * Answers a workspace's list page by page, as often as it is asked, and with an empty page behind
 * the last one.
 */
export function inPages(path: string, pages: readonly JsonObject[], name = 'Sales'): ServedList {
  return serveList(api(name), path, (query) => {
    const page = pages[Number(query.get('page') ?? 1) - 1];
    return page ?? {...pages.at(-1), results: []};
  });
}

/** Numbers of the pages that were asked for, in order. */
export function numbersOf({asked}: ServedList): readonly number[] {
  return asked.map((query) => Number(query.get('page')));
}

/** Members whose ids are numbered. */
export function members(from: number, count: number): JsonObject[] {
  return Array.from({length: count}, (_, index) => ({
    membership_id: `m${from + index}`,
    user_id: `u${from + index}`,
  }));
}

export const ids = (rows: readonly JsonObject[] | readonly Readonly<Record<string, unknown>>[]) =>
  rows.map((row) => row['membership_id']);
