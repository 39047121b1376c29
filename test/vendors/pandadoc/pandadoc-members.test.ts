import fc from 'fast-check';
import nock from 'nock';
import {Failure} from '../../../src/core/failure';
import type {JsonObject} from '../../../src/core/json';
import {plan, recordRead} from '../../read/support/record-read';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {readSweep} from '../support/read-rows';
import {serveList, type ServedList} from '../support/serve-list';
import {createVendorKit} from '../support/vendor-kit';
import {
  api,
  entry,
  ids,
  inPages,
  legal,
  members,
  numbersOf,
  open,
  owned,
  ownerOf,
  sales,
} from './support';

useNockStrictly();

const STREAM = 'pandadoc_members';
const list = (results: JsonObject[]) => ({results});

function page(number: number, count = 100) {
  return api('Sales').get('/members').query({page: number, count});
}

/** A server that gives what it is asked for of a list. */
function serveRows(rowsNow: (query: URLSearchParams) => JsonObject[], total?: () => number): void {
  owned();
  serveList(api(), '/members', (query) => {
    const rows = rowsNow(query);
    const [number, count] = [Number(query.get('page')), Number(query.get('count'))];
    const results = rows.slice((number - 1) * count, number * count);
    return {results, ...(total && {total: total()})};
  });
}

function serve(pages: readonly JsonObject[], name = 'Sales'): ServedList {
  owned(name);
  return inPages('/members', pages, name);
}

/** A server that gives the same list, whatever page it is asked for. */
function serveWhole(results: JsonObject[]): ServedList {
  owned();
  return serveList(api(), '/members', () => list(results));
}

describe('listing the members of a workspace', () => {
  it('asks behind a short page, and once more from the start where nothing counts (Q1)', async () => {
    const served = serve([list(members(1, 99))]);
    expect(await readSweep(open(), STREAM)).toHaveLength(99);
    expect(numbersOf(served)).toEqual([1, 2, 1, 2]);
  });

  it('asks for hundred members at once (Q6)', async () => {
    owned();
    page(1).reply(200, {total: 2, results: members(1, 2)});
    page(2).reply(200, {total: 2, results: []});
    expect(await readSweep(open(), STREAM)).toHaveLength(2);
  });

  it('takes more than a page as the whole list once the same comes again (Q1)', async () => {
    const served = serveWhole(members(1, 101));
    expect(await readSweep(open(), STREAM)).toHaveLength(101);
    expect(numbersOf(served)).toEqual([1, 2]);
  });

  it('asks for fewer where exactly a page comes again, to see whether pages are cut (Q1)', async () => {
    const served = serveWhole(members(1, 100));
    expect(ids(await readSweep(open(), STREAM))).toEqual(ids(members(1, 100)));
    expect(served.asked.map((query) => query.get('count'))).toEqual(['100', '99']);
  });

  it('fails where a server cuts its pages and always gives the first', async () => {
    owned();
    serveList(api(), '/members', (query) => list(members(1, Number(query.get('count')))));
    await expect(readSweep(open(), STREAM)).rejects.toMatchObject({
      kind: 'data',
      message: containing('sends the same page again'),
    });
  });

  it('follows full pages up to a short one (Q1)', async () => {
    serve([list(members(1, 100)), list(members(101, 100)), list(members(201, 7))]);
    expect(await readSweep(open(), STREAM)).toHaveLength(207);
  });

  it('takes an empty page behind a full one as the end', async () => {
    serve([list(members(1, 100))]);
    expect(await readSweep(open(), STREAM)).toHaveLength(100);
  });

  it.each([403, 404, 405, 410, 501])(
    'does not take a %i behind a full page as the end: the list broke off',
    async (status) => {
      owned();
      page(1).reply(200, list(members(1, 100)));
      // Faults of a server are tried again.
      page(2, 99)
        .times(status === 501 ? 6 : 1)
        .reply(status, {type: 'request_error', detail: 'Not found'});
      const failure = await readSweep(open(), STREAM).catch((error: unknown) => error);
      expect(failure).toMatchObject({kind: 'data', message: containing(`answered HTTP ${status}`)});
      expect(failure).toMatchObject({message: containing('in the middle of the list')});
      expect(failure).not.toHaveProperty('status', status);
    },
  );

  it('does not take a 404 on the first page as an empty list', async () => {
    owned();
    page(1).reply(404, {type: 'request_error', detail: 'Not found'});
    await expect(readSweep(open(), STREAM)).rejects.toMatchObject({kind: 'data'});
  });

  it.each(['auto', 'page', 'none'])(
    'fails when the list is empty, since the owner is a member (members_pagination: %s)',
    async (members_pagination) => {
      serveWhole([]);
      await expect(readSweep(open([sales], {members_pagination}), STREAM)).rejects.toMatchObject({
        kind: 'data',
        message: containing("the credential's owner is a member"),
      });
    },
  );

  it("continues where a server keeps to the guide's page of 50 whatever was asked", async () => {
    serve([list(members(1, 50)), list(members(51, 50)), list(members(101, 2))]);
    expect(await readSweep(open(), STREAM)).toHaveLength(102);
  });

  it('does not take a full page that repeats a row for the whole list', async () => {
    serve([
      {total: 105, results: [...members(1, 100), ...members(1, 1)]},
      {total: 105, results: members(101, 5)},
    ]);
    expect(await readSweep(open(), STREAM)).toHaveLength(105);
  });

  it('passes a member on once when pages overlap', async () => {
    serve([
      {total: 102, results: members(1, 100)},
      {total: 102, results: members(100, 3)},
    ]);
    expect(ids(await readSweep(open(), STREAM))).toEqual(ids(members(1, 102)));
  });

  it('fails when pages overlap each time and nothing counts: others may be left out', async () => {
    serveRows(() => [...members(1, 100), ...members(100, 3)]);
    await expect(readSweep(open(), STREAM)).rejects.toMatchObject({
      kind: 'data',
      message: containing('1 row comes twice in it, the same ones in each reading'),
    });
  });

  it('reads a list again that is shorter than its total, because members moved to a page that was read', async () => {
    let readings = 0;
    let now = members(1, 120);
    serveRows(
      (query) => {
        if (query.get('page') === '1') readings += 1;
        else now = members(2, 119);
        return now;
      },
      () => now.length,
    );
    const rows = await readSweep(open(), STREAM);
    expect(new Set(ids(rows)).size).toBe(rows.length);
    expect(ids(rows)).toEqual(expect.arrayContaining(ids(members(1, 120))));
    expect(readings).toBe(2);
  });

  it('fails when the list stays shorter than its total, and says that another try is no use', async () => {
    serve([{total: 5, results: members(1, 3)}]);
    await expect(readSweep(open(), STREAM)).rejects.toMatchObject({
      kind: 'data',
      message: expect.stringMatching(/workspace "Sales".* counts 5 rows and sends 3/) as string,
    });
  });

  it('asks twice and without paging when members_pagination is none', async () => {
    const served = serveWhole(members(1, 100));
    expect(await readSweep(open([sales], {members_pagination: 'none'}), STREAM)).toHaveLength(100);
    expect(served.asked.map(String)).toEqual(['', '']);
  });

  it('continues behind more than a page when members_pagination is page', async () => {
    serve([list(members(1, 120)), list(members(121, 1))]);
    const source = open([sales], {members_pagination: 'page'});
    expect(await readSweep(source, STREAM)).toHaveLength(121);
  });

  it('skips a member without an id, reports how many, and reports nobody as deleted', async () => {
    const kit = createVendorKit();
    serve([list(members(1, 3))]);
    const source = open([sales], {}, kit);
    const first = await recordRead([source], plan([STREAM]), {kit});
    nock.cleanAll();
    serve([list([...members(2, 2), {email: 'ada@example.com'}])]);
    const states = {[STREAM]: first.state(STREAM)};
    const second = await recordRead([source], plan([STREAM], states), {kit});
    expect(second.results).toMatchObject([{records: 0, tombstones: 0}]);
    expect(second.results[0]?.failure).toBeUndefined();
    expect(kit.logged).toContainEqual({
      level: 'WARN',
      message: containing('1 row came without a usable key (membership_id) and was skipped'),
    });
  });

  it.each([
    [{members: []}, 'no list "results"'],
    [{results: [1]}, 'no list "results" of objects'],
    [[], 'no list "results"'],
  ])('refuses an answer that cannot be a list: %j', async (body, said) => {
    owned();
    page(1).reply(200, body as JsonObject);
    await expect(readSweep(open(), STREAM)).rejects.toMatchObject({
      kind: 'data',
      message: containing(said),
    });
  });

  it('gives the same records however a server pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({min: 1, max: 320}),
        fc.constantFrom('ignores', 'pages', 'pages of 50'),
        async (total, manner) => {
          nock.cleanAll();
          owned();
          const all = members(1, total);
          serveList(api(), '/members', (query) => {
            const size = manner === 'pages of 50' ? 50 : Number(query.get('count'));
            const start = (Number(query.get('page')) - 1) * size;
            return list(manner === 'ignores' ? all : all.slice(start, start + size));
          });
          expect(ids(await readSweep(open(), STREAM))).toEqual(ids(all));
        },
      ),
      {numRuns: 40},
    );
    nock.cleanAll();
  });
});

describe('a member as a record', () => {
  async function rowOf(member: JsonObject) {
    nock.cleanAll();
    serve([list([{membership_id: 'm1', ...member}])]);
    const [row] = await readSweep(open(), STREAM);
    return row;
  }

  it('carries the configured workspace, not the one in which the person works (Q2)', async () => {
    expect(await rowOf({workspace: 'w-other', workspace_name: 'Other'})).toMatchObject({
      workspace: 'w-other',
      _workspace_id: 'w-sales',
      _workspace_id_is_guess: false,
      _workspace_name: 'Sales',
    });
  });

  it('has one column for both spellings of the verified flag (Q3)', async () => {
    expect(await rowOf({emails_verified: true})).toMatchObject({
      email_verified: true,
      other_fields: null,
    });
    expect(await rowOf({email_verified: false, emails_verified: true})).toMatchObject({
      email_verified: false,
    });
  });

  it('keeps empty names and unknown roles as they are (Q15, Q16)', async () => {
    expect(await rowOf({first_name: '', role: 'Custom reviewers'})).toMatchObject({
      first_name: '',
      role: 'Custom reviewers',
      _is_admin: false,
    });
  });

  it.each([
    [
      {is_active: true, role: 'Admin'},
      {_status: 'active', _is_admin: true},
    ],
    [
      {is_active: false, role: 'Member'},
      {_status: 'inactive', _is_admin: false},
    ],
    [
      {status: 'pending', is_admin: true, role: 'User'},
      {_status: 'pending', _is_admin: true},
    ],
    [{}, {_status: null, _is_admin: null}],
  ])('computes state and rights of %j', async (member, expected) => {
    expect(await rowOf(member)).toMatchObject(expected);
  });

  it('keeps times with their microseconds, and what fits no column in other_fields', async () => {
    expect(
      await rowOf({
        date_created: '2025-04-02T08:01:02.000345Z',
        date_modified: 'yesterday',
        department: 'Sales',
        is_active: 'yes',
      }),
    ).toMatchObject({
      date_created: '2025-04-02T08:01:02.000345Z',
      date_modified: null,
      is_active: null,
      other_fields: {date_modified: 'yesterday', department: 'Sales', is_active: 'yes'},
    });
  });

  it('has addresses hashed or dropped when the configuration says so', async () => {
    serve([list([{membership_id: 'm1', email: 'ada@example.com'}])]);
    const [row] = await readSweep(open([sales], {pii: 'drop'}), STREAM);
    expect(row).toMatchObject({email: null, membership_id: 'm1'});
  });
});

describe('several workspaces', () => {
  it('are each read with their own key', async () => {
    owned('Sales');
    owned('Legal');
    inPages('/members', [list(members(1, 2))], 'Sales');
    inPages('/members', [list(members(11, 2))], 'Legal');
    const rows = await readSweep(open([sales, legal]), STREAM);
    expect(rows.map((row) => [row['membership_id'], row['_workspace_name']])).toEqual([
      ['m1', 'Sales'],
      ['m2', 'Sales'],
      ['m11', 'Legal'],
      ['m12', 'Legal'],
    ]);
  });

  it('are read once when a key belongs to a member whom an earlier one has listed', async () => {
    const kit = createVendorKit();
    owned('Sales');
    owned('Legal', {...ownerOf('Legal'), membership_id: 'm2'});
    inPages('/members', [list(members(1, 3))], 'Sales');
    expect(ids(await readSweep(open([sales, legal], {}, kit), STREAM, {log: kit.log}))).toEqual(
      ids(members(1, 3)),
    );
    expect(kit.logged).toContainEqual({
      level: 'WARN',
      message: containing(
        'The PandaDoc workspaces "Sales" and "Legal" have credentials of the same',
      ),
    });
  });

  it('are read once when the server says that both keys are of one workspace (guide)', async () => {
    owned('Sales', {user_id: 'u1', workspace_id: 'ws_001'});
    owned('Legal', {user_id: 'u2', workspace_id: 'ws_001'});
    inPages('/members', [list(members(1, 3))], 'Sales');
    expect(await readSweep(open([sales, legal]), STREAM)).toHaveLength(3);
  });

  it('are not taken for one because their owners work in the same place (Q2)', async () => {
    owned('Sales');
    owned('Legal');
    inPages('/members', [list(members(1, 1))], 'Sales');
    inPages('/members', [list(members(2, 1))], 'Legal');
    expect(await readSweep(open([sales, legal]), STREAM)).toHaveLength(2);
  });

  it('pass the same members on once where the server gives no proof', async () => {
    const kit = createVendorKit();
    owned('Sales', {});
    owned('Legal', {});
    inPages('/members', [list(members(1, 2))], 'Sales');
    inPages('/members', [list(members(1, 2))], 'Legal');
    const rows = await readSweep(open([sales, legal], {}, kit), STREAM, {log: kit.log});
    expect(rows).toHaveLength(2);
    expect(kit.logged.map(({message}) => message)).toContainEqual(containing('same members'));
  });

  it('fail when they share some memberships but not all', async () => {
    owned('Sales');
    owned('Legal');
    inPages('/members', [list(members(1, 2))], 'Sales');
    inPages('/members', [list(members(2, 2))], 'Legal');
    await expect(readSweep(open([sales, legal]), STREAM)).rejects.toMatchObject({
      kind: 'data',
      message: containing('"Sales" and "Legal" share some memberships'),
    });
  });

  it('fail when one key is refused, named, after the others were read', async () => {
    api('Sales').get('/members/current').reply(401, {detail: 'Invalid token'});
    owned('Legal');
    inPages('/members', [list(members(1, 2))], 'Legal');
    const rows: unknown[] = [];
    const source = open([sales, legal]);
    const [reader] = source.readers;
    const read = async () => {
      if (reader?.kind !== 'sweep') return;
      const context = {signal: new AbortController().signal, syncStartMs: 0};
      for await (const read of reader.pages(new Set([STREAM]), context)) {
        const found = read.get(STREAM) ?? [];
        if (found instanceof Failure) throw found;
        rows.push(...found);
      }
    };
    await expect(read()).rejects.toMatchObject({
      kind: 'auth',
      message: containing('workspace "Sales"'),
    });
    expect(rows).toHaveLength(2);
  });

  it('fail with every refused key in one message', async () => {
    api('Sales').get('/members/current').reply(401, {});
    api('Legal').get('/members/current').reply(403, {});
    await expect(readSweep(open([sales, legal]), STREAM)).rejects.toMatchObject({
      kind: 'auth',
      message: expect.stringMatching(/"Sales"[^]*"Legal"/) as string,
    });
  });

  it('must have different names', () => {
    expect(() => open([sales, sales])).toThrow('belong to workspaces of the same name, "Sales"');
  });
});

describe('the id of a workspace that the configuration does not name', () => {
  const nameless = {name: 'Sales', credentials: sales['credentials'] ?? null};

  it('is found by the owner’s membership in the users of the organization', async () => {
    owned();
    api()
      .get('/users')
      .query({show_removed: false, page: 1, count: 50})
      .reply(200, {
        total: 1,
        results: [
          {
            user_id: 'u1',
            workspaces: [
              {workspace_id: 'w-other', membership_id: 'm-other'},
              {workspace_id: 'w-found', membership_id: 'm-sales'},
            ],
          },
        ],
      });
    inPages('/members', [list(members(1, 1))]);
    const [row] = await readSweep(open([nameless]), STREAM);
    expect(row).toMatchObject({_workspace_id: 'w-found', _workspace_id_is_guess: false});
  });

  it('is what the server says of the key (guide), without further requests', async () => {
    owned('Sales', {user_id: 'u1', is_admin: true, workspace_id: 'ws_001'});
    inPages('/members', [list(members(1, 1))]);
    const [row] = await readSweep(open([nameless]), STREAM);
    expect(row).toMatchObject({_workspace_id: 'ws_001', _workspace_id_is_guess: false});
  });

  it.each([403, 404, 405])(
    'is a guess, said to be one, when the users answer %i',
    async (status) => {
      const kit = createVendorKit();
      owned();
      api().get('/users').query(true).reply(status, {});
      inPages('/members', [list(members(1, 1))]);
      const [row] = await readSweep(open([nameless], {}, kit), STREAM, {log: kit.log});
      expect(row).toMatchObject({_workspace_id: 'w-elsewhere', _workspace_id_is_guess: true});
      expect(kit.logged.map(({message}) => message)).toContainEqual(containing('a guess'));
    },
  );

  it('is not guessed when the look-up itself fails', async () => {
    owned();
    api().get('/users').query(true).times(6).reply(503, 'down');
    await expect(readSweep(open([nameless]), STREAM)).rejects.toMatchObject({
      kind: 'transient',
      message: containing('could not list users of the organization'),
    });
  });
});

describe('the address', () => {
  it.each<[JsonObject, string]>([
    [{}, 'https://api.pandadoc.com'],
    [{region: 'eu'}, 'https://api.pandadoc.eu'],
    [{region: 'eu', base_url: 'https://api.pandadoc.com/public/v1'}, 'https://api.pandadoc.eu'],
    [{base_url: 'https://proxy.example/public/v1/'}, 'https://proxy.example'],
  ])('of %j is %s', async (more, base) => {
    api('Sales', base).get('/members/current').reply(200, ownerOf('Sales'));
    serveList(api('Sales', base), '/members', () => list(members(1, 1)));
    expect(await readSweep(open([sales], more), STREAM)).toHaveLength(1);
  });

  it('must not be a foreign one without encryption', () => {
    expect(() => open([sales], {base_url: 'http://api.pandadoc.com/public/v1'})).toThrow(
      'pandadoc.base_url',
    );
  });
});

describe('the pace', () => {
  it('of a sandbox key stays below ten requests a minute and endpoint (Q11)', async () => {
    const kit = createVendorKit();
    const source = open([entry('Sales', {environment: 'sandbox'})], {}, kit);
    const {asked} = inPages('/members', [{total: 2, results: members(1, 2)}]);
    while (asked.length < 10) {
      owned();
      await readSweep(source, STREAM);
      expect(kit.waits.length > 0).toBe(asked.length >= 10);
    }
    expect(kit.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(59_000);
  });
});
