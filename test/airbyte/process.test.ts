import {spawn, type ChildProcessWithoutNullStreams} from 'node:child_process';
import {existsSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {useFolder} from './support/folder';

const root = join(__dirname, '..', '..');
const folder = useFolder();

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a launcher from another working directory. */
function start(name: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(join(root, 'bin', name), args, {cwd: tmpdir(), stdio: 'pipe'});
}

function ended(child: ChildProcessWithoutNullStreams): Promise<End> {
  const text = {stdout: '', stderr: ''};
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
  child.stdin.on('error', () => undefined);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      resolve({code, signal, ...text});
    });
  });
}

function run(name: string, args: readonly string[], input = ''): Promise<End> {
  const child = start(name, args);
  const end = ended(child);
  child.stdin.end(input);
  return end;
}

function foreignState(id: number, padding = ''): string {
  const stream = {stream_descriptor: {name: '__noop__'}, stream_state: {padding}};
  return `${JSON.stringify({type: 'STATE', state: {type: 'STREAM', stream, id}})}\n`;
}

function writeArgs(): readonly string[] {
  const config = folder.put('config.json', {pendo: {integration_key: 'made-up-key-0123456789'}});
  return ['write', '--config', config, '--catalog', folder.put('catalog.txt', {streams: []})];
}

beforeAll(() => {
  if (!existsSync(join(root, 'lib', 'programs', 'source.js'))) {
    throw new Error('These tests run the built launchers. Run "npm run build" first.');
  }
});

describe.each(['source-user-sync', 'destination-user-sync'])('bin/%s', (name) => {
  it('prints its specification as one line, nothing on stderr', async () => {
    const {code, stdout, stderr} = await run(name, ['spec']);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({type: 'SPEC'});
  });

  it('answers a missing configuration with FAILED and 0', async () => {
    const {code, stdout, stderr} = await run(name, ['check', '--config', 'none.json']);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(JSON.parse(stdout)).toMatchObject({connectionStatus: {status: 'FAILED'}});
  });

  it('answers an unknown option with a trace and 1, nothing on stderr', async () => {
    const {code, stdout, stderr} = await run(name, ['spec', '--what']);
    expect({code, stderr}).toEqual({code: 1, stderr: ''});
    expect(JSON.parse(stdout)).toMatchObject({trace: {error: {failure_type: 'config_error'}}});
  });
});

describe('a process', () => {
  let server: Server;
  beforeEach(async () => {
    server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('that is told to end shows the signal itself, as clients expect', async () => {
    const {port} = server.address() as AddressInfo;
    const config = folder.put('c.json', {
      pipedrive: {
        credentials: {auth_type: 'api_token', api_token: 'made-up-token-0123456789'},
        base_url: `http://127.0.0.1:${port}/v1`,
      },
    });
    const child = start('source-user-sync', ['check', '--config', config]);
    const end = ended(child);
    await new Promise((resolve) => server.once('request', resolve));
    child.kill('SIGTERM');
    expect(await end).toMatchObject({code: null, signal: 'SIGTERM', stderr: ''});
  });

  it('delivers megabytes to a slow reader before it ends', async () => {
    const input = foreignState(1, 'x'.repeat(3_000_000)) + foreignState(2);
    const child = start('destination-user-sync', writeArgs());
    child.stdin.end(input);
    // The child has taken everything in, and nobody has read a byte of its answer.
    await new Promise((resolve) => child.stdin.once('finish', resolve));
    const {code, stdout, stderr} = await ended(child);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(stdout.startsWith(input)).toBe(true);
  });

  it('whose reader hangs up ends by itself with another code than 0, nothing on stderr', async () => {
    const child = start('destination-user-sync', writeArgs());
    const end = ended(child);
    child.stdout.once('data', () => child.stdout.destroy());
    const feeding = setInterval(() => child.stdin.write(foreignState(1, 'x'.repeat(10_000))), 1);
    const {code, stderr} = await end;
    clearInterval(feeding);
    expect(code).toBe(1);
    expect(stderr).toBe('');
  });
});
