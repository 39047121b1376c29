import fc from 'fast-check';
import nock from 'nock';
import {inspect} from 'node:util';
import {Failure} from '../../src/core/failure';
import {createSecretMask} from '../../src/core/secrets/secret-mask';
import {bearerAuth, headerAuth, queryAuth} from '../../src/http/auth/auth';
import type {AuthPolicy} from '../../src/http/auth/auth-policy';
import {maskFailure} from '../../src/http/mask-failure';
import {BASE, failureOf, get, setUp} from './support';

/** Secrets as vendors make them, and worse. */
const secret = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z0-9]{8,40}$/),
    fc.stringMatching(/^[A-Za-z0-9+/=_.:-]{8,40}$/),
    fc.stringMatching(/^[!-~]{8,40}$/),
  )
  // Text of our own sentences is no secret; and stars are what secrets are replaced by.
  .filter((text) => !text.includes('*') && /\d/.test(text));

const auth = fc.constantFrom<(secret: string) => AuthPolicy>(
  (text) => headerAuth('x-api-token', text),
  (text) => headerAuth('authorization', `Token token=${text}`),
  (text) => headerAuth('authorization', `API-Key ${text}`),
  bearerAuth,
  (text) => queryAuth('api_token', text),
);

type Reply = (scope: nock.Interceptor, secret: string) => nock.Scope;

/** Vendors that repeat the credential in whatever they answer. */
const reply = fc.constantFrom<Reply>(
  (call, text) => call.reply(400, {error: `bad token ${text}`}),
  (call, text) => call.reply(401, {message: [`${text} is not known`]}),
  (call, text) => call.reply(403, `<html>${encodeURIComponent(text)}</html>`),
  (call, text) => call.reply(500, `oops ${Buffer.from(text).toString('base64')}`),
  (call, text) =>
    call.reply(422, JSON.stringify({detail: {token: [text]}}), {'x-request-id': text}),
  (call, text) => call.reply(429, text, {'retry-after': '99999'}),
  (call, text) => call.reply(200, `not json: ${text}`),
  (call, text) => call.reply(302, '', {location: `https://evil.test/${encodeURIComponent(text)}`}),
  (call, text) => call.replyWithError(Object.assign(new Error(`no ${text}`), {code: 'ECONNRESET'})),
);

function everyForm(text: string): readonly string[] {
  const base64 = Buffer.from(text).toString('base64');
  return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), base64];
}

afterEach(() => nock.cleanAll());
beforeAll(() => nock.disableNetConnect());
afterAll(() => {
  nock.enableNetConnect();
  // Test files share the process, and Node.js's own http module with it.
  nock.restore();
});

it('no error of a request shows its credential, wherever the vendor repeats it', async () => {
  await fc.assert(
    fc.asyncProperty(secret, auth, reply, async (text, authOf, answer) => {
      nock.cleanAll();
      answer(nock(BASE).get('/users').query(true), text);
      const {client, kit} = setUp({
        auth: authOf(text),
        policy: {
          retry: {
            retriesMax: 0,
            baseMs: 1,
            capMs: 1,
            statuses: [500],
            limitWaitMs: 1,
            limitWaitMaxMs: 10,
          },
        },
      });
      const failure = await failureOf(client.send(get()));
      const shown = [
        inspect(failure, {depth: 10, showHidden: true}),
        failure.message,
        failure.detail ?? '',
        failure.stack ?? '',
        failure.cause()?.message ?? '',
        failure.cause()?.stack ?? '',
        ...kit.logged.map(({message}) => message),
      ].join('\n');
      for (const form of everyForm(text)) expect(shown).not.toContain(form);
    }),
    {numRuns: 100},
  );
});

it('no excerpt shows a part of a credential that is cut in two by the shortening', async () => {
  for (const padding of [480, 492, 497]) {
    nock(BASE)
      .get('/users')
      .reply(400, `${'x'.repeat(padding)} hidden-token-1 and more`);
    const failure = await failureOf(setUp({auth: bearerAuth('hidden-token-1')}).client.send(get()));
    expect(failure.detail).toContain('xxx');
    expect(failure.detail).not.toMatch(/hid/);
  }
});

it('no error names query parameters, which may hold people', async () => {
  nock(BASE).get('/users').query(true).reply(500);
  const {client} = setUp({
    policy: {
      retry: {retriesMax: 0, baseMs: 1, capMs: 1, statuses: [], limitWaitMs: 1, limitWaitMaxMs: 1},
    },
  });
  const failure = await failureOf(client.send(get({query: {term: 'ada@example.com'}})));
  expect(inspect(failure, {depth: 10})).not.toMatch(/ada|example/);
});

it('no error of the network carries the request along', async () => {
  nock(BASE)
    .get('/users')
    .replyWithError(Object.assign(new Error('gone'), {code: 'EPIPE', config: {}, request: {}}));
  const retry = {
    retriesMax: 0,
    baseMs: 1,
    capMs: 1,
    statuses: [],
    limitWaitMs: 1,
    limitWaitMaxMs: 1,
  };
  const failure = await failureOf(setUp({policy: {retry}}).client.send(get()));
  expect(Object.keys(failure.cause() ?? {})).toEqual([]);
  expect(failure.cause()?.message).toBe('EPIPE: gone');
});

it('a failure without secrets stays the same object, with its cause', () => {
  const failure = new Failure({kind: 'data', message: 'No.', cause: new Error('why')});
  expect(maskFailure(failure, createSecretMask(['hidden-1']))).toBe(failure);
});

it('a secret deep in the causes of a failure is masked', () => {
  const deep = new Error('outer', {cause: new Error('inner hidden-1')});
  const failure = new Failure({kind: 'data', message: 'No.', status: 400, cause: deep});
  const masked = maskFailure(failure, createSecretMask(['hidden-1']));
  expect(inspect(masked, {depth: 10, showHidden: true})).not.toContain('hidden-1');
  expect(masked).toMatchObject({kind: 'data', message: 'No.', status: 400});
});
