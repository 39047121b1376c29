import Ajv from 'ajv';
import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import type {OpenSource} from '../../../src/read/source-vendor';
import {pendoSource} from '../../../src/vendors/pendo/source';
import {fakeAggregation} from '../support/fake-aggregation';
import {plan, recordRead} from '../../read/support/record-read';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {readCursor, readSweep, sweepOf} from '../support/read-rows';
import {createVendorKit, type TestVendorKit} from '../support/vendor-kit';

useNockStrictly();

const now = 1_763_600_000_000;

function open(section: JsonObject = {}, kit: TestVendorKit = createVendorKit()): OpenSource {
  const base = {integration_key: 'key-of-acme', page_size: 100, requests_per_second: 1000};
  return pendoSource.open({...base, ...section}, kit);
}

const api = () => nock('https://app.pendo.io/api/v1');

function expectDeclared(source: OpenSource, stream: string, row: unknown): void {
  const {schema} = sweepOf(source, stream).streams[0] ?? {};
  const ajv = new Ajv({strict: false});
  expect(ajv.validate(schema ?? false, row) || ajv.errorsText()).toBe(true);
  const declared = Object.keys((schema?.['properties'] ?? {}) as JsonObject);
  expect(Object.keys(row ?? {})).toEqual(declared);
}

describe("Pendo's own users", () => {
  it('are read in one go', async () => {
    const ada = {id: 'admin-001', username: 'admin@example.com', role: 'admin'};
    api()
      .get('/user')
      .reply(200, [ada, {id: 7, role: {name: 'viewer'}, team: 'blue'}]);
    const source = open();
    const rows = await readSweep(source, 'pendo_users');
    expect(rows).toEqual([
      {...ada, other_fields: null},
      {id: '7', username: null, role: null, other_fields: {role: {name: 'viewer'}, team: 'blue'}},
    ]);
    for (const row of rows) expectDeclared(source, 'pendo_users', row);
  });

  it.each([
    [{users: []}, 'not a list'],
    [[1], 'entries that are not objects'],
  ])('fail on an answer that cannot be used: %j', async (body, words) => {
    api().get('/user').reply(200, body);
    await expect(readSweep(open(), 'pendo_users')).rejects.toMatchObject({
      kind: 'data',
      message: containing(words),
    });
  });

  it('are set aside and told of where they have no id', async () => {
    api()
      .get('/user')
      .reply(200, [{username: 'nobody'}, {id: 'admin-001'}]);
    const read = await recordRead([open()], plan(['pendo_users']));
    expect(read.results).toMatchObject([{rowsRead: 2, records: 1}]);
    expect(read.kit.logged).toContainEqual({
      level: 'WARN',
      message: containing('1 row came without a usable key (id)'),
    });
  });

  it.each([404, 405])('say that the subscription has no such list (%i)', async (status) => {
    api().get('/user').reply(status, 'not found');
    await expect(readSweep(open(), 'pendo_users')).rejects.toMatchObject({
      kind: 'config',
      status,
      message: containing('Deselect the stream pendo_users'),
    });
  });

  it('say what the key lacks (Q3)', async () => {
    api().get('/user').reply(403, 'forbidden');
    await expect(readSweep(open(), 'pendo_users')).rejects.toMatchObject({
      kind: 'auth',
      status: 403,
    });
  });
});

describe('Pendo metadata fields', () => {
  const email = {
    Type: 'string',
    DisplayName: 'Email',
    ElementType: '',
    ElementFormat: '',
    Dirty: true,
    isHidden: false,
    isDeleted: false,
    isCalculated: false,
    isPerApp: false,
    neverIndex: false,
  };

  function schemas(visitor: unknown, account: unknown): void {
    api()
      .get('/metadata/schema/visitor')
      .reply(200, visitor as nock.Body);
    api()
      .get('/metadata/schema/account')
      .reply(200, account as nock.Body);
  }

  it('have a row for each kind, group and name, whatever the case of their attributes (Q18)', async () => {
    schemas(
      {agent: {email}, custom: {email: {type: '', displayname: 'Mail', ISHIDDEN: true}}},
      {agent: {name: {Type: 'string'}}, empty: {}, none: null},
    );
    const source = open();
    const rows = await readSweep(source, 'pendo_metadata_fields');
    expect(rows[0]).toEqual({
      kind: 'visitor',
      group: 'agent',
      name: 'email',
      type: 'string',
      displayName: 'Email',
      elementType: '',
      elementFormat: '',
      dirty: true,
      isHidden: false,
      isDeleted: false,
      isCalculated: false,
      isPerApp: false,
      neverIndex: false,
      other_fields: null,
    });
    // Types can be empty (Q15).
    expect(rows.slice(1)).toMatchObject([
      {
        kind: 'visitor',
        group: 'custom',
        name: 'email',
        type: '',
        displayName: 'Mail',
        isHidden: true,
      },
      {kind: 'account', group: 'agent', name: 'name', type: 'string', dirty: null},
    ]);
    for (const row of rows) expectDeclared(source, 'pendo_metadata_fields', row);
  });

  it('keep what the schema does not name, and do not take it for the key', async () => {
    const visitor = {custom: {plan: {name: 'Plan', group: 'x', Dirty: 'yes', Sampled: 3}}};
    schemas(visitor, {auto: {idhash: {Type: 'string'}}});
    const rows = await readSweep(open(), 'pendo_metadata_fields');
    expect(rows.filter(({kind}) => kind === 'visitor')).toMatchObject([
      {
        kind: 'visitor',
        group: 'custom',
        name: 'plan',
        dirty: null,
        other_fields: {name: 'Plan', group: 'x', Dirty: 'yes', Sampled: 3},
      },
    ]);
  });

  it.each<[string, JsonObject]>([
    ['a group that is a list', {custom: ['plan']}],
    ['a field that is a text', {custom: {plan: 'text'}}],
  ])('set aside what cannot be read, and give the others: %s', async (_, odd) => {
    schemas({...odd, auto: {id: {Type: 'string'}}}, {auto: {id: {Type: 'string'}}});
    const rows = await readSweep(open(), 'pendo_metadata_fields');
    expect(rows).toMatchObject([
      {kind: 'visitor', group: 'custom', name: null},
      {kind: 'visitor', group: 'auto', name: 'id'},
      {kind: 'account', group: 'auto', name: 'id'},
    ]);
  });

  it('have none in a group that is written as an empty list', async () => {
    schemas({custom: [], auto: {id: {Type: 'string'}}}, {auto: {id: {Type: 'string'}}});
    const rows = await readSweep(open(), 'pendo_metadata_fields');
    expect(rows.map(({kind, group}) => [kind, group])).toEqual([
      ['visitor', 'auto'],
      ['account', 'auto'],
    ]);
  });

  it('say when the server has none', async () => {
    api().get('/metadata/schema/visitor').reply(404);
    await expect(readSweep(open(), 'pendo_metadata_fields')).rejects.toMatchObject({
      kind: 'config',
      status: 404,
      message: containing('Deselect the stream pendo_metadata_fields'),
    });
  });
});

describe('the streams that a Pendo subscription has', () => {
  async function ask(user: number, schema: number) {
    const kit = createVendorKit();
    api()
      .get('/user')
      .reply(user, user === 200 ? [] : 'no');
    api()
      .get('/metadata/schema/visitor')
      .reply(schema, schema === 200 ? {} : 'no');
    const names = [...(await open({}, kit).available()).streams];
    return {names, logged: kit.logged};
  }

  const always = ['pendo_visitors', 'pendo_accounts'];

  it('are all when everything answers', async () => {
    const {names, logged} = await ask(200, 200);
    expect(names).toEqual([...always, 'pendo_users', 'pendo_metadata_fields']);
    expect(logged).toEqual([]);
  });

  it.each([
    [403, 'write access and admin permissions'],
    [404, 'GET /user answers 404'],
    [405, 'GET /user answers 405'],
  ])('leave out its users when it answers %i, and say why', async (status, words) => {
    const {names, logged} = await ask(status, 200);
    expect(names).toEqual([...always, 'pendo_metadata_fields']);
    expect(logged).toEqual([{level: 'INFO', message: containing(words)}]);
  });

  it('leave out the metadata fields where the server has no schema, not where the key is refused', async () => {
    const {names, logged} = await ask(200, 404);
    expect(names).toEqual([...always, 'pendo_users']);
    expect(logged).toEqual([{level: 'INFO', message: containing('metadata schema (404)')}]);
    expect((await ask(200, 403)).names).toContain('pendo_metadata_fields');
  });

  it.each([
    [500, 200, ['pendo_users'], 'transient'],
    [200, 500, ['pendo_metadata_fields'], 'transient'],
    [401, 401, ['pendo_users', 'pendo_metadata_fields'], 'auth'],
  ])(
    'are all that is not denied when a question fails (%i, %i)',
    async (user, schema, open_, kind) => {
      const times = (status: number) => (status === 500 ? 8 : 1);
      api().get('/user').times(times(user)).reply(user, []);
      api().get('/metadata/schema/visitor').times(times(schema)).reply(schema, {});
      const {streams, unanswered} = await open().available();
      expect(unanswered.flatMap((question) => question.streams)).toEqual(open_);
      expect(unanswered.map(({failure}) => failure.kind)).toEqual(open_.map(() => kind));
      // Only guides know the list of Pendo's own users: without an answer it is not offered.
      const users = user === 200 ? ['pendo_users'] : [];
      expect([...streams]).toEqual([...always, ...users, 'pendo_metadata_fields']);
      nock.cleanAll();
    },
  );
});

describe('accounts of all apps', () => {
  it('are asked for where the configuration says so (Q12)', async () => {
    const fake = fakeAggregation([{accountId: 'acct-1'}], {kind: 'account'});
    await readCursor(open(), 'pendo_accounts', {syncStartMs: now});
    await readCursor(open({all_apps: true}), 'pendo_accounts', {syncStartMs: now});
    expect(fake.asked.map(({source}) => source)).toEqual([
      {accounts: null},
      {accounts: null},
      {accounts: {appId: 'expandAppIds("*")'}},
      {accounts: {appId: 'expandAppIds("*")'}},
    ]);
  });
});

describe('personal data in Pendo streams', () => {
  const visitor = {
    visitorId: 'ada@example.com',
    metadata: {
      agent: {email: 'Ada@example.com', language: 'en_US'},
      auto: {id: 'ada@example.com', accountid: 'acct-1', lastupdated: now - 5},
      auto__100001: {firstvisit: 1},
      custom: {mobile: '+49 30 123', plan: 'pro'},
    },
  };

  it('are hashed, so that ids and addresses still join', async () => {
    fakeAggregation([visitor]);
    const source = open({pii: 'hash', pii_salt: 'a long random text'});
    const {rows, position} = await readCursor(source, 'pendo_visitors', {syncStartMs: now});
    const [row] = rows;
    const {visitorId} = row ?? {};
    expect(visitorId).toMatch(/^pii:/);
    expect(row).toMatchObject({
      email: visitorId,
      accountId: 'acct-1',
      metadata: {
        agent: {email: visitorId, language: 'en_US'},
        auto: {id: visitorId, accountid: 'acct-1'},
        auto__100001: {firstvisit: 1},
        custom: {plan: 'pro'},
      },
    });
    expect(JSON.stringify(rows)).not.toMatch(/ada@|30 123/i);
    // Going on needs nothing but the ids as Pendo knows them.
    const again = await readCursor(source, 'pendo_visitors', {position, syncStartMs: now + 1});
    expect(again.rows).toEqual([]);
  });

  it('are dropped, except from the key', async () => {
    fakeAggregation([visitor]);
    const {rows} = await readCursor(open({pii: 'drop'}), 'pendo_visitors', {syncStartMs: now});
    expect(rows[0]).toMatchObject({
      visitorId: 'ada@example.com',
      email: null,
      metadata: {agent: {email: null}, auto: {id: null}, custom: {mobile: null}},
    });
  });

  it("are hashed in the names of Pendo's own users", async () => {
    api()
      .get('/user')
      .reply(200, [{id: 'admin-1', username: 'Ada@example.com'}]);
    const section = {pii: 'hash', pii_salt: 'a long random text'};
    const [row] = await readSweep(open(section), 'pendo_users');
    expect(row).toMatchObject({id: 'admin-1'});
    expect(row?.['username']).toMatch(/^pii:/);
  });
});
