import {at, closeAll, rowsAt} from '../running-sandbox';
import {PATCH, keysOf, startScim} from './scim-calls';

afterEach(closeAll);

const strict = {profile: 'strict'};
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

/** Sends a body as SCIM clients do. */
async function startStrict(settings: Readonly<Record<string, unknown>> = {}) {
  const {ask, sandbox} = await startScim('pendo', {...strict, ...settings});
  const info = sandbox.vendors['scim'];
  const authorization = `Bearer ${info?.credentials['pendo_token'] ?? ''}`;
  const headers = {authorization, 'content-type': 'application/scim+json'};
  return {
    sandbox,
    base: info?.otherUrls?.['pendo'] ?? '',
    ask: (method: string, path: string, json?: unknown, more = headers) =>
      ask(method, path, json, more),
  };
}

const patch = (...operations: unknown[]) => ({schemas: [PATCH], Operations: operations});
const list = async (
  ask: (method: string, path: string) => Promise<{body: unknown}>,
  path: string,
) => rowsAt((await ask('GET', path)).body, 'Resources');

describe('a strict SCIM service describes itself', () => {
  it('with every attribute of RFC 7643, each with all its characteristics', async () => {
    const {ask, base} = await startStrict();
    const schemas = await list(ask, '/Schemas');
    expect(schemas.map(({id}) => id)).toEqual([USER, ENTERPRISE, GROUP]);
    const attributes = rowsAt(schemas[0], 'attributes');
    expect(attributes.map(({name}) => name)).toEqual([
      ...['userName', 'name', 'displayName', 'nickName', 'profileUrl', 'title', 'userType'],
      ...['preferredLanguage', 'locale', 'timezone', 'active', 'password', 'emails'],
      ...['phoneNumbers', 'ims', 'photos', 'addresses', 'groups', 'entitlements', 'roles'],
      'x509Certificates',
    ]);
    const all = [...attributes, ...attributes.flatMap((one) => subAttributesOf(one))];
    const characteristics = [
      ...['name', 'type', 'multiValued', 'description', 'required', 'caseExact', 'mutability'],
      ...['returned', 'uniqueness'],
    ];
    expect(all.filter((one) => characteristics.some((name) => one[name] === undefined))).toEqual(
      [],
    );
    for (const schema of schemas) {
      const location = `${base}/Schemas/${String(schema['id'])}`;
      expect(schema['meta']).toEqual({resourceType: 'Schema', location});
      expect((await ask('GET', `/Schemas/${String(schema['id'])}`)).body).toEqual(schema);
    }
  });

  it('with its resource types, one by one as well', async () => {
    const {ask, base} = await startStrict();
    const types = await list(ask, '/ResourceTypes');
    expect(types).toMatchObject([
      {id: 'User', endpoint: '/Users', schema: USER, schemaExtensions: [{schema: ENTERPRISE}]},
      {id: 'Group', endpoint: '/Groups', schema: GROUP, schemaExtensions: []},
    ]);
    const group = (await ask('GET', '/ResourceTypes/Group')).body;
    expect(group).toEqual(types[1]);
    expect(at(group, 'meta', 'location')).toBe(`${base}/ResourceTypes/Group`);
  });

  it('and refuses unknown descriptions, filters and other methods', async () => {
    const {ask} = await startStrict();
    expect(await ask('GET', '/Schemas/urn:nothing')).toMatchObject({status: 404});
    expect(await ask('GET', '/ResourceTypes/Device')).toMatchObject({status: 404});
    expect(await ask('GET', '/Schemas?filter=name%20eq%20%22User%22')).toMatchObject({status: 403});
    expect(await ask('POST', '/ServiceProviderConfig', {})).toMatchObject({
      status: 405,
      body: {schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '405'},
    });
  });

  it('truly: what it advertises works, and what it does not is absent', async () => {
    const {ask, base} = await startStrict();
    expect((await ask('GET', '/ServiceProviderConfig')).body).toMatchObject({
      patch: {supported: true},
      bulk: {supported: false},
      filter: {supported: true, maxResults: 100},
      changePassword: {supported: true},
      sort: {supported: true},
      etag: {supported: false},
      meta: {location: `${base}/ServiceProviderConfig`},
    });
    const {headers, body} = await ask('GET', '/Users?count=1');
    expect(headers.get('etag')).toBeNull();
    expect(at(body, 'Resources', 0, 'meta')).not.toHaveProperty('version');
    expect((await ask('POST', '/Bulk', {})).status).toBe(404);
  });
});

describe('a strict SCIM service', () => {
  it('tells the absolute address of every resource, in Location when it is made', async () => {
    const {ask, base} = await startStrict();
    for (const path of ['/Users', '/Groups']) {
      for (const {id, meta} of await list(ask, path)) {
        expect(at(meta, 'location')).toBe(`${base}${path}/${String(id)}`);
      }
    }
    const made = await ask('POST', '/Users', {schemas: [USER], userName: 'new@acme.example'});
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(at(made.body, 'meta', 'location'));
    expect(made.headers.get('location')).toBe(`${base}/Users/${String(at(made.body, 'id'))}`);
  });

  it.each([
    ['no schemas', {userName: 'x'}, 'invalidSyntax'],
    ['no userName', {schemas: [USER]}, 'invalidValue'],
    ['an unknown attribute', {schemas: [USER], userName: 'x', shoe: 42}, 'invalidSyntax'],
    ['an unknown schema', {schemas: [USER, 'urn:x'], userName: 'x'}, 'invalidValue'],
    [
      'a text in place of a boolean',
      {schemas: [USER], userName: 'x', active: 'yes'},
      'invalidValue',
    ],
    ['an object in place of a list', {schemas: [USER], userName: 'x', emails: {}}, undefined],
    [
      'a text in a list of objects',
      {schemas: [USER], userName: 'x', emails: ['a']},
      'invalidValue',
    ],
    [
      'two primary values',
      {
        ...{schemas: [USER], userName: 'x'},
        emails: [
          {value: 'a', primary: true},
          {value: 'b', primary: true},
        ],
      },
      'invalidValue',
    ],
  ])('judges a user with %s', async (_, body, scimType) => {
    const {ask} = await startStrict();
    const answer = await ask('POST', '/Users', body);
    // An empty object counts as no value (RFC 7643, section 2.5).
    if (scimType === undefined) expect(answer.status).toBe(201);
    else expect(answer).toMatchObject({status: 400, body: {status: '400', scimType}});
  });

  it('takes names in any letter case, and leaves out what only it decides', async () => {
    const {ask} = await startStrict();
    const made = await ask('POST', '/Users', {
      SCHEMAS: [USER.toUpperCase(), ENTERPRISE.toLowerCase()],
      USERNAME: 'new@acme.example',
      id: 'mine',
      groups: [{value: 'admins'}],
      password: 'secret',
      nickName: null,
      [ENTERPRISE.toUpperCase()]: {Department: 'Legal', manager: {displayName: 'Me'}},
    });
    expect(made.body).toMatchObject({
      schemas: [USER, ENTERPRISE],
      userName: 'new@acme.example',
      [ENTERPRISE]: {department: 'Legal'},
    });
    expect(at(made.body, 'id')).not.toBe('mine');
    for (const name of ['groups', 'password', 'nickName']) {
      expect(made.body).not.toHaveProperty(name);
    }
    expect(at(made.body, ENTERPRISE)).not.toHaveProperty('manager');
  });

  it('keeps userName unique, in any letter case, by POST, PUT and PATCH', async () => {
    const {ask} = await startStrict();
    const [first, second] = await list(ask, '/Users');
    const userName = String(first?.['userName']).toUpperCase();
    const path = `/Users/${String(second?.['id'])}`;
    const change = patch({op: 'replace', path: 'userName', value: userName});
    for (const [method, where, body] of [
      ['POST', '/Users', {schemas: [USER], userName}],
      ['PUT', path, {schemas: [USER], userName}],
      ['PATCH', path, change],
    ] as const) {
      expect(await ask(method, where, body)).toMatchObject({
        status: 409,
        body: {scimType: 'uniqueness'},
      });
    }
    expect((await ask('GET', path)).body).toEqual(second);
    expect((await ask('PATCH', `/Users/${String(first?.['id'])}`, change)).status).toBe(200);
  });

  it('refuses bodies of another media type, and tells how to sign in', async () => {
    const {ask} = await startStrict();
    const authorization = 'Bearer sandbox-scim-pendo-token-0004';
    const text = {authorization, 'content-type': 'text/plain'};
    expect((await ask('POST', '/Users', {schemas: [USER], userName: 'x'}, text)).status).toBe(415);
    const json = {authorization, 'content-type': 'application/json; charset=utf-8'};
    expect((await ask('POST', '/Users', {schemas: [USER], userName: 'x'}, json)).status).toBe(201);
    const nobody = {authorization: 'Bearer nobody', 'content-type': 'text/plain'};
    const refused = await ask('GET', '/Users', undefined, nobody);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('replaces users and groups whole', async () => {
    const {ask} = await startStrict();
    const [user] = await list(ask, '/Users');
    const [group] = await list(ask, '/Groups');
    const put = await ask('PUT', `/Users/${String(user?.['id'])}`, {
      ...{schemas: [USER], id: user?.['id'], userName: 'other@acme.example'},
    });
    expect(put.status).toBe(200);
    expect([...keysOf(put.body)].sort()).toEqual(
      ['groups', 'id', 'meta', 'schemas', 'userName'].sort(),
    );
    expect(at(put.body, 'meta', 'created')).toBe(at(user, 'meta', 'created'));
    const path = `/Groups/${String(group?.['id'])}`;
    const members = [{value: user?.['id'], type: 'User'}];
    const renamed = await ask('PUT', path, {schemas: [GROUP], displayName: 'New', members});
    expect(renamed.body).toMatchObject({displayName: 'New', members});
    expect(
      (await ask('PUT', path, {schemas: [GROUP], displayName: 'New'})).body,
    ).not.toHaveProperty('members');
    expect((await ask('PUT', '/Groups/nobody', {schemas: [GROUP]})).status).toBe(404);
  });

  it('shows changes that are planted, with a new lastModified', async () => {
    const {ask, sandbox} = await startStrict();
    const before = await list(ask, '/Users');
    const {changed} = sandbox.change('scim', {kind: 'pendo_users', changed: 2});
    const after = await list(ask, '/Users');
    const moved = after.filter((user, at) => JSON.stringify(user) !== JSON.stringify(before[at]));
    expect(moved.map(({id}) => id).sort()).toEqual([...changed].sort());
    expect(sandbox.dump('scim')['pendo_users']).toEqual(after);
  });
});

describe('PATCH of a strict SCIM service', () => {
  async function startWithUser() {
    const {ask} = await startStrict();
    const emails = [
      {value: 'a@acme.example', type: 'work', primary: true},
      {value: 'b@acme.example', type: 'home'},
    ];
    const sent = {schemas: [USER], userName: 'new@acme.example', title: 'Boss', emails};
    const made = await ask('POST', '/Users', sent);
    const path = `/Users/${String(at(made.body, 'id'))}`;
    return {
      ask,
      path,
      change: (...operations: unknown[]) => ask('PATCH', path, patch(...operations)),
    };
  }

  it('adds to lists, and moves the primary mark', async () => {
    const {change} = await startWithUser();
    const value = [{value: 'c@acme.example', primary: true}];
    const {body} = await change({op: 'add', path: 'emails', value});
    expect(rowsAt(body, 'emails').map(({value: one, primary}) => [one, primary])).toEqual([
      ['a@acme.example', false],
      ['b@acme.example', undefined],
      ['c@acme.example', true],
    ]);
    const again = await change({op: 'add', path: 'emails', value});
    expect(rowsAt(again.body, 'emails')).toHaveLength(3);
  });

  it('changes and removes the values that a filter finds', async () => {
    const {change} = await startWithUser();
    const where = 'emails[type eq "home" and value co "B@"]';
    const changed = await change({op: 'replace', path: `${where}.value`, value: 'h@acme.example'});
    expect(rowsAt(changed.body, 'emails')[1]).toEqual({value: 'h@acme.example', type: 'home'});
    const removed = await change({op: 'remove', path: 'emails[type eq "home"]'});
    expect(rowsAt(removed.body, 'emails')).toHaveLength(1);
    expect(await change({op: 'remove', path: 'emails[type eq "home"]'})).toMatchObject({
      status: 400,
      body: {scimType: 'noTarget'},
    });
  });

  it('reaches parts and extensions, which come and go with what is in them', async () => {
    const {change} = await startWithUser();
    const department = `${ENTERPRISE}:department`;
    const added = await change(
      {op: 'add', path: department, value: 'Legal'},
      {op: 'replace', value: {'name.givenName': 'Ada', [ENTERPRISE]: {costCenter: '1'}}},
    );
    expect(added.body).toMatchObject({
      schemas: [USER, ENTERPRISE],
      name: {givenName: 'Ada'},
      [ENTERPRISE]: {costCenter: '1'},
    });
    const removed = await change(
      {op: 'remove', path: department},
      {op: 'remove', path: `${ENTERPRISE}:costCenter`},
    );
    expect(removed.body).toMatchObject({schemas: [USER]});
    expect(removed.body).not.toHaveProperty([ENTERPRISE]);
  });

  it.each([
    ['a path that is none', {op: 'replace', path: 'emails[type', value: 1}, 'invalidPath'],
    ['an attribute that is none', {op: 'replace', path: 'shoe', value: 1}, 'invalidPath'],
    ['what is read-only', {op: 'replace', path: 'groups', value: []}, 'mutability'],
    ['what is required', {op: 'remove', path: 'userName'}, 'mutability'],
    ['a removal of nothing', {op: 'remove'}, 'noTarget'],
    ['a wrong type', {op: 'replace', path: 'active', value: 'yes'}, 'invalidValue'],
    ['an unknown filter', {op: 'remove', path: 'emails[shoe eq 1]'}, 'invalidFilter'],
  ])('refuses %s, and then does nothing at all', async (_, operation, scimType) => {
    const {ask, path, change} = await startWithUser();
    const before = (await ask('GET', path)).body;
    const good = {op: 'replace', path: 'title', value: 'Other'};
    const answer = await change(good, operation);
    expect(answer).toMatchObject({status: 400, body: {scimType}});
    expect((await ask('GET', path)).body).toEqual(before);
  });

  it('puts groups into groups, and forgets members who are gone', async () => {
    const {ask} = await startStrict();
    const [user] = await list(ask, '/Users');
    const [outer, inner] = await list(ask, '/Groups');
    const path = `/Groups/${String(outer?.['id'])}`;
    const value = [{value: inner?.['id']}, {value: user?.['id']}, {value: 'nobody'}];
    const {body} = await ask('PATCH', path, patch({op: 'replace', path: 'members', value}));
    expect(rowsAt(body, 'members').map(({value: id, type}) => [id, type])).toEqual([
      [inner?.['id'], 'Group'],
      [user?.['id'], 'User'],
    ]);
    await ask('DELETE', `/Users/${String(user?.['id'])}`);
    expect(rowsAt((await ask('GET', path)).body, 'members')).toHaveLength(1);
  });
});

describe('lists of a strict SCIM service', () => {
  it.each([
    'userName sw "%" or displayName pr',
    'not (active eq true) or active eq true',
    'emails[type eq "WORK" and value co "@"]',
    `${ENTERPRISE}:department pr or not (${ENTERPRISE}:department pr)`,
    'meta.lastModified ge "2000-01-01T00:00:00Z"',
    '(userName co "a" or userName co "e") and (userName co "@")',
    'schemas eq "urn:ietf:params:scim:schemas:core:2.0:user"',
  ])('find everybody with %s', async (filter) => {
    const {ask} = await startStrict();
    const {body} = await ask('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect(body).toMatchObject({totalResults: 12});
  });

  it('are filtered as the users themselves say', async () => {
    const {ask} = await startStrict();
    const users = await list(ask, '/Users');
    const idsOf = (rows: readonly Record<string, unknown>[]) => rows.map(({id}) => id);
    const found = async (filter: string) =>
      idsOf(await list(ask, `/Users?filter=${encodeURIComponent(filter)}`));
    expect(await found('active eq false')).toEqual(idsOf(users.filter((one) => !one['active'])));
    expect(await found('title pr and userType ne "Contractor"')).toEqual(
      idsOf(users.filter((one) => one['title'] && one['userType'] !== 'Contractor')),
    );
    expect(await found('emails.type eq "home"')).toEqual(
      idsOf(users.filter((one) => rowsAt(one, 'emails').some(({type}) => type === 'home'))),
    );
    expect(await found('externalId eq null')).toEqual(
      idsOf(users.filter((one) => one['externalId'] === undefined)),
    );
    const group = rowsAt(users[0], 'groups')[0]?.['value'];
    expect(await found(`groups eq "${String(group)}"`)).toEqual(
      idsOf(users.filter((one) => rowsAt(one, 'groups').some(({value}) => value === group))),
    );
  });

  it.each([
    ...['userName', 'userName eq', 'userName is "x"', 'shoe eq 1', 'active gt true'],
    ...['(userName pr', 'emails[type eq "work"', 'userName eq "x" and', 'not userName pr', ''],
  ])('refuse the filter "%s"', async (filter) => {
    const {ask} = await startStrict();
    expect(await ask('GET', `/Users?filter=${encodeURIComponent(filter)}`)).toMatchObject({
      status: 400,
      body: {scimType: 'invalidFilter'},
    });
  });

  it('are sorted, with those without a value last', async () => {
    const {ask} = await startStrict();
    const titles = async (order: string) =>
      (await list(ask, `/Users?sortBy=title${order}`)).map(({title}) => title);
    const ascending = await titles('');
    const known = ascending.filter((title) => title !== undefined);
    expect(known).toEqual([...known].sort());
    expect(ascending.slice(0, known.length)).toEqual(known);
    expect(await titles('&sortOrder=descending')).toEqual([...ascending].reverse());
    const names = (await list(ask, '/Users?sortBy=name.familyName')).map((user) =>
      String(at(user, 'name', 'familyName')).toLowerCase(),
    );
    expect(names).toEqual([...names].sort());
    expect((await ask('GET', '/Users?sortBy=shoe')).status).toBe(400);
  });

  it('show only the attributes that are asked for, and always the id', async () => {
    const {ask} = await startStrict();
    const keys = async (query: string) =>
      Object.keys((await list(ask, `/Users?count=1&${query}`))[0] ?? {}).sort();
    const asked = `attributes=USERNAME,name.givenName,${ENTERPRISE}:department`;
    const [user] = await list(ask, `/Users?${asked}&filter=${encodeURIComponent('name pr')}`);
    expect(keysOf(user?.['name'])).toEqual(['givenName']);
    expect(await keys('attributes=userName')).toEqual(['id', 'schemas', 'userName']);
    expect(await keys('excludedAttributes=id,emails,meta')).not.toEqual(
      expect.arrayContaining(['emails']),
    );
    expect(await keys('excludedAttributes=id')).toContain('id');
    expect((await ask('GET', '/Users?attributes=id&excludedAttributes=meta')).status).toBe(400);
    const made = {schemas: [USER], userName: 'new@acme.example', title: 'Boss'};
    const answer = await ask('POST', '/Users?attributes=title', made);
    expect([...keysOf(answer.body)].sort()).toEqual(['id', 'schemas', 'title']);
  });

  it('begin at 1 at the earliest and hold no row more than is asked for', async () => {
    const {ask} = await startStrict({page_size_max: 5});
    const page = async (query: string) => {
      const {body} = await ask('GET', `/Users?${query}`);
      return [at(body, 'startIndex'), at(body, 'itemsPerPage'), rowsAt(body, 'Resources').length];
    };
    expect(await page('')).toEqual([1, 5, 5]);
    expect(await page('startIndex=-4&count=2')).toEqual([1, 2, 2]);
    expect(await page('startIndex=11&count=99')).toEqual([11, 2, 2]);
    expect(await page('startIndex=13')).toEqual([13, 0, 0]);
    expect(await page('count=0')).toEqual([1, 0, 0]);
    expect(await page('count=-1')).toEqual([1, 0, 0]);
    expect((await ask('GET', '/Users?count=ten')).status).toBe(400);
  });

  it('can be searched by POST, each kind by itself or both at once', async () => {
    const {ask} = await startStrict();
    const search = async (path: string, body: object) =>
      ask('POST', `${path}/.search`, {schemas: [SEARCH], ...body});
    expect((await search('', {})).body).toMatchObject({totalResults: 15});
    expect((await search('/Groups', {count: 1})).body).toMatchObject({
      totalResults: 3,
      itemsPerPage: 1,
    });
    const found = await search('', {filter: 'userName pr', attributes: ['userName'], count: 1});
    expect(Object.keys(rowsAt(found.body, 'Resources')[0] ?? {}).sort()).toEqual(
      ['id', 'schemas', 'userName'].sort(),
    );
    expect((await search('', {filter: 'shoe pr'})).status).toBe(400);
    expect((await ask('POST', '/.search', {})).status).toBe(400);
  });
});

function subAttributesOf(attribute: Record<string, unknown>) {
  return attribute['subAttributes'] === undefined ? [] : rowsAt(attribute, 'subAttributes');
}
