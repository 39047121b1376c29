import type {IncomingMessage, ServerResponse} from 'node:http';
import net, {type AddressInfo} from 'node:net';
import zlib from 'node:zlib';
import {failureOf, get, post, setUp, startServer, type TestServer} from './support';

let server: TestServer;

async function serve(
  handler: (request: IncomingMessage, response: ServerResponse, n: number) => void,
): Promise<TestServer> {
  server = await startServer(handler);
  return server;
}

function json(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
}

afterEach(() => server.close());

describe('connections', () => {
  it('are kept and used again', async () => {
    const {url} = await serve((_, response) => json(response, {}));
    const {client} = setUp({baseUrl: url});
    for (let n = 0; n < 5; n += 1) await client.send(get());
    expect(server.connections()).toBe(1);
  });

  it('are used again after redirects and errors', async () => {
    const {url} = await serve((request, response) => {
      if (request.url === '/a') response.writeHead(302, {location: '/b'}).end('moved');
      else response.writeHead(404).end('{"error":"none"}');
    });
    const {client} = setUp({baseUrl: url});
    for (let n = 0; n < 3; n += 1) await failureOf(client.send(get({path: '/a'})));
    expect(server.requests).toHaveLength(6);
    expect(server.connections()).toBe(1);
  });

  it('are fresh for requests that must not be repeated', async () => {
    const {url} = await serve((_, response) => json(response, {}));
    const {client} = setUp({baseUrl: url});
    await client.send(get());
    await client.send(post());
    await client.send(post());
    expect(server.connections()).toBe(3);
    expect(server.requests[1]?.headers.connection).toBe('close');
  });

  it('that break before an answer are tried again for repeatable requests only', async () => {
    const {url} = await serve((request, response, n) => {
      if (n % 2 === 1) request.socket.destroy();
      else json(response, {n});
    });
    const {client} = setUp({baseUrl: url});
    expect((await client.send(get())).body).toEqual({n: 2});
    const failure = await failureOf(client.send(post()));
    expect(failure.message).toContain('not known whether the change was made');
    expect(server.requests).toHaveLength(3);
  });

  it('that are refused are tried again for all requests, and named in the end', async () => {
    const {url} = await serve((_, response) => json(response, {}));
    await server.close();
    const {client} = setUp({baseUrl: url});
    const failure = await failureOf(client.send(post()));
    expect(client.traffic()).toMatchObject({requests: 4, retries: 3});
    expect(failure.kind).toBe('transient');
    expect(failure.message).toContain(`${new URL(url).host} refused the connection`);
    expect(failure.message).not.toContain('not known');
  });

  it('to a server that does not speak TLS are a config failure without a second try', async () => {
    const plain = await serve((_, response) => json(response, {}));
    const {client} = setUp({baseUrl: plain.url.replace('http:', 'https:')});
    const failure = await failureOf(client.send(get()));
    expect(failure.kind).toBe('config');
    expect(failure.message).toContain('base_url');
    expect(client.traffic().requests).toBe(1);
  });

  it('that never finish their handshake end in time, and count as not carried out', async () => {
    await serve((_, response) => json(response, {}));
    const mute = net.createServer();
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const sockets: net.Socket[] = [];
    mute.on('connection', (socket) => sockets.push(socket));
    // A server that listens on a port has an address with a port.
    const {port} = mute.address() as AddressInfo;
    const {client} = setUp({
      baseUrl: `https://127.0.0.1:${port}`,
      policy: {connectTimeoutMs: 40},
    });
    const failure = await failureOf(client.send(post()));
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => mute.close(resolve));
    expect(failure.message).toContain('no connection to');
    expect(client.traffic().requests).toBe(4);
  });
});

describe('an answer', () => {
  it('that does not come in time ends the try', async () => {
    const {url} = await serve((_, response, n) => {
      if (n === 2) json(response, {n});
    });
    const {client, kit} = setUp({baseUrl: url, policy: {timeoutMs: 400}});
    expect((await client.send(get())).body).toEqual({n: 2});
    expect(kit.logged[0]?.message).toContain('ANSWER_TIMEOUT');
  });

  it('whose body stops in the middle ends in time too', async () => {
    const {url} = await serve((_, response) => {
      response.writeHead(200, {'content-length': 100});
      response.write('{"data":');
    });
    const {client} = setUp({baseUrl: url, policy: {timeoutMs: 60}});
    const failure = await failureOf(client.send(post()));
    expect(failure.message).toContain('did not answer in time');
  });

  it('may take longer when the request says so', async () => {
    const {url} = await serve((_, response) => setTimeout(() => json(response, {}), 120));
    const {client} = setUp({baseUrl: url, policy: {timeoutMs: 60}});
    expect((await client.send(get({timeoutMs: 5_000}))).status).toBe(200);
  });

  it('that is shorter than announced is asked for again, although it is JSON', async () => {
    const {url} = await serve((request, response, n) => {
      if (n === 2) {
        json(response, {n});
        return;
      }
      response.writeHead(200, {'content-length': 50});
      response.write('{"n":1}', () => request.socket.destroy());
    });
    expect((await setUp({baseUrl: url}).client.send(get())).body).toEqual({n: 2});
  });

  it('in chunks without a last one is asked for again', async () => {
    const {url} = await serve((request, response, n) => {
      if (n === 2) {
        json(response, {n});
        return;
      }
      response.write('{"n":1}', () => request.socket.destroy());
    });
    expect((await setUp({baseUrl: url}).client.send(get())).body).toEqual({n: 2});
  });

  it.each([
    ['gzip', zlib.gzipSync],
    ['deflate', zlib.deflateSync],
    ['deflate', zlib.deflateRawSync],
    ['br', zlib.brotliCompressSync],
  ] as const)('packed with %s is unpacked, whatever its size', async (encoding, pack) => {
    for (const size of [10, 6_000]) {
      // Not repetitive, so that the packed body is large too.
      const value = Array.from({length: size}, (_, n) => (n * 2_654_435_761) % 4_294_967_291);
      const text = JSON.stringify(value);
      const {url} = await serve((_, response) =>
        response.writeHead(200, {'content-encoding': encoding}).end(pack(text)),
      );
      const answer = await setUp({baseUrl: url}).client.send(get());
      expect(answer.body).toEqual(value);
      expect(answer.bytes).toBe(text.length);
      if (size === 10) await server.close();
    }
  });

  it('packed with gzip and cut off inside is asked for again, even if what came is JSON', async () => {
    const packed = zlib.gzipSync('{"n":1}');
    const {url} = await serve((_, response, n) => {
      if (n === 2) {
        json(response, {n});
        return;
      }
      response.writeHead(200, {'content-encoding': 'gzip'}).end(packed.subarray(0, -8));
    });
    expect((await setUp({baseUrl: url}).client.send(get())).body).toEqual({n: 2});
  });

  it('that says it is packed and is not, is not taken for one', async () => {
    const {url} = await serve((_, response) =>
      response.writeHead(200, {'content-encoding': 'gzip'}).end('{"n":1}'),
    );
    expect((await failureOf(setUp({baseUrl: url}).client.send(get()))).kind).toBe('transient');
  });

  it('that is only a part of one is asked for again, and is none in the end', async () => {
    const {url} = await serve((_, response, n) => {
      response.writeHead(n === 2 ? 200 : 206).end(`{"n":${n}}`);
    });
    const {client} = setUp({baseUrl: url});
    expect((await client.send(get())).body).toEqual({n: 2});
    const failure = await failureOf(client.send(get({accept: [206]})));
    expect(failure.message).toContain('only a part of its answer (206)');
    expect((await failureOf(client.send(post()))).message).toContain('not known whether');
  });

  it('with 204 has no body', async () => {
    const {url} = await serve((_, response) => response.writeHead(204).end());
    const answer = await setUp({baseUrl: url}).client.send(get());
    expect(answer).toEqual(
      expect.objectContaining({status: 204, body: undefined, bodyKind: 'empty', bytes: 0}),
    );
  });

  it('keeps no cookies', async () => {
    const {url} = await serve((_, response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      json(response, {});
    });
    const {client} = setUp({baseUrl: url});
    expect((await client.send(get())).headers).not.toHaveProperty('set-cookie');
    await client.send(get());
    expect(server.requests[1]?.headers.cookie).toBeUndefined();
  });
});

describe('cancellation', () => {
  it('closes the connection of a request under way', async () => {
    const controller = new AbortController();
    let closed: Promise<void> | undefined;
    const {url} = await serve((request) => {
      closed = new Promise((resolve) => request.socket.once('close', () => resolve()));
      controller.abort();
    });
    const {client} = setUp({baseUrl: url});
    const failure = await failureOf(client.send(get({signal: controller.signal})));
    expect(failure.message).toContain('stopped before it could list users');
    await closed;
    expect(client.traffic()).toMatchObject({requests: 1, retries: 0});
  });

  it('of the program ends all requests, waiting or under way, without a warning', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', onWarning);
    const controller = new AbortController();
    const {url} = await serve((_, __, n) => {
      if (n === 15) controller.abort();
    });
    const {client} = setUp({
      baseUrl: url,
      policy: {concurrencyMax: 15},
      kit: {signal: controller.signal},
    });
    const sent = Array.from({length: 40}, () => failureOf(client.send(get())));
    for (const failure of await Promise.all(sent)) expect(failure.message).toContain('stopped');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
    expect(client.traffic().requests).toBe(15);
  });
});

describe('concurrency', () => {
  it('never exceeds its cap and reaches it', async () => {
    let active = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const {url} = await serve((_, response, n) => {
      active += 1;
      most = Math.max(most, active);
      waiting.push(() => {
        active -= 1;
        json(response, {});
      });
      // Nobody is answered before as many as may be under way have come; the last ones are fewer.
      if (waiting.length === 3 || n > 18) for (const answer of waiting.splice(0)) answer();
    });
    const {client} = setUp({baseUrl: url, policy: {concurrencyMax: 3}});
    await Promise.all(Array.from({length: 20}, () => client.send(get())));
    expect(most).toBe(3);
  });
});
