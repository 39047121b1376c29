import net, {type AddressInfo, type Socket} from 'node:net';
import zlib from 'node:zlib';

/** What a server does with each request that comes. */
export type UselessAnswer = (socket: Socket) => void;

const JSON_TYPE = 'content-type: application/json\r\n';

export function answer(status: string, body: string | Buffer, headers = ''): UselessAnswer {
  return (socket) => {
    const length = Buffer.byteLength(body);
    socket.write(
      `HTTP/1.1 ${status}\r\n${JSON_TYPE}${headers}content-length: ${length}\r\nconnection: close\r\n\r\n`,
    );
    socket.end(body);
  };
}

/** Chunks without end, one at a time. */
const drips: UselessAnswer = (socket) => {
  socket.write(`HTTP/1.1 200 OK\r\n${JSON_TYPE}transfer-encoding: chunked\r\n\r\n1\r\n[\r\n`);
  const timer = setInterval(() => socket.write('1\r\n \r\n'), 5);
  socket.once('close', () => clearInterval(timer));
};

/** Every list that a vendor has, empty, and once more with a row in it. */
const LISTS = ['data', 'results', 'users', 'teams', 'Resources', 'records'];
const TWICE = `{${LISTS.map((name) => `"${name}":[],"${name}":[{"id":1}]`).join(',')},"success":true}`;
const EMPTY = `{${LISTS.map((name) => `"${name}":[]`).join(',')},"success":true,"totalResults":0}`;

/** Answers of which nothing can be made; each is one for as long as nobody closes the connection. */
export const uselessAnswers: Readonly<Record<string, UselessAnswer>> = {
  'that never come': () => undefined,
  'that begin and never end': drips,
  'that are no answers but a closed connection': (socket) => socket.end(),
  'that are no answers but a broken connection': (socket) => socket.resetAndDestroy(),
  'that switch protocols': (socket) =>
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    ),
  'that are no HTTP': (socket) => socket.end('220 mail.example.com ESMTP\r\n'),
  'without content': (socket) => socket.end('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n'),
  'of no bytes': answer('200 OK', ''),
  'of a part': answer('206 Partial Content', EMPTY, 'content-range: bytes 0-120/9000\r\n'),
  'that are packed and cut': answer(
    '200 OK',
    zlib.gzipSync(EMPTY).subarray(0, -9),
    'content-encoding: gzip\r\n',
  ),
  'that are cut': answer('200 OK', EMPTY.slice(0, -20)),
  'that say each name twice': answer('200 OK', TWICE),
  'that are a page for people': answer('200 OK', '<html><p>Sign in</p></html>'),
  'that are null': answer('200 OK', 'null'),
  'in a charset of nobody': answer(
    '200 OK',
    Buffer.from(Buffer.from(EMPTY).map((byte) => byte ^ 0x80)),
  ),
};

/** Those that cost all the time that there is. */
export const ENDLESS: readonly string[] = ['that never come', 'that begin and never end'];

/** A server of one kind of answer. */
export interface UselessServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts it on this machine; `kind` names an answer above, or is one. */
export async function serveUseless(kind: string | UselessAnswer): Promise<UselessServer> {
  const give = typeof kind === 'string' ? uselessAnswers[kind] : kind;
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => give?.(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address with a port.
  const {port} = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
