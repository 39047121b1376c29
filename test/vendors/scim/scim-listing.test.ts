import fc from 'fast-check';
import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {plan, recordRead} from '../../read/support/record-read';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {readSweep} from '../support/read-rows';
import {serveList} from '../support/serve-list';
import {createVendorKit} from '../support/vendor-kit';
import {
  error,
  hosts,
  list,
  mockPage,
  mockWhole,
  open,
  serve,
  service,
  token,
  users,
  vendorNames,
} from './support';

useNockStrictly();

const ids = (rows: readonly Readonly<Record<string, unknown>>[]) => rows.map(({id}) => id);

describe('listing SCIM users', () => {
  it.each(vendorNames)(
    'asks %s at its own address, with a bearer token and media types',
    async (vendor) => {
      nock(hosts[vendor], {
        reqheaders: {
          authorization: `Bearer ${token}`,
          accept: 'application/scim+json, application/json',
        },
      })
        .get('/scim/v2/Users')
        .query({startIndex: 1, count: 100})
        .reply(200, list(2, users(1, 2)))
        .get('/scim/v2/Users')
        .query({startIndex: 3, count: 100})
        .reply(200, list(2, []));
      expect(ids(await readSweep(open(vendor), `${vendor}_scim_users`))).toEqual(['u1', 'u2']);
    },
  );

  it("reads at an address of the user's own, path included", async () => {
    nock('http://127.0.0.1:9999')
      .get('/scim/pendo/v2/Users')
      .query({startIndex: 1, count: 100})
      .reply(200, list(0, []));
    const source = open('pendo', {base_url: 'http://127.0.0.1:9999/scim/pendo/v2/'});
    expect(await readSweep(source, 'pendo_scim_users')).toEqual([]);
  });

  it('refuses http to another machine', () => {
    expect(() => open('pendo', {base_url: 'http://scim.example.com/v2'})).toThrow(
      /scim\.base_url of pendo would send credentials unencrypted/,
    );
  });

  it('continues behind the rows that came, whatever itemsPerPage says (Pendo section 10)', async () => {
    serve('pendo', (query) => {
      const from = Number(query.get('startIndex')) - 1;
      const itemsPerPage = from === 0 ? 100 : 1;
      return list(5, users(1, 5).slice(from, from === 0 ? 2 : from + 3), {itemsPerPage});
    });
    expect(ids(await readSweep(open('pendo'), 'pendo_scim_users'))).toEqual([
      ...['u1', 'u2', 'u3', 'u4', 'u5'],
    ]);
  });

  it('takes a server that ignores startIndex and count for what it is: one page, twice', async () => {
    const served = serve('pipedrive', () => list(250, users(1, 250)));
    expect(await readSweep(open('pipedrive'), 'pipedrive_scim_users')).toHaveLength(250);
    expect(served.asked).toHaveLength(2);
  });

  it('asks behind a page whose rows are as many as totalResults: some services count pages', async () => {
    serve('pendo', (query) => {
      const start = Number(query.get('startIndex'));
      const page = users(start, Math.max(0, Math.min(100, 191 - start)));
      return list(page.length, page);
    });
    expect(await readSweep(open('pendo'), 'pendo_scim_users')).toHaveLength(190);
  });

  it('takes an empty list without Resources as empty', async () => {
    const {schemas, totalResults} = list(0, []);
    mockPage('pendo', {startIndex: 1, body: {schemas, totalResults}});
    expect(await readSweep(open('pendo'), 'pendo_scim_users')).toEqual([]);
  });

  it.each<[string, JsonObject]>([
    ['totalResults as text', {totalResults: '3'}],
    ['no totalResults', {totalResults: null}],
    ['no schemas', {schemas: null}],
    [
      'schemas as one text in other letters',
      {schemas: 'URN:IETF:params:scim:api:messages:2.0:ListResponse'},
    ],
  ])('reads a list with %s', async (_name, more) => {
    serve('pendo', (query) => {
      return list(3, query.get('startIndex') === '1' ? users(1, 3) : [], more);
    });
    expect(await readSweep(open('pendo'), 'pendo_scim_users')).toHaveLength(3);
  });

  it('follows cursors where a service takes nothing else (RFC 9865), and proves the list by a second pass', async () => {
    const pages = new Map([
      ['', {...list(0, users(1, 2)), totalResults: null, nextCursor: 'two'}],
      ['two', {...list(0, users(3, 2)), totalResults: null}],
    ]);
    const served = serve('pendo', (query) => {
      const page = pages.get(query.get('cursor') ?? 'none');
      return page ?? [400, error(400, 'Use cursor', 'invalidValue')];
    });
    expect(await readSweep(open('pendo'), 'pendo_scim_users')).toHaveLength(4);
    const cursors = served.asked.map((query) => query.get('cursor'));
    expect(cursors).toEqual([null, '', 'two', null, '', 'two']);
  });

  it('takes one page of a service that takes cursors only for the whole list', async () => {
    serve('pendo', (query) =>
      query.get('cursor') === ''
        ? {...list(0, users(1, 3)), totalResults: null}
        : [400, error(400, 'Use cursor', 'invalidValue')],
    );
    expect(await readSweep(open('pendo'), 'pendo_scim_users')).toHaveLength(3);
  });

  it('fails when each page that could be the last one is full and lacks its cursor', async () => {
    serve('pendo', (query) => {
      const [at, count] = [Number(query.get('cursor')), Number(query.get('count'))];
      if (!query.has('cursor')) return [400, error(400, 'Use cursor', 'invalidValue')];
      const page = {...list(0, users(at + 1, count)), totalResults: null};
      return at === 0 ? {...page, nextCursor: String(count)} : page;
    });
    await expect(readSweep(open('pendo'), 'pendo_scim_users')).rejects.toMatchObject({
      kind: 'data',
      message: containing('last page is as long as one that is cut'),
    });
  });

  it('fails when a page is empty before totalResults is reached', async () => {
    serve('pendo', (query) => list(3, query.get('startIndex') === '1' ? users(1, 2) : []));
    await expect(readSweep(open('pendo'), 'pendo_scim_users')).rejects.toMatchObject({
      kind: 'data',
      message: containing('counts 3 rows and sends 2, the same ones each time'),
    });
  });

  it('fails when a page is repeated instead of the next one given', async () => {
    serve('pendo', () => list(6, users(1, 2)));
    await expect(readSweep(open('pendo'), 'pendo_scim_users')).rejects.toMatchObject({
      kind: 'data',
      message: containing('counts 6 rows and sends 2'),
    });
  });

  it('skips a user without an id and reports it', async () => {
    mockWhole('pendo', [{userName: 'nobody'}, ...users(1, 2)]);
    const name = 'pendo_scim_users';
    const read = await recordRead([open('pendo')], plan([name]));
    expect(ids(read.records(name))).toEqual(['u1', 'u2']);
    expect(read.results[0]?.failure).toBeUndefined();
    expect(read.kit.logged).toContainEqual({
      level: 'WARN',
      message: containing('1 row came without a usable key (id) and was skipped'),
    });
  });

  it('reads again when somebody left meanwhile, and finds who moved up', async () => {
    let asked = 0;
    serve('pendo', (query) => {
      asked += 1;
      // u1 leaves behind the first page: u3 moves to the second place, and is missed by the third.
      const now = asked === 1 ? users(1, 4) : users(2, 3);
      const from = Number(query.get('startIndex')) - 1;
      return list(now.length, now.slice(from, from + 2));
    });
    const rows = await readSweep(open('pendo'), 'pendo_scim_users');
    expect([...ids(rows)].sort()).toEqual(['u1', 'u2', 'u3', 'u4']);
  });

  it('says that another try is no use when the same users are repeated each time', async () => {
    serve('pendo', (query) => {
      const from = Number(query.get('startIndex')) - 1;
      return list(4, [...users(1, 2), ...users(2, 2)].slice(from, from + 2));
    });
    await expect(readSweep(open('pendo'), 'pendo_scim_users')).rejects.toMatchObject({
      kind: 'data',
      message: containing('1 row comes twice in it, the same ones in each reading'),
    });
  });

  it('says that another try may help when the order is another one each time', async () => {
    let readings = 0;
    serve('pendo', (query) => {
      const start = query.get('startIndex');
      if (start === '1') readings += 1;
      const rows = [...users(1 + (readings % 2), 2), ...users(2 - (readings % 2), 2)];
      return list(4, rows.slice(Number(start) - 1, Number(start) + 1));
    });
    await expect(readSweep(open('pendo'), 'pendo_scim_users')).rejects.toMatchObject({
      kind: 'transient',
      message: containing('another order each time'),
    });
    expect(readings).toBe(3);
  });

  it('gives the same users however the server splits its pages', async () => {
    const splits = fc.array(fc.integer({min: 1, max: 40}), {minLength: 1, maxLength: 8});
    await fc.assert(
      fc.asyncProperty(splits, async (sizes) => {
        const total = sizes.reduce((sum, size) => sum + size, 0);
        nock.cleanAll();
        let asked = 0;
        serve('pendo', (query) => {
          const from = Number(query.get('startIndex')) - 1;
          const size = sizes[asked % sizes.length] ?? 1;
          asked += 1;
          return list(total, users(1, total).slice(from, from + size));
        });
        const rows = await readSweep(open('pendo'), 'pendo_scim_users');
        expect(ids(rows)).toEqual(ids(users(1, total)));
      }),
      {numRuns: 30},
    );
  });
});

describe('an answer that is no SCIM list', () => {
  it.each<[string, nock.Body, string, string]>([
    ['a list', [], 'data', 'not a JSON object'],
    ['an error with status 200', error(500, 'Broken'), 'data', 'it is an error: Broken'],
    ['no list', {totalResults: 3}, 'data', 'it has no list "Resources"'],
    [
      'no list in Resources',
      list(1, [], {Resources: {id: '1'}}),
      'data',
      '"Resources" is not a list',
    ],
    [
      'texts in Resources',
      list(1, [], {Resources: ['u1']}),
      'data',
      'contains entries that are not objects',
    ],
    [
      'SCIM 1.1 (PandaDoc Q17)',
      {schemas: ['urn:scim:schemas:core:1.0'], totalResults: 0, Resources: []},
      'config',
      'SCIM 1.1, which is not supported',
    ],
  ])('fails clearly: %s', async (_name, body, kind, words) => {
    mockPage('pendo', {startIndex: 1, body});
    await expect(readSweep(open('pendo'), 'pendo_scim_users')).rejects.toMatchObject({
      kind,
      message: containing(words),
    });
  });

  it('is tried again when a web page comes where lists came before', async () => {
    mockPage('pendo', {startIndex: 1, body: list(3, users(1, 2))});
    mockPage('pendo', {startIndex: 2, body: '<html>Just a moment</html>'});
    mockPage('pendo', {startIndex: 2, body: list(3, users(2, 2))});
    mockPage('pendo', {startIndex: 3, body: list(3, users(3, 1))});
    mockPage('pendo', {startIndex: 4, body: list(3, [])});
    expect(await readSweep(open('pendo'), 'pendo_scim_users')).toHaveLength(3);
  });

  it.each([400, 402, 404, 405, 410, 501])(
    'blames neither the address nor the plan when a later page is answered with %i',
    async (status) => {
      mockPage('pendo', {startIndex: 1, body: list(200, users(1, 100))});
      mockPage('pendo', {startIndex: 100, status, body: error(status, 'x')});
      const failed = readSweep(open('pendo'), 'pendo_scim_users').catch(
        (failure: unknown) => failure,
      );
      await expect(failed).resolves.toMatchObject({
        kind: 'data',
        message: containing('in the middle of the list'),
      });
      await expect(failed).resolves.not.toMatchObject({message: containing('base_url')});
    },
  );

  it('says that there is no SCIM when a web page comes first', async () => {
    mockPage('pandadoc', {startIndex: 1, body: '<!DOCTYPE html><html></html>'});
    await expect(readSweep(open('pandadoc'), 'pandadoc_scim_users')).rejects.toMatchObject({
      kind: 'config',
      message: containing('SCIM is not available: PandaDoc answers a web page'),
    });
  });
});

describe('what a refusal says', () => {
  function mockFirstCursor(status: number, body: nock.Body): void {
    service('pendo').get('/scim/v2/Users').query({cursor: '', count: 100}).reply(status, body);
  }
  const old = (description: string): JsonObject => ({Errors: [{description, code: '404'}]});
  it.each<[number, nock.Body, string, readonly string[]]>([
    [
      400,
      error(400, 'Bad filter', 'invalidFilter'),
      'data',
      ['request for users (400)', '"Bad filter (invalidFilter)"'],
    ],
    [400, error(400, '', 'tooMany'), 'data', ['"tooMany"']],
    [400, old('Old style'), 'data', ['"Old style"']],
    [400, '', 'data', ['(400)']],
    [
      401,
      error(401, 'Authorization failure'),
      'auth',
      ['did not accept the token', 'not the integration key', '"Authorization failure"'],
    ],
    [402, error(402, 'Upgrade'), 'auth', ['plan of the Pendo account', 'Premium']],
    [
      403,
      error(403, 'SSO is off'),
      'auth',
      ['does not allow this token to read users (403)', '"SSO is off"'],
    ],
    [
      404,
      error(404, 'Specified endpoint does not exist.'),
      'config',
      ['SCIM is not available', 'HTTP 404', 'Premium'],
    ],
    [404, '<html>404</html>', 'config', ['SCIM is not available']],
    [405, old('Method not allowed'), 'config', ['HTTP 405']],
    [501, error(501, 'Not implemented'), 'config', ['HTTP 501']],
    [409, error(409, 'x'), 'data', ['(409)']],
  ])('%i with %j is of the kind %s', async (status, body, kind, words) => {
    mockPage('pendo', {startIndex: 1, status, body});
    // A service that takes cursors only (RFC 9865) refuses places so: it is asked for a cursor.
    if (status === 400) mockFirstCursor(400, body);
    const failure = await readSweep(open('pendo'), 'pendo_scim_users').catch((e: unknown) => e);
    expect(failure).toMatchObject({kind});
    for (const word of words) expect(failure).toMatchObject({message: containing(word)});
  });

  it('never holds the token, even when the service repeats it', async () => {
    const kit = createVendorKit();
    const body = error(400, `Bad token ${token}`);
    mockPage('pendo', {startIndex: 1, status: 400, body});
    mockFirstCursor(400, body);
    const failure = await readSweep(open('pendo', {}, kit), 'pendo_scim_users').catch(
      (e: unknown) => e,
    );
    expect(failure).toMatchObject({message: containing('Bad token ****')});
    expect(JSON.stringify(failure)).not.toContain(token);
  });

  it('is tried again when it is a fault of the service', async () => {
    mockPage('pendo', {startIndex: 1, status: 503, body: error(503, 'Later')});
    mockPage('pendo', {startIndex: 1, status: 429, body: error(429, 'Slow down')});
    mockWhole('pendo', users(1, 1));
    expect(await readSweep(open('pendo'), 'pendo_scim_users')).toHaveLength(1);
  });

  it('of groups concerns the groups alone', async () => {
    mockPage('pendo', {path: '/scim/v2/Groups', startIndex: 1, status: 404, body: error(404, 'x')});
    await expect(readSweep(open('pendo'), 'pendo_scim_groups')).rejects.toMatchObject({
      kind: 'config',
      status: 404,
      message: containing('cannot list what pendo_scim_groups needs'),
    });
  });
});

describe('the form of the token', () => {
  const key = {authorization: `Token token=${token}`};
  const page = {startIndex: 1, count: 100};

  it('becomes that of account keys when PagerDuty refuses a bearer token, and stays so', async () => {
    mockPage('pagerduty', {startIndex: 1, status: 401, body: error(401, 'no')});
    const keyed = nock(hosts.pagerduty, {reqheaders: key});
    const {asked} = serveList(keyed, '/scim/v2/Users', () => list(1, users(1, 1)));
    const source = open('pagerduty');
    expect(await readSweep(source, 'pagerduty_scim_users')).toHaveLength(1);
    expect(asked).toHaveLength(2);
    expect(await readSweep(source, 'pagerduty_scim_users')).toHaveLength(1);
  });

  it('is tried both ways before the token is called wrong', async () => {
    mockPage('pagerduty', {startIndex: 1, status: 401, body: error(401, 'no')});
    nock(hosts.pagerduty, {reqheaders: key}).get('/scim/v2/Users').query(page).reply(401, {});
    await expect(readSweep(open('pagerduty'), 'pagerduty_scim_users')).rejects.toMatchObject({
      kind: 'auth',
      message: containing('api.eu.pagerduty.com'),
    });
  });

  it('is the one that the configuration names', async () => {
    nock(hosts.pagerduty, {reqheaders: key})
      .get('/scim/v2/Users')
      .query(page)
      .reply(200, list(0, []));
    await readSweep(open('pagerduty', {auth: 'token'}), 'pagerduty_scim_users');
    service('pagerduty').get('/scim/v2/Users').query(page).reply(401, {});
    const bearer = open('pagerduty', {auth: 'bearer'});
    await expect(readSweep(bearer, 'pagerduty_scim_users')).rejects.toMatchObject({kind: 'auth'});
  });
});
