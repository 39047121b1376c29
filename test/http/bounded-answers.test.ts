import type {ServerResponse} from 'node:http';
import zlib from 'node:zlib';
import {ANSWER_BYTES_MAX} from '../../src/http/wire/answer-limits';
import {isTooLarge} from '../../src/http/verdict/network-failure';
import {failureOf, get, post, setUp, startServer, type TestServer} from './support';

let server: TestServer;
afterEach(() => server.close());

async function failureFrom(answer: (response: ServerResponse) => void) {
  server = await startServer((_, response) => answer(response));
  return failureOf(setUp({baseUrl: server.url}).client.send(get()));
}

const row = '{"id":"u","name":"Ada"},';

describe('an answer that is too large', () => {
  it.each([
    [
      'announced',
      (response: ServerResponse) =>
        response.writeHead(200, {'content-length': ANSWER_BYTES_MAX + 1}).write('[') as unknown,
    ],
    [
      'endless',
      (response: ServerResponse) => {
        const more = (): void => {
          if (!response.destroyed) response.write(row.repeat(50_000), more);
        };
        more();
      },
    ],
    [
      'a bomb',
      (response: ServerResponse) =>
        response
          .setHeader('content-encoding', 'gzip')
          .end(zlib.gzipSync(Buffer.alloc(ANSWER_BYTES_MAX + 1, 0x20))) as unknown,
    ],
    [
      'of too many values',
      (response: ServerResponse) => response.end(`[${'{},'.repeat(500_000)}1]`) as unknown,
    ],
    [
      'of too many names',
      (response: ServerResponse) => {
        const names = Array.from({length: 200_000}, (_, n) => `"name${n}":1`);
        return response.end(`{${names.join(',')}}`);
      },
    ],
    [
      'of too many long numbers',
      (response: ServerResponse) =>
        response.end(`[${'9007199254740993,'.repeat(250_000)}1]`) as unknown,
    ],
  ])('(%s) says so, and is not asked for again', async (_, answer) => {
    const failure = await failureFrom(answer);
    expect(isTooLarge(failure)).toBe(true);
    expect(failure).toMatchObject({kind: 'data'});
    expect(failure.message).toContain('larger than the limit');
    expect(server.requests).toHaveLength(1);
  });

  it('is judged by its status where that is a refusal', async () => {
    const page = 'x'.repeat(ANSWER_BYTES_MAX + 1);
    const failure = await failureFrom((response) => response.writeHead(403).end(page));
    expect(failure).toMatchObject({kind: 'auth', status: 403});
  });

  it('does not stand for one of a common size', async () => {
    server = await startServer((_, response) => response.end(`[${row.repeat(200_000)}1]`));
    const answer = await setUp({baseUrl: server.url}).client.send(get());
    expect(answer.body).toHaveLength(200_001);
  });
});

describe('a vendor that never answers', () => {
  it('gets a repeatable request twice, within one budget', async () => {
    server = await startServer(() => undefined);
    const {client} = setUp({baseUrl: server.url, policy: {timeoutMs: 400}});
    const before = performance.now();
    const failure = await failureOf(client.send(get()));
    expect(performance.now() - before).toBeLessThan(800);
    expect(failure.message).toContain('did not answer in time');
    expect(server.requests).toHaveLength(2);
  });

  it('gets a request that must not be repeated once', async () => {
    server = await startServer(() => undefined);
    const {client} = setUp({baseUrl: server.url, policy: {timeoutMs: 200}});
    expect((await failureOf(client.send(post()))).message).toContain('not known whether');
    expect(server.requests).toHaveLength(1);
  });
});
