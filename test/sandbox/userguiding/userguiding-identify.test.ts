import {call, closeAll} from '../running-sandbox';
import {apiKey, bearer, startUserguiding} from './userguiding-calls';

afterEach(closeAll);

describe('the identify call of the sandbox', () => {
  it('creates, merges and answers as the guide shows', async () => {
    const {identify, dump} = await startUserguiding();
    const answers = [
      await identify({userId: 'user_123', attributes: {plan: 'free', seats: 3}}),
      await identify({
        userId: 'user_123',
        attributes: {plan: 'pro'},
        company: {companyId: 'acme', attributes: {name: 'Acme Corp'}},
      }),
      await identify({userId: 'user_124', company: {companyId: 'acme', attributes: {tier: 'x'}}}),
    ];
    expect(answers.map(({body}) => body)).toEqual(Array(3).fill({success: true}));
    expect(dump('users')).toMatchObject([
      {userId: 'user_123', attributes: {plan: 'pro', seats: 3}, companyId: 'acme'},
      {userId: 'user_124', attributes: {}, companyId: 'acme'},
    ]);
    expect(dump('companies')).toEqual([
      {companyId: 'acme', attributes: {name: 'Acme Corp', tier: 'x'}},
    ]);
  });

  it('makes another profile of every other spelling, byte by byte (UserGuiding Q1)', async () => {
    const {identify, dump} = await startUserguiding();
    for (const userId of ['ada', 'Ada', ' ada', 'zo\u00eb', 'zoe\u0308', 'ada']) {
      await identify({userId});
    }
    expect(dump('users')).toHaveLength(5);
  });

  it.each<[string, unknown, number]>([
    ['no JSON', '{', 400],
    ['no object', '[]', 400],
    ['no id', {attributes: {}}, 400],
    ['a number for an id', {userId: 7}, 400],
    ['an empty id', {userId: ''}, 400],
    ['a list of attributes', {userId: 'a', attributes: []}, 400],
    ['a nested attribute (UserGuiding Q7)', {userId: 'a', attributes: {x: {}}}, 422],
    ['an array', {userId: 'a', attributes: {x: [1]}}, 422],
    ['a company without an id', {userId: 'a', company: {attributes: {}}}, 400],
    ['a company as text', {userId: 'a', company: 'acme'}, 400],
    [
      'a nested company attribute',
      {userId: 'a', company: {companyId: 'c', attributes: {x: {}}}},
      422,
    ],
    ['a large body', {userId: 'a', attributes: {x: 'x'.repeat(5000)}}, 413],
  ])('refuses %s and stores nothing', async (_name, body, status) => {
    const {identify, dump} = await startUserguiding({
      bad_attributes_status: '422',
      body_bytes_max: 4000,
    });
    expect((await identify(body)).status).toBe(status);
    expect(dump('users')).toEqual([]);
    expect(dump('counters')[0]).toMatchObject({calls: 1, refused: 1, created: 0});
  });

  it('wants the key in the header of its profile (UserGuiding Q10)', async () => {
    const own = {'ug-api-key': apiKey};
    const guide = await startUserguiding();
    expect((await guide.identify({userId: 'a'}, own)).status).toBe(401);
    expect((await guide.identify({userId: 'a'}, {authorization: 'Bearer no'})).status).toBe(401);
    expect((await guide.identify({userId: 'a'}, {})).status).toBe(401);
    expect((await guide.identify({userId: 'a'}, bearer)).status).toBe(200);
    const swapped = await startUserguiding({auth: 'ug_api_key'});
    expect((await swapped.identify({userId: 'a'}, bearer)).status).toBe(401);
    expect((await swapped.identify({userId: 'a'}, own)).status).toBe(200);
    const either = await startUserguiding({auth: 'either'});
    expect((await either.identify({userId: 'a'}, bearer)).status).toBe(200);
    expect((await either.identify({userId: 'a'}, own)).status).toBe(200);
  });

  it('has nothing else: no listing, no User API, no SCIM', async () => {
    const {sandbox, userApi} = await startUserguiding();
    const url = `${sandbox.url}/userguiding`;
    expect((await call('GET', `${url}/v1/identify`)).status).toBe(405);
    expect((await call('GET', `${url}/v1/users`)).status).toBe(404);
    expect((await call('GET', `${url}/scim/v2/Users`)).status).toBe(404);
    expect((await userApi('POST', '/users', {user_id: 'a'})).status).toBe(404);
  });

  it('is a web page where only the older panel is (UserGuiding Q12)', async () => {
    const {identify} = await startUserguiding({profile: 'panel'});
    const {status, text} = await identify({userId: 'a'});
    expect(status).toBe(404);
    expect(text).toMatch(/^<!DOCTYPE html>/);
  });

  it('replaces a company link, or adds one where it is set so (UserGuiding Q5)', async () => {
    for (const [company_link, companyIds] of [
      ['replace', ['b']],
      ['add', ['a', 'b']],
    ] as const) {
      const {identify, dump} = await startUserguiding({company_link});
      await identify({userId: 'u', company: {companyId: 'a'}});
      await identify({userId: 'u', company: {companyId: 'b'}});
      expect(dump('users')).toMatchObject([{companyIds}]);
    }
  });

  it('clears an attribute with null, or keeps it where it is set so', async () => {
    for (const [null_values, attributes] of [
      ['clear', {}],
      ['keep', {plan: 'pro'}],
    ] as const) {
      const {identify, dump} = await startUserguiding({null_values});
      await identify({userId: 'u', attributes: {plan: 'pro'}});
      await identify({userId: 'u', attributes: {plan: null}});
      expect(dump('users')[0]?.['attributes']).toEqual(attributes);
    }
  });
});

describe('odd answers of the sandbox', () => {
  it.each<[string, number, RegExp]>([
    ['success_missing', 200, /^\{"status":"ok"\}$/],
    ['empty', 200, /^$/],
    ['no_content', 204, /^$/],
    ['text', 200, /^OK$/],
    ['html', 200, /^<!DOCTYPE html>/],
  ])('hide that the work was done: %s (UserGuiding Q2)', async (odd_answer, status, text) => {
    const {identify, dump} = await startUserguiding({odd_answer, odd_answer_every: 2});
    expect((await identify({userId: 'a'})).body).toEqual({success: true});
    const odd = await identify({userId: 'b'});
    expect(odd.status).toBe(status);
    expect(odd.text).toMatch(text);
    expect(dump('users')).toHaveLength(2);
  });

  it('deny success when nothing was done', async () => {
    const {identify, dump} = await startUserguiding({odd_answer: 'success_false'});
    expect((await identify({userId: 'a'})).body).toEqual({success: false});
    expect(dump('users')).toEqual([]);
  });

  it('fail once for each user, then succeed', async () => {
    const {identify, dump} = await startUserguiding({first_write_fails: true});
    const statuses = [];
    for (const userId of ['a', 'a', 'b', 'b']) statuses.push((await identify({userId})).status);
    expect(statuses).toEqual([500, 200, 500, 200]);
    expect(dump('users')).toHaveLength(2);
  });

  it.each<[string, RegExp]>([
    ['success_error', /^\{"success":false,"error":".+"\}$/],
    ['message', /^\{"message":".+"\}$/],
    ['detail', /^\{"detail":".+"\}$/],
    ['detail_list', /^\{"detail":\[\{"loc":\["body","userId"\],"msg":".+","type":".+"\}\]\}$/],
    ['text', /^userId is required/],
    ['html', /^<!DOCTYPE html>/],
    ['empty', /^$/],
  ])('have error bodies of the form %s', async (error_form, text) => {
    const {identify} = await startUserguiding({error_form});
    const answer = await identify({});
    expect(answer.status).toBe(400);
    expect(answer.text).toMatch(text);
  });
});

describe('the workspace of the sandbox', () => {
  it('starts with people of the seed, who change, join and leave', async () => {
    const {sandbox, dump} = await startUserguiding({users: 5});
    const ids = (): unknown[] => dump('users').map(({userId}) => userId);
    const before = ids();
    expect(before).toHaveLength(5);
    const change = {kind: 'users', changed: 2, joined: 3, left: 1};
    const {changed, joined, left} = sandbox.change('userguiding', change);
    expect([changed.length, joined.length, left.length]).toEqual([2, 3, 1]);
    expect(new Set(ids())).toEqual(new Set([...before.filter((id) => id !== left[0]), ...joined]));
    for (const id of changed) {
      expect(dump('users').find(({userId}) => userId === id)).toHaveProperty('attributes.language');
    }
    expect(() => sandbox.change('userguiding', {kind: 'companies'})).toThrow(RangeError);
  });

  it('refuses settings that it does not have', async () => {
    await expect(startUserguiding({users: -1})).rejects.toThrow('userguiding.users');
    await expect(startUserguiding({colour: 'red'})).rejects.toThrow('colour');
    await expect(startUserguiding({profile: 'both', list_path: 'users'})).rejects.toThrow('path');
  });
});
