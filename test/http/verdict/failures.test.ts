import {Failure} from '../../../src/core/failure';
import {createSecretMask} from '../../../src/core/secrets/secret-mask';
import type {RawAnswer} from '../../../src/http/policy';
import {describeAnswer, failureForStatus} from '../../../src/http/verdict/error-kinds';
import {failureForNetwork, isHopeless, isTooLarge} from '../../../src/http/verdict/network-failure';
import {isRedirect, redirectTarget} from '../../../src/http/verdict/redirect';
import {uselessAnswer} from '../../../src/http/verdict/useless-answer';
import {policy} from '../support';

const mask = createSecretMask(['hidden-token-1']);

const asked = {policy: policy(), purpose: 'list users', repeatable: true, mask};
const askedOnce = {...asked, repeatable: false};

function answer(status: number, overrides: Partial<RawAnswer> = {}): RawAnswer {
  return {
    ...{status, headers: {}, body: {}, bodyKind: 'json', excerpt: '{}'},
    ...{method: 'GET', path: '/users'},
    ...overrides,
  };
}

const NOT_KNOWN = /It is not known whether the change was made/;

describe('a status that is a failure', () => {
  it.each([
    [206, 'transient', 'sent only a part of its answer (206) when asked to list users'],
    [300, 'config', 'answered with a redirect'],
    [301, 'config', 'answered with a redirect when asked to list users. Check base_url'],
    [399, 'config', 'answered with a redirect'],
    [400, 'data', 'did not accept the request to list users'],
    [401, 'auth', 'did not accept the credential when asked to list users. Check acme.api_key.'],
    [402, 'auth', 'The plan or payment of the Acme account does not allow it to list users'],
    [403, 'auth', 'does not allow this credential to list users. Check acme.api_key.'],
    [404, 'data', 'answered "not found" when asked to list users'],
    [408, 'transient', 'took too long to list users'],
    [413, 'data', 'the request to list users is too large. Lower the batch size'],
    [423, 'transient', 'did not list users, because it was busy with something else'],
    [429, 'limited', 'refused several times to list users because of too many requests'],
    [499, 'data', 'did not accept the request'],
    [500, 'transient', 'could not list users because of a fault on its side'],
    [501, 'data', 'cannot list users: it answers that it does not support this request (501)'],
    [599, 'transient', 'because of a fault on its side'],
    [200, 'transient', 'sent an answer that cannot be read when asked to list users'],
    [299, 'transient', 'sent an answer that cannot be read'],
  ])('%d is of kind %s and says: %s', (status, kind, words) => {
    const failure = failureForStatus(answer(status), asked);
    expect(failure).toMatchObject({kind, status});
    expect(failure.message).toContain('Acme');
    expect(failure.message).toContain(words);
  });

  it.each([500, 423, 408])('%d leaves open whether a change was made, and says so', (status) => {
    expect(failureForStatus(answer(status), askedOnce).message).toMatch(NOT_KNOWN);
    expect(failureForStatus(answer(status), asked).message).not.toMatch(NOT_KNOWN);
  });

  it.each([400, 401, 429])('%d means that no change was made', (status) => {
    expect(failureForStatus(answer(status), askedOnce).message).not.toMatch(NOT_KNOWN);
  });

  it.each([
    [400, ' Acme says: "no hidden".'],
    [403, ' Acme says: "no hidden".'],
    [423, ' Acme says: "no hidden; more".'],
    [500, undefined],
    [429, undefined],
  ])('%d quotes %s', (status, quote) => {
    const body = {message: 'no hidden', detail: 'more'};
    const {message} = failureForStatus(answer(status, {body, excerpt: 'x'}), asked);
    if (quote === undefined) expect(message).not.toContain('says');
    else expect(message).toContain(quote);
  });

  it('carries the words of the vendor where there are any', () => {
    expect(failureForStatus(answer(500, {body: {error: 'away'}}), asked).words).toBe('away');
    expect(failureForStatus(answer(500), asked).words).toBeUndefined();
  });
});

describe('what an engineer is told of an answer', () => {
  it.each([
    [{'x-request-id': 'r1', 'x-correlation-id': 'c1'}, 'request id r1, '],
    [{'x-correlation-id': 'c1'}, 'request id c1, '],
    [{}, ''],
  ])('has its id from the headers %j', (headers, id) => {
    expect(describeAnswer(answer(500, {headers}))).toBe(
      `HTTP 500 to GET /users, ${id}body json, {}`,
    );
  });

  it('ends with the kind of body where the body is empty', () => {
    const empty = answer(500, {excerpt: '', bodyKind: 'empty'});
    expect(describeAnswer(empty)).toBe('HTTP 500 to GET /users, body empty');
  });
});

describe('a request without an answer', () => {
  const failureOf = (code: string, more: {message?: string; nothingDone?: boolean} = {}) =>
    failureForNetwork(
      {message: '', nothingDone: false, ...more, code},
      {...askedOnce, host: 'api.acme.test'},
    );

  it.each([
    ['CERT_HAS_EXPIRED', 'config', 'no secure connection to api.acme.test (CERT_HAS_EXPIRED)'],
    ['ERR_INVALID_CHAR', 'system', 'the request is not valid (ERR_INVALID_CHAR)'],
    ['ERR_INVALID_HTTP_TOKEN', 'system', 'the request is not valid'],
    ['ERR_INVALID_PROTOCOL', 'system', 'the request is not valid'],
    ['ERR_INVALID_URL', 'system', 'the request is not valid'],
    ['ERR_UNESCAPED_CHARACTERS', 'system', 'the request is not valid'],
    ['ERR_BAD_REQUEST', 'system', 'the request is not valid'],
    ['ERR_BAD_OPTION_VALUE', 'system', 'the request is not valid'],
    [
      'ANSWER_TOO_LARGE',
      'data',
      'the answer is larger than the limit (16 MB, or 1.2 million values)',
    ],
    ['PROTOCOL_SWITCHED', 'transient', 'switched to another protocol (HTTP 101)'],
    ['NO_ANSWER', 'transient', 'api.acme.test closed the connection without an answer'],
    ['ANSWER_TIMEOUT', 'transient', 'api.acme.test did not answer in time'],
    ['CONNECT_TIMEOUT', 'transient', 'no connection to api.acme.test in time'],
    ['ENOTFOUND', 'transient', 'the name api.acme.test cannot be resolved'],
    ['EAI_AGAIN', 'transient', 'the name api.acme.test cannot be resolved'],
    ['ECONNREFUSED', 'transient', 'api.acme.test refused the connection'],
    ['HPE_INVALID_CONSTANT', 'transient', 'what api.acme.test sent is not an HTTP answer'],
    ['ECONNRESET', 'transient', 'the connection to api.acme.test broke (ECONNRESET)'],
  ])('%s is of kind %s and says: %s', (code, kind, words) => {
    const failure = failureOf(code);
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain('Could not list users at Acme: ');
    expect(failure.message).toContain(words);
  });

  it('leaves open whether a change was made, unless it never reached the vendor', () => {
    expect(failureOf('ECONNRESET').message).toMatch(NOT_KNOWN);
    expect(failureOf('ECONNRESET', {nothingDone: true}).message).not.toMatch(NOT_KNOWN);
    const repeatable = failureForNetwork(
      {code: 'ECONNRESET', message: '', nothingDone: false},
      {...asked, host: 'api.acme.test'},
    );
    expect(repeatable.message).not.toMatch(NOT_KNOWN);
  });

  it("has the code and Node.js's words in its detail and cause", () => {
    const failure = failureOf('EPIPE', {message: 'write EPIPE'});
    expect(failure.detail).toBe('api.acme.test: EPIPE: write EPIPE');
    expect(failure.cause()?.message).toBe('EPIPE: write EPIPE');
    expect(failureOf('EPIPE').detail).toBe('api.acme.test: EPIPE');
  });

  it('says by its code that the answer was too large, and nothing else by it', () => {
    expect(isTooLarge(failureOf('ANSWER_TOO_LARGE'))).toBe(true);
    expect(isTooLarge(failureOf('ECONNRESET'))).toBe(false);
  });

  it.each([
    ['ANSWER_TOO_LARGE', true],
    ['PROTOCOL_SWITCHED', true],
    ['ERR_INVALID_URL', true],
    ['CERT_HAS_EXPIRED', true],
    ['ECONNRESET', false],
    ['ANSWER_TIMEOUT', false],
  ])('after %s is hopeless: %s', (code, expected) => {
    expect(isHopeless({code, message: '', nothingDone: false})).toBe(expected);
  });
});

describe('a redirect', () => {
  const from = {url: 'https://api.acme.test/v1/users?a=1', method: 'GET', hops: 0};
  const to = (location: string, more: Partial<typeof from> = {}): string =>
    redirectTarget({status: 302, headers: {location}}, {...from, ...more}, asked);
  const refusal = (location: string, more: Partial<typeof from> = {}): Failure => {
    try {
      to(location, more);
    } catch (error) {
      if (error instanceof Failure) return error;
    }
    throw new Error('It was followed.');
  };

  it.each([301, 302, 303, 307, 308])('is what %d with a location is', (status) => {
    expect(isRedirect({status, headers: {location: '/'}})).toBe(true);
    expect(isRedirect({status, headers: {}})).toBe(false);
  });

  it.each([300, 304, 200])('is not what %d is', (status) => {
    expect(isRedirect({status, headers: {location: '/'}})).toBe(false);
  });

  it('is followed to the same server, without the part behind the hash', () => {
    expect(to('/v2/users#top')).toBe('https://api.acme.test/v2/users');
    expect(to('/v2/users', {hops: 4})).toBe('https://api.acme.test/v2/users');
  });

  it.each([
    ['https://evil.test/', 'from https://api.acme.test to https://evil.test'],
    ['http://api.acme.test/', 'from https://api.acme.test to http://api.acme.test'],
    ['https://ada@api.acme.test/', 'credentials are not sent there'],
    ['https://:pass@api.acme.test/', 'credentials are not sent there'],
    ['https://[', 'to an address that is not valid'],
  ])('to %s is refused: %s', (location, words) => {
    const failure = refusal(location);
    expect(failure).toMatchObject({kind: 'config', status: 302});
    expect(failure.message).toContain('Acme answered with a redirect when asked to list users');
    expect(failure.message).toContain(words);
  });

  it('is refused where data is written, and after five', () => {
    expect(refusal('/v2', {method: 'POST'}).message).toContain('when data is written');
    expect(refusal('/v2', {hops: 5}).message).toContain('several times');
  });
});

describe('a success that is none', () => {
  it('says what the vendor reports, and what to do', () => {
    const failure = uselessAnswer(answer(200, {body: {error: 'away'}}), asked);
    expect(failure).toMatchObject({kind: 'data', status: 200});
    expect(failure.message).toContain('Acme reports an error, with status 200');
    expect(failure.message).toContain('Acme says: "away".');
    expect(failure.message).not.toMatch(NOT_KNOWN);
    expect(failure.detail).toContain('HTTP 200');
  });

  it('says so where the vendor gives no reason, and that a change may have been made', () => {
    const {message} = uselessAnswer(answer(200, {body: {success: false}}), askedOnce);
    expect(message).toContain('It does not say why.');
    expect(message).toMatch(NOT_KNOWN);
  });

  it('says what is wrong with JSON that is nearly right', () => {
    const broken = answer(200, {problem: 'holds "id" twice in one object'});
    expect(uselessAnswer(broken, asked).message).toContain('list users: it holds "id" twice');
  });
});
