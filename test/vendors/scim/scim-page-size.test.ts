import type {JsonObject} from '../../../src/core/json';
import {pageSizeIn} from '../../../src/vendors/scim/page-size';
import {useNockStrictly} from '../../support/nock-rules';
import {readSweep} from '../support/read-rows';
import {createVendorKit} from '../support/vendor-kit';
import {error, list, mockPage, open, serve, service, users} from './support';

useNockStrictly();

const told = (maxResults: unknown): JsonObject =>
  ({filter: {supported: true, maxResults}}) as JsonObject;

/** A list that keeps to `rows` at most, and refuses a larger `count` than `countMax`. */
function served(length: number, rows: number, countMax = Number.POSITIVE_INFINITY) {
  const everybody = users(1, length);
  return serve('pendo', (query) => {
    const count = Number(query.get('count'));
    if (count > countMax) return [400, error(400, 'Too many.', 'tooMany')];
    const from = Number(query.get('startIndex')) - 1;
    return list(length, everybody.slice(from, from + Math.min(count, rows)));
  });
}

const read = async (description?: JsonObject): Promise<number> => {
  const source = open('pendo', {}, createVendorKit(), description);
  return (await readSweep(source, 'pendo_scim_users')).length;
};

describe('The size of a SCIM page', () => {
  it.each<[string, JsonObject | undefined, number]>([
    ['as told', told(250), 250],
    ['as told in a text', told('250'), 250],
    ['as told with names in another case', {FILTER: {MaxResults: 250}}, 250],
    ['the most that is of use', told(1_000_000_000), 1000],
    ['the least that is a size', told(1), 10],
    ['the usual one without a description', undefined, 100],
    ['the usual one where it says nothing of it', {patch: {supported: true}}, 100],
    ['the usual one for zero', told(0), 100],
    ['the usual one for less than zero', told(-7), 100],
    ['the usual one for a fraction', told(12.5), 100],
    ['the usual one for a word', told('many'), 100],
    ['the usual one for a list', told([500]), 100],
    ['the usual one for null', told(null), 100],
    ['the usual one where filter is no object', {filter: true}, 100],
    ['the one for pages by cursor', {pagination: {cursor: true, maxPageSize: 40}}, 40],
    ['the smaller one of both', {...told(500), pagination: {maxPageSize: 200}}, 200],
  ])('is %s', (_what, config, size) => {
    expect(pageSizeIn(config)).toBe(size);
  });

  it('is asked for once, and is the count of each page', async () => {
    const {asked} = served(700, 300);
    expect(await read(told(300))).toBe(700);
    expect(new Set(asked.map((query) => query.get('count')))).toEqual(new Set(['300']));
  });

  it('leaves nobody out where pages are shorter than the service says', async () => {
    served(120, 7);
    expect(await read(told(500))).toBe(120);
  });

  it('is the usual one from the moment on when the service refuses its own', async () => {
    const {asked} = served(230, 100, 100);
    expect(await read(told(500))).toBe(230);
    const counts = asked.map((query) => query.get('count'));
    expect(counts.slice(0, 2)).toEqual(['500', '100']);
    expect(new Set(counts.slice(1))).toEqual(new Set(['100']));
  });

  it.each([401, 403, 404, 500, 503])(
    'is the usual one where the description is answered with %i',
    async (status) => {
      service('pendo').get('/scim/v2/ServiceProviderConfig').reply(status, error(status, 'No.'));
      mockPage('pendo', {startIndex: 1, body: list(0, [])});
      expect(await read()).toBe(0);
    },
  );
});
