import {spawn} from 'node:child_process';
import net, {type AddressInfo, type Server, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {useFolder} from '../airbyte/support/folder';

const bin = join(__dirname, '..', '..', 'bin');
const folder = useFolder();

interface End {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a server does with a connection once a request has come. */
type Answer = (socket: Socket) => void;

const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade';

const switches: Answer = (socket) => socket.write(`${SWITCHING}\r\n\r\n`);
const switchesAndCloses: Answer = (socket) => socket.end(`${SWITCHING}\r\n\r\n`);
const closes: Answer = (socket) => socket.end();

/** Header lines until the other side has had enough. */
const neverEndsItsHeaders: Answer = (socket) => {
  socket.write('HTTP/1.1 200 OK\r\n');
  const more = (): void => {
    if (socket.writable) socket.write(`x-more: ${'x'.repeat(500)}\r\n`, more);
  };
  more();
};

function jsonOf(text: string): Answer {
  return (socket) =>
    socket.end(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
    );
}

let server: Server;
let requests = 0;

async function serve(answer: Answer): Promise<string> {
  requests = 0;
  server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      requests += 1;
      answer(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address with a port.
  const {port} = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

afterEach(() => new Promise((resolve) => server.close(resolve)));

function run(
  name: string,
  args: readonly string[],
  {input = '', preload}: {readonly input?: string; readonly preload?: string} = {},
): Promise<End> {
  const env = preload === undefined ? process.env : {...process.env, NODE_OPTIONS: preload};
  const child = spawn(join(bin, name), args, {cwd: tmpdir(), stdio: 'pipe', env});
  const text = {stdout: '', stderr: ''};
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({code, ...text});
    });
  });
}

const key = 'made-up-key-0123456789';

function pendo(url: string): object {
  return {pendo: {integration_key: key, base_url: url, requests_per_second: 100}};
}

function catalog(name: string): string {
  const stream = {name, json_schema: {}, supported_sync_modes: ['full_refresh', 'incremental']};
  return folder.put('catalog.json', {
    streams: [{stream, sync_mode: 'incremental', destination_sync_mode: 'append'}],
  });
}

function read(url: string): Promise<End> {
  const config = folder.put('config.json', pendo(url));
  return run('source-user-sync', ['read', '--config', config, '--catalog', catalog('pendo_users')]);
}

interface Message {
  readonly type: string;
  readonly trace?: {readonly error?: {readonly message: string; readonly failure_type: string}};
}

function errorsIn({stdout}: End): readonly string[] {
  const messages = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Message);
  return messages.flatMap(({trace}) => (trace?.error ? [trace.error.message] : []));
}

describe.each([
  ['and stays open', switches],
  ['and closes', switchesAndCloses],
])('a server that switches protocols (101) %s', (_, answer) => {
  it('fails a check of the source in words', async () => {
    const config = folder.put('config.json', pendo(await serve(answer)));
    const {code, stdout, stderr} = await run('source-user-sync', ['check', '--config', config]);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(JSON.parse(stdout)).toMatchObject({
      connectionStatus: {
        status: 'FAILED',
        message: expect.stringContaining('HTTP 101') as string,
      },
    });
  });

  it('fails a read, its stream and nothing else', async () => {
    const end = await read(await serve(answer));
    expect({code: end.code, stderr: end.stderr}).toEqual({code: 1, stderr: ''});
    expect(errorsIn(end)).toEqual([expect.stringContaining('HTTP 101')]);
    expect(end.stdout).toContain('"INCOMPLETE"');
    expect(requests).toBe(1);
  });

  it('fails a write, which echoes no state', async () => {
    const config = folder.put('config.json', {
      ...pendo(await serve(answer)),
      mappings: [{stream: 'people', object: 'pendo_visitors', key: 'id'}],
    });
    const record = {stream: 'people', data: {id: 'a', plan: 'pro'}, emitted_at: 1};
    const state = {type: 'STREAM', stream: {stream_descriptor: {name: 'people'}}};
    const input = [
      {type: 'RECORD', record},
      {type: 'STATE', state},
    ];
    const end = await run(
      'destination-user-sync',
      ['write', '--config', config, '--catalog', catalog('people')],
      {input: input.map((message) => `${JSON.stringify(message)}\n`).join('')},
    );
    expect({code: end.code, stderr: end.stderr}).toEqual({code: 1, stderr: ''});
    expect(errorsIn(end).join()).toContain('HTTP 101');
    expect(end.stdout).not.toContain('"STATE"');
  });

  it('fails a run of user-sync', async () => {
    const {code, stdout, stderr} = await run('user-sync', [
      'run',
      folder.put('run.yaml', runFile(await serve(answer))),
    ]);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('HTTP 101');
  });
});

function runFile(url: string): string {
  return JSON.stringify({
    source: {config: pendo(url), streams: ['pendo_users']},
    warehouse: {path: join(folder.path, 'people.duckdb')},
    models: [{name: 'people', key: 'id', sql: 'SELECT id, role FROM pendo_users'}],
    destination: {
      config: {...pendo(url), mappings: [{stream: 'people', object: 'pendo_visitors', key: 'id'}]},
    },
  });
}

it.each([
  ['closes every connection without a word', closes, /broke|closed/],
  ['never ends its headers', neverEndsItsHeaders, /not an HTTP answer \(HPE_HEADER_OVERFLOW\)/],
] as const)('a server that %s fails a check in words', async (_, answer, words) => {
  const config = folder.put('config.json', pendo(await serve(answer)));
  const {code, stdout, stderr} = await run('source-user-sync', ['check', '--config', config]);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  // Log lines about the tries come first.
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    connectionStatus: {status: 'FAILED', message: expect.stringMatching(words) as string},
  });
});

it.each([
  ['lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'more than 200 deep'],
  ['objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'more than 200 deep'],
  ['lists in a user', `[{"id":"a","x":${'['.repeat(300)}${']'.repeat(300)}}]`, '200 deep'],
  ['NaN', '[{"id":"a","role":NaN}]', 'it holds NaN, which is not JSON'],
  [
    'an error',
    '{"error":{"message":"Quota of the key is used up"}}',
    'Quota of the key is used up',
  ],
  ['a refusal', '{"success":false,"message":"Key is paused"}', 'Key is paused'],
])('an answer of %s is one clear error of its stream', async (_, text, words) => {
  const end = await read(await serve(jsonOf(text)));
  expect({code: end.code, stderr: end.stderr}).toEqual({code: 1, stderr: ''});
  expect(errorsIn(end)).toEqual([expect.stringContaining(words)]);
  expect(end.stdout).not.toMatch(/this is a bug|call stack/i);
  expect(requests).toBe(1);
});

/** A Node.js in which no socket and no timer keeps a process alive: it ends when it only waits. */
const FORGETFUL = `
const net = require('node:net');
const {connect} = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  return connect.apply(this, args).unref();
};
for (const name of ['setTimeout', 'setInterval']) {
  const start = globalThis[name];
  globalThis[name] = (...args) => start(...args).unref();
}
const promised = require('node:timers/promises');
const {setTimeout: sleep} = promised;
promised.setTimeout = (ms, value, options) => sleep(ms, value, {...options, ref: false});
`;

describe('a program whose event loop runs dry before the outcome is known', () => {
  const mute: Answer = () => undefined;
  const preload = (): string => `--require ${folder.put('forgetful.cjs', FORGETFUL)}`;

  it.each(['source-user-sync', 'destination-user-sync'])(
    'ends with an error trace and 1 as %s',
    async (name) => {
      const config = folder.put('config.json', pendo(await serve(mute)));
      const end = await run(name, ['check', '--config', config], {preload: preload()});
      expect({code: end.code, stderr: end.stderr}).toEqual({code: 1, stderr: ''});
      expect(errorsIn(end)).toEqual([expect.stringContaining('before its work was finished')]);
    },
  );

  it('ends with a sentence and 1 as user-sync', async () => {
    const path = folder.put('run.yaml', runFile(await serve(mute)));
    const {code, stderr} = await run('user-sync', ['run', path], {preload: preload()});
    expect(code).toBe(1);
    expect(stderr).toContain('before its work was finished');
  });
});
