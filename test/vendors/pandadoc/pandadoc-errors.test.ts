import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {readSweep} from '../support/read-rows';
import {createVendorKit} from '../support/vendor-kit';
import {api, entry, host, inPages, members, open, owned, sales} from './support';

useNockStrictly();

const STREAM = 'pandadoc_members';
const list = () => api().get('/members').query(true);
const unauthorized = {
  type: 'authentication_error',
  detail: 'Authentication credentials were not provided.',
};
const forbidden = {
  type: 'permissions_error',
  detail: 'You do not have permission to perform this action.',
  info_message: 'Ask an admin.',
};

async function failureOf(kit = createVendorKit()): Promise<unknown> {
  owned();
  return readSweep(open([sales], {}, kit), STREAM).catch((error: unknown) => error);
}

describe('the refusals of PandaDoc', () => {
  it.each<[number, JsonObject | string, string, string]>([
    [
      400,
      {type: 'request_error', detail: {count: ['A valid integer is required.']}},
      'data',
      'PandaDoc says: "count: A valid integer is required."',
    ],
    [400, {type: 'validation_error', detail: 'Wrong.'}, 'data', 'PandaDoc says: "Wrong."'],
    [401, unauthorized, 'auth', 'PandaDoc says: "Authentication credentials were not provided."'],
    [401, unauthorized, 'auth', 'its owner left the workspace, or a newer key replaced it'],
    [401, unauthorized, 'auth', 'pandadoc.region is us, the other one is eu'],
    [401, {type: 'request_error', detail: 'Wrong type (Q8)'}, 'auth', 'API key'],
    [401, '', 'auth', 'API key'],
    [403, forbidden, 'auth', 'the plan must include the API (Business or Enterprise'],
    [403, {type: 'authentication_error', detail: 'Wrong type (Q8)'}, 'auth', 'Admin'],
    [404, {type: 'request_error', detail: 'Not found'}, 'data', 'Check pandadoc.base_url'],
    [
      405,
      {type: 'request_error', detail: 'Method not allowed.'},
      'data',
      'does not support the call',
    ],
  ])(
    'status %i with %j is %s and says "%s" (Q8, Q9, Q12, Q13)',
    async (status, body, kind, said) => {
      list().reply(status, body);
      const failure = await failureOf();
      expect(failure).toMatchObject({kind, status, message: containing(said)});
      expect(failure).toMatchObject({message: containing('workspace "Sales"')});
    },
  );

  it.each([500, 502, 503, 504])('%i is tried five times more, then transient', async (status) => {
    list().times(6).reply(status, '<html><h1>Bad gateway</h1></html>');
    expect(await failureOf()).toMatchObject({kind: 'transient', message: containing('Sales')});
  });

  it('a cut connection is tried again', async () => {
    list().replyWithError(Object.assign(new Error('reset'), {code: 'ECONNRESET'}));
    inPages('/members', [{results: members(1, 2)}]);
    expect(await failureOf()).toHaveLength(2);
  });

  it.each(['', 'null'])('a 200 with the body "%s" is asked again', async (body) => {
    list().reply(200, body);
    inPages('/members', [{results: members(1, 2)}]);
    expect(await failureOf()).toHaveLength(2);
  });

  it('a 200 that stays empty is a failure, never an empty list', async () => {
    list().times(4).reply(200, '');
    expect(await failureOf()).toMatchObject({kind: 'transient'});
  });

  it('never show a key that the server repeats', async () => {
    list().reply(403, {detail: 'The key key-of-sales may not.'});
    const kit = createVendorKit();
    kit.mask.add('key-of-sales');
    expect(JSON.stringify(await failureOf(kit))).not.toContain('key-of-sales');
  });

  it.each([
    [{auth_type: 'access_token', access_token: 'token-0001'}, 'It has expired or was revoked'],
    [{auth_type: 'api_key', api_key: 'key-of-sales'}, 'did not accept the API key'],
  ])('explain a 401 by the kind of credential %j', async (credentials, said) => {
    nock(host).get('/public/v1/members/current').reply(401, unauthorized);
    const source = open([entry('Sales', {credentials})]);
    await expect(readSweep(source, STREAM)).rejects.toMatchObject({message: containing(said)});
  });
});

describe('a 429 of PandaDoc', () => {
  const throttled = {type: 'throttled', detail: 'Request was throttled.'};
  const inWords = {
    type: 'request_error',
    detail: 'Request was throttled. Expected available in 13 seconds.',
  };
  const waited = (kit: {waits: readonly number[]}) => kit.waits.reduce((sum, ms) => sum + ms, 0);

  it.each<[JsonObject, Record<string, string>, number]>([
    [inWords, {}, 13_000],
    [inWords, {'retry-after': '7'}, 7_000],
    [throttled, {'retry-after': '5'}, 5_000],
    [throttled, {'x-ratelimit-remaining': '0', 'x-ratelimit-limit': '100'}, 1_000],
    [{code: 'too_many_requests', details: []}, {}, 1_000],
  ])('with %j and headers %j is waited for (Q10)', async (body, headers, waitMs) => {
    const kit = createVendorKit();
    list().reply(429, body, headers);
    inPages('/members', [{results: members(1, 1)}]);
    expect(await failureOf(kit)).toHaveLength(1);
    expect(waited(kit)).toBeGreaterThanOrEqual(waitMs);
    expect(waited(kit)).toBeLessThan(waitMs + 3_000);
  });

  it('that asks for more than two minutes ends the read and says until when', async () => {
    const kit = createVendorKit();
    list().reply(429, {detail: 'Request was throttled. Expected available in 40000 seconds.'});
    const failure = await failureOf(kit);
    expect(failure).toMatchObject({kind: 'limited', resetAtMs: kit.clock.now() + 40_000_000});
    expect(kit.waits).toEqual([]);
  });
});
