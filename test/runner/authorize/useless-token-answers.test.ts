import {toFailure, type Failure} from '../../../src/core/failure';
import {vendors} from '../../../src/vendors/registry';
import {answer, ENDLESS, serveUseless, uselessAnswers} from '../../support/useless-server';
import type {UselessAnswer} from '../../support/useless-server';
import {createVendorKit} from '../../vendors/support/vendor-kit';

/** So long is waited for each answer. */
const SHORT_MS = 20;
const TOO_LARGE = 300 * 1024 * 1024;

/** JSON, and not what was asked for. */
const OTHER_ANSWERS: Readonly<Record<string, UselessAnswer>> = {
  'without tokens': answer('200 OK', '{"hello":"world"}'),
  'with tokens that are no texts': answer('200 OK', '{"access_token":7,"refresh_token":{}}'),
  'without a refresh token': answer('200 OK', '{"access_token":"given-access"}'),
  'with an empty refresh token': answer(
    '200 OK',
    '{"access_token":"given-access","refresh_token":""}',
  ),
  'with an error inside': answer('200 OK', '{"error":"invalid_grant"}'),
  'that are a list': answer('200 OK', '[]'),
  'of 300 MB': (socket) =>
    socket.write(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${TOO_LARGE}\r\n\r\n{`,
    ),
};
const kinds: readonly (readonly [string, string | UselessAnswer])[] = [
  ...Object.keys(uselessAnswers).map((kind) => [kind, kind] as const),
  ...Object.entries(OTHER_ANSWERS),
];

const apps = vendors.flatMap(({name, authorization}) =>
  authorization ? [{name, app: authorization}] : [],
);

describe.each(apps)('An exchange of a code for tokens of $name, at a server', ({app}) => {
  it.each(kinds)('with answers %s, fails in words and tells no secret', async (name, kind) => {
    const server = await serveUseless(kind);
    const waits = ENDLESS.includes(name) || name === 'of 300 MB';
    const kit = {...createVendorKit(), ...(waits && {timeoutMaxMs: SHORT_MS})};
    const failure: Failure | undefined = await app
      .exchange(
        {
          clientId: 'an-app',
          clientSecret: 'secret-of-the-app',
          code: 'code-of-somebody',
          redirectUri: 'http://localhost:1/callback',
          tokenUrl: `${server.url}/oauth/token`,
        },
        kit,
      )
      .then(
        () => undefined,
        (error: unknown) => toFailure(error),
      );
    await server.close();
    expect(failure?.message).toMatch(/^.{30,}\.$/s);
    expect(failure?.message).not.toMatch(/this is a bug/i);
    const told = `${failure?.message ?? ''}${failure?.detail ?? ''}${JSON.stringify(kit.logged)}`;
    expect(told).not.toMatch(/secret-of-the-app|code-of-somebody|given-access/);
  });
});
