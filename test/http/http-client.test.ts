import nock from 'nock';
import {Failure} from '../../src/core/failure';
import {bearerAuth, queryAuth} from '../../src/http/auth/auth';
import type {AnswerMeaning} from '../../src/http/policy';
import {BASE, failureOf, get, policy, post, setUp, TOKEN} from './support';
import {useNockStrictly} from '../support/nock-rules';

const HOST = 'https://api.acme.test';

function reset(): Error {
  return Object.assign(new Error('socket hang up'), {code: 'ECONNRESET'});
}

function refused(): Error {
  return Object.assign(new Error('connect'), {code: 'ECONNREFUSED', syscall: 'connect'});
}

useNockStrictly();

describe('a request', () => {
  it('keeps the path of the base URL and carries query, headers and credential', async () => {
    const reqheaders = {'x-api-token': TOKEN, accept: 'application/json'};
    nock(HOST, {reqheaders})
      .get('/v1/users?limit=100&include%5B%5D=a&include%5B%5D=b%20c')
      .reply(200, {data: [1]});
    const {client} = setUp();
    const query = {limit: 100, 'include[]': ['a', 'b c'], cursor: undefined};
    const answer = await client.send(get({query}));
    expect(answer).toMatchObject({status: 200, body: {data: [1]}, bodyKind: 'json', bytes: 12});
  });

  it('sends JSON given as a value and JSON given as text alike', async () => {
    nock(BASE, {reqheaders: {'content-type': 'application/json', 'content-length': '14'}})
      .post('/users', {name: 'Ada'})
      .twice()
      .reply(201, {id: 1});
    const {client} = setUp();
    await client.send(post());
    await client.send(post({body: {text: '{"name":"Ada"}'}}));
  });

  it('lets the headers of the policy be replaced by those of the request, whatever their case', async () => {
    nock(BASE, {reqheaders: {accept: 'application/vnd.b', 'x-a': '1'}})
      .get('/users')
      .reply(200, {});
    const {client} = setUp({policy: {headers: {Accept: 'application/vnd.a', 'X-A': '1'}}});
    await client.send(get({headers: {ACCEPT: 'application/vnd.b'}}));
  });

  it('sends a body with DELETE (Pipedrive Q10)', async () => {
    nock(BASE).delete('/roles/1/assignments', {user_id: 5}).reply(200, {success: true});
    const {client} = setUp();
    await client.send(
      post({method: 'DELETE', path: '/roles/1/assignments', body: {json: {user_id: 5}}}),
    );
  });

  it('refuses ids that are dot segments instead of addressing something else (Pendo Q5)', async () => {
    const {client} = setUp();
    for (const path of ['/visitor/..', '/visitor/.', '/visitor/%2e%2E/x']) {
      expect((await failureOf(client.send(get({path})))).kind).toBe('data');
    }
  });

  it('counts requests, retries and waits', async () => {
    nock(BASE).get('/users').reply(503).get('/users').reply(429).get('/users').reply(200, {});
    const {client} = setUp();
    await client.send(get());
    const {requests, retries, waitedMs} = client.traffic();
    expect({requests, retries}).toEqual({requests: 3, retries: 1});
    expect(waitedMs).toBeGreaterThanOrEqual(2_000);
    expect(waitedMs).toBeLessThan(3_000);
  });
});

describe('a body', () => {
  it.each([
    ['JSON null stays null (Pipedrive Q8)', 'null', null, 'json'],
    ['JSON sent as HTML is JSON', '{"a":1}', {a: 1}, 'json'],
    ['nothing is undefined', '', undefined, 'empty'],
  ])('%s', async (_, text, body, bodyKind) => {
    nock(BASE).get('/users').reply(200, text, {'content-type': 'text/html'});
    expect(await setUp().client.send(get())).toMatchObject({body, bodyKind});
  });

  it.each([
    ['a web page', '<html>down</html>'],
    ['JSON without its end', '{"data":[1,2'],
    ['text', 'upstream error'],
  ])('of a 200 that is %s is asked for again', async (_, text) => {
    nock(BASE).get('/users').reply(200, text).get('/users').reply(200, {ok: true});
    expect((await setUp().client.send(get())).body).toEqual({ok: true});
  });

  it('that stays unreadable is a transient failure that shows its beginning to the engineer', async () => {
    nock(BASE).get('/users').times(4).reply(200, '<html>down</html>');
    const failure = await failureOf(setUp().client.send(get()));
    expect(failure).toMatchObject({kind: 'transient', status: 200});
    expect(failure.detail).toContain('<html>down</html>');
  });

  it('of a 200 that is unreadable ends a request that must not be repeated', async () => {
    nock(BASE).post('/users').reply(200, '{"id":');
    const failure = await failureOf(setUp().client.send(post()));
    expect(failure.kind).toBe('transient');
    expect(failure.message).toContain('not known whether the change was made');
  });
});

describe('statuses', () => {
  it.each([
    [400, 'data'],
    [401, 'auth'],
    [402, 'auth'],
    [403, 'auth'],
    [404, 'data'],
    [408, 'transient'],
    [409, 'data'],
    [413, 'data'],
    [422, 'data'],
    [500, 'transient'],
    [501, 'data'],
    [502, 'transient'],
  ] as const)('%d without a policy for it is a %s failure', async (status, kind) => {
    nock(BASE).get('/users').reply(status, {error: 'vendor words'});
    const {client} = setUp({policy: {retry: {...policy().retry, statuses: []}}});
    const failure = await failureOf(client.send(get()));
    expect(failure).toMatchObject({kind, status});
    expect(failure.message).toMatch(/Acme.*list users/);
  });

  it.each([401, 403])('%d says where to find the credential', async (status) => {
    nock(BASE).get('/users').reply(status, {error: 'no'});
    const failure = await failureOf(setUp().client.send(get()));
    expect(failure.message).toContain('Check acme.api_key.');
    expect(failure.message).toContain('Acme says: "no"');
  });

  it('that the caller accepts are answers, whatever their body', async () => {
    nock(BASE).get('/users').reply(404, {error: 'none'}).get('/users').reply(404, '<p>none</p>');
    const {client} = setUp();
    const request = get({accept: [404]});
    expect(await client.send(request)).toMatchObject({status: 404, body: {error: 'none'}});
    expect(await client.send(request)).toMatchObject({body: '<p>none</p>', bodyKind: 'html'});
  });

  it('that the caller accepts are asked for again when the body is cut off', async () => {
    nock(BASE).get('/users').reply(404, '{"error"').get('/users').reply(404, {error: 'none'});
    const answer = await setUp().client.send(get({accept: [404]}));
    expect(answer.body).toEqual({error: 'none'});
  });

  it.each([500, 502, 503, 504])('%d is tried again up to the limit', async (status) => {
    nock(BASE).get('/users').times(4).reply(status);
    const {client, kit} = setUp();
    expect((await failureOf(client.send(get()))).kind).toBe('transient');
    expect(client.traffic()).toMatchObject({requests: 4, retries: 3});
    expect(kit.logged).toHaveLength(3);
  });

  it.each([
    [1, 1],
    [9, 3],
  ])(
    'is asked for again %d times at most when somebody waits, and %d here',
    async (most, tries) => {
      nock(BASE)
        .get('/users')
        .times(tries + 1)
        .reply(503);
      const {client} = setUp({kit: {retriesMax: most}});
      expect((await failureOf(client.send(get()))).kind).toBe('transient');
      expect(client.traffic()).toMatchObject({retries: tries});
    },
  );
});

describe('a request that must not be repeated', () => {
  it('is not sent again after a 500, a 503 without a time, or a broken connection', async () => {
    const {client} = setUp();
    nock(BASE).post('/users').reply(500).post('/users').reply(503);
    nock(BASE).post('/users').replyWithError(reset());
    for (let n = 0; n < 3; n += 1) {
      const failure = await failureOf(client.send(post()));
      expect(failure.kind).toBe('transient');
      expect(failure.message).toContain('not known whether the change was made');
    }
    expect(client.traffic().requests).toBe(3);
  });

  it('is sent again when the connection was refused, after a 429 and after a 503 with a time', async () => {
    nock(BASE).post('/users').replyWithError(refused());
    nock(BASE).post('/users').reply(429).post('/users').reply(503, '', {'retry-after': '3'});
    nock(BASE).post('/users').reply(201, {id: 1});
    expect((await setUp().client.send(post())).status).toBe(201);
  });

  it('is sent again where the vendor says that nothing was done', async () => {
    nock(BASE)
      .post('/users')
      .reply(400, {error: 'could not be locked'})
      .post('/users')
      .reply(201, {});
    const {client} = setUp({
      policy: {
        classify: (answer): AnswerMeaning | undefined =>
          answer.status === 400 ? {type: 'retry', nothingDone: true} : undefined,
      },
    });
    expect((await client.send(post())).status).toBe(201);
  });
});

describe('limits', () => {
  it('wait for the time that a 429 names, without counting a failure', async () => {
    nock(BASE)
      .get('/users')
      .times(9)
      .reply(429, '', {'retry-after': '7'})
      .get('/users')
      .reply(200, {});
    const {client, kit} = setUp();
    const startMs = kit.clock.now();
    await client.send(get());
    const waitedMs = kit.clock.now() - startMs;
    expect(waitedMs).toBeGreaterThanOrEqual(9 * 7_000);
    expect(client.traffic()).toMatchObject({requests: 10, retries: 0, waitedMs});
  });

  it('read a reset as seconds or epoch by its value and log once which it was (Pipedrive Q1)', async () => {
    const kitStart = setUp().kit.clock.now();
    for (const [value, form] of [
      ['12', 'seconds'],
      [String(kitStart / 1000 + 12), 'epoch seconds'],
    ] as const) {
      nock(BASE).get('/users').twice().reply(429, '', {'x-ratelimit-reset': value});
      nock(BASE).get('/users').reply(200, {});
      const {client, kit} = setUp({policy: {rateHeaders: {reset: 'x-ratelimit-reset'}}});
      await client.send(get());
      expect(kit.clock.now() - kitStart).toBeGreaterThanOrEqual(12_000);
      const lines = kit.logged.filter(({message}) => message.includes('is read as'));
      expect(lines).toEqual([
        {level: 'INFO', message: `Acme: the header x-ratelimit-reset is read as ${form}.`},
      ]);
    }
  });

  it('end the work when the vendor names a time beyond what we wait for', async () => {
    nock(BASE).get('/users').reply(429, '', {'retry-after': '86400'});
    const {client, kit} = setUp();
    const failure = await failureOf(client.send(get()));
    expect(failure).toMatchObject({kind: 'limited', status: 429});
    expect(failure.resetAtMs).toBe(kit.clock.now() + 86_400_000);
  });

  it('end the work when all waits together are too long', async () => {
    nock(BASE).get('/users').times(11).reply(429, '', {'retry-after': '120'});
    const retry = {...policy().retry, limitTotalMaxMs: 20 * 60_000};
    const {client} = setUp({policy: {retry}, kit: {random: () => 0}});
    expect((await failureOf(client.send(get()))).kind).toBe('limited');
    expect(client.traffic().requests).toBe(11);
  });

  it('stop all requests of a client when one is refused', async () => {
    nock(BASE).get('/a').reply(429, '', {'retry-after': '60'}).get('/a').reply(200, {});
    nock(BASE).get('/b').reply(200, {});
    const {client, kit} = setUp({policy: {concurrencyMax: 1}});
    const startMs = kit.clock.now();
    const first = client.send(get({path: '/a'}));
    const second = client.send(get({path: '/b'})).then(() => kit.clock.now());
    await first;
    expect((await second) - startMs).toBeGreaterThanOrEqual(60_000);
  });

  it('tell the listener and the log about a wait above five seconds, once', async () => {
    nock(BASE)
      .get('/users')
      .reply(429, '', {'retry-after': '30'})
      .get('/users')
      .times(3)
      .reply(200, {});
    const waits: number[] = [];
    const {client, kit} = setUp({
      policy: {concurrencyMax: 1},
      kit: {random: () => 0},
      onRateLimited: (resetAtMs) => waits.push(resetAtMs),
    });
    const startMs = kit.clock.now();
    await Promise.all([client.send(get()), client.send(get()), client.send(get())]);
    expect(waits).toEqual([startMs + 30_000]);
    const lines = kit.logged.filter(({message}) => message.includes('waiting'));
    expect(lines).toEqual([{level: 'INFO', message: 'Acme: waiting 30 s for its request limit.'}]);
  });

  it('and other waits are told to whoever looks on, with every request that is under way', async () => {
    nock(BASE).get('/users').reply(503).get('/users').reply(429, '', {'retry-after': '30'});
    nock(BASE).get('/users').replyWithError({code: 'ECONNRESET'}).get('/users').reply(200, {});
    const told: unknown[] = [];
    const {client} = setUp({
      kit: {
        watch: {
          asked: (vendor) => {
            told.push(`${vendor} is asked`);
            return () => told.push('it has answered');
          },
          waits: ({untilMs, ...wait}) => told.push(wait, typeof untilMs),
        },
      },
    });
    await client.send(get());
    const retry = {why: 'retry', vendor: 'Acme', attemptsMax: 4};
    const asked = ['Acme is asked', 'it has answered'];
    expect(told).toEqual([
      ...[...asked, {...retry, status: 503, attempt: 2}, 'number'],
      ...[...asked, {why: 'limit', vendor: 'Acme'}, 'number'],
      ...[...asked, {...retry, status: undefined, attempt: 3}, 'number'],
      ...asked,
    ]);
  });

  it('are kept by waiting when the vendor says that nothing remains', async () => {
    const headers = {'x-left': '0', 'x-reset': '40'};
    nock(BASE).get('/users').reply(200, {}, headers).get('/users').reply(200, {});
    const {client, kit} = setUp({policy: {rateHeaders: {remaining: 'x-left', reset: 'x-reset'}}});
    const startMs = kit.clock.now();
    await client.send(get());
    expect(kit.clock.now()).toBe(startMs);
    await client.send(get());
    expect(kit.clock.now() - startMs).toBe(40_000);
  });
});

describe("a vendor's own reading of answers", () => {
  it('can ask for a 200 again (Pipedrive Q8: null in place of a body)', async () => {
    nock(BASE).get('/users').twice().reply(200, 'null').get('/users').reply(200, {data: []});
    const {client} = setUp({
      policy: {
        classify: ({status, body}): AnswerMeaning | undefined =>
          status === 200 && body === null ? {type: 'retry', retriesMax: 3} : undefined,
      },
    });
    expect((await client.send(get())).body).toEqual({data: []});
  });

  it('can wait a bounded number of times and then give up (Pipedrive Q2)', async () => {
    nock(BASE).get('/users').times(4).reply(429);
    const {client, kit} = setUp({
      policy: {classify: () => ({type: 'limited', waitMs: 5_000, retriesMax: 3})},
      kit: {random: () => 0},
    });
    const startMs = kit.clock.now();
    expect((await failureOf(client.send(get()))).kind).toBe('limited');
    expect(kit.clock.now() - startMs).toBe(15_000);
  });

  it('can end the work with its own sentence (Pipedrive Q3)', async () => {
    nock(BASE).get('/users').reply(403, '<html>Attention Required</html>');
    const {client} = setUp({
      policy: {
        classify: ({status, bodyKind}): AnswerMeaning | undefined =>
          status === 403 && bodyKind === 'html'
            ? {type: 'fail', kind: 'limited', message: 'Blocked. Wait an hour.', resetAtMs: 5}
            : undefined,
      },
    });
    expect(await failureOf(client.send(get()))).toMatchObject({
      kind: 'limited',
      message: 'Blocked. Wait an hour.',
      resetAtMs: 5,
      status: 403,
    });
  });

  it('can accept a 200 that is not JSON', async () => {
    nock(BASE).post('/identify').reply(200, 'OK');
    const {client} = setUp({policy: {classify: () => ({type: 'accept'})}});
    const answer = await client.send(post({path: '/identify'}));
    expect(answer).toMatchObject({body: 'OK', bodyKind: 'text'});
  });
});

describe('credentials', () => {
  it('are renewed once after a 401, and the request is sent again whatever it does', async () => {
    nock(BASE, {reqheaders: {authorization: 'Bearer old-token'}})
      .post('/users')
      .reply(401);
    nock(BASE, {reqheaders: {authorization: 'Bearer new-token'}})
      .post('/users')
      .reply(201, {});
    let auth = bearerAuth('old-token');
    const refused: unknown[] = [];
    const {client} = setUp({
      auth: {
        authorize: (signal) => auth.authorize(signal),
        renew: async (_, authorization) => {
          refused.push(authorization);
          auth = bearerAuth('new-token');
          return true;
        },
      },
    });
    expect((await client.send(post())).status).toBe(201);
    expect(refused).toEqual([{headers: {authorization: 'Bearer old-token'}}]);
  });

  it('that stay refused after renewal are an auth failure', async () => {
    nock(BASE).get('/users').twice().reply(401);
    const auth = {...bearerAuth('some-token'), renew: async () => true};
    const failure = await failureOf(setUp({auth}).client.send(get()));
    expect(failure).toMatchObject({kind: 'auth', status: 401});
  });

  it('that cannot be renewed are an auth failure at once', async () => {
    nock(BASE).get('/users').reply(401);
    const auth = {...bearerAuth('some-token'), renew: async () => false};
    expect((await failureOf(setUp({auth}).client.send(get()))).kind).toBe('auth');
  });

  it('go into the query where a user asks for it, beside the other parameters', async () => {
    nock(BASE).get('/users').query({limit: '5', api_token: TOKEN}).reply(200, {});
    const {client} = setUp({auth: queryAuth('api_token', TOKEN)});
    await client.send(get({query: {limit: 5}}));
  });

  it('are refused before anything is sent when they contain a line break', () => {
    expect(() => bearerAuth('abc\n')).toThrow(Failure);
    expect(() => bearerAuth(' abc ')).toThrow(/begins or ends with a space/);
    expect(() => bearerAuth('')).toThrow(/empty/);
  });
});

describe('redirects', () => {
  it('are followed on the same host for reading, with the credential and without its echo', async () => {
    nock(BASE)
      .get('/users')
      .query({api_token: TOKEN})
      .reply(302, '', {location: `/v1/people?page=1&api_token=${TOKEN}`});
    nock(BASE).get('/people').query({page: '1', api_token: TOKEN}).reply(200, {ok: 1});
    const {client} = setUp({auth: queryAuth('api_token', TOKEN)});
    expect((await client.send(get())).body).toEqual({ok: 1});
  });

  it.each([
    ['another host', 'https://evil.test/v1/users'],
    ['another scheme', 'http://api.acme.test/v1/users'],
    ['another port', 'https://api.acme.test:8443/v1/users'],
    ['an address with credentials', 'https://a:b@api.acme.test/v1/users'],
    ['no address', 'http://['],
  ])('to %s are refused', async (_, location) => {
    nock(BASE).get('/users').reply(301, '', {location});
    const {client} = setUp();
    expect(await failureOf(client.send(get()))).toMatchObject({kind: 'config', status: 301});
    expect(client.traffic().requests).toBe(1);
  });

  it('are refused for writing', async () => {
    nock(BASE).post('/users').reply(307, '', {location: '/v1/people'});
    expect((await failureOf(setUp().client.send(post()))).kind).toBe('config');
  });

  it('are refused when they go round', async () => {
    nock(BASE).get('/users').times(6).reply(302, '', {location: '/v1/users'});
    expect((await failureOf(setUp().client.send(get()))).message).toContain('several times');
  });
});

describe('cancellation', () => {
  it('before sending throws the reason when it is a Failure', async () => {
    const reason = new Failure({kind: 'limited', message: 'The budget is spent.'});
    const {client} = setUp();
    const sent = client.send(get({signal: AbortSignal.abort(reason)}));
    await expect(sent).rejects.toBe(reason);
  });

  it('during a wait ends the wait with a failure that says so', async () => {
    nock(BASE).get('/users').reply(503);
    const controller = new AbortController();
    const {client, kit} = setUp({
      kit: {
        clock: {
          now: () => 0,
          sleep: (_, signal) =>
            new Promise((_resolve, reject) => {
              signal?.addEventListener('abort', () => reject(signal.reason as Error));
              controller.abort('hung up');
            }),
        },
        signal: controller.signal,
      },
    });
    const failure = await failureOf(client.send(get()));
    expect(failure).toMatchObject({kind: 'transient'});
    expect(failure.message).toContain('stopped before it could list users');
    expect(kit.logged).toHaveLength(1);
  });
});
