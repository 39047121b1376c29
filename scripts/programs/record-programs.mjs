// Has each program do, beside its build, what its commands do first, so that the code of that is there when it is
// started. Nobody outside is asked: all vendors are a server here, which refuses every request.
import {execFile} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Script} from 'node:vm';

const recorder = fileURLToPath(new URL('record-code.cjs', import.meta.url));

/** By program: the arguments of each of its runs, and what it reads from its input. */
const RUNS = {
  source: ({config, catalog}) => [
    {args: ['check', '--config', config.source]},
    {args: ['read', '--config', config.source, '--catalog', catalog]},
  ],
  destination: ({config, catalog}) => [
    {args: ['check', '--config', config.destination]},
    {args: ['write', '--config', config.destination, '--catalog', catalog], input: INPUT},
  ],
  'user-sync': ({runFile}) => [{args: ['check', '--offline', runFile]}],
};

const STREAM = 'pendo_visitors';
const INPUT = [
  {type: 'RECORD', record: {stream: STREAM, emitted_at: 0, data: {visitorId: 'a', plan: 'b'}}},
  {type: 'STATE', state: {type: 'STREAM', stream: {stream_descriptor: {name: STREAM}}}},
]
  .map((message) => `${JSON.stringify(message)}\n`)
  .join('');

const CATALOG = {
  streams: [
    {
      stream: {
        name: STREAM,
        json_schema: {properties: {visitorId: {type: 'string'}, plan: {type: 'string'}}},
        supported_sync_modes: ['full_refresh', 'incremental'],
      },
      sync_mode: 'incremental',
      destination_sync_mode: 'append',
    },
  ],
};

const RUN_FILE = `source:
  config:
    pendo: {integration_key: '$\{TOKEN}'}
  streams: [pendo_visitors]
warehouse: {path: people.duckdb}
models:
  - {name: users, sql: "select 'a' as user_id"}
destination:
  config:
    pendo: {integration_key: '$\{TOKEN}'}
    mappings: [{stream: users, object: pendo_visitors, key: user_id}]
`;

/** Writes the code of each bundle beside it, by what the program does first. */
export async function recordPrograms(programs) {
  const directory = await mkdtemp(join(tmpdir(), 'user-sync-code-'));
  const server = createServer((_request, response) => {
    response.writeHead(401, {'content-type': 'application/json'}).end('{}');
  });
  try {
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const files = await inputFiles(directory, `http://127.0.0.1:${server.address().port}`);
    for (const {name, argument, whole, front} of programs) {
      // Every vendor refuses, so that these fail, mostly at their end.
      for (const {args, input} of RUNS[name](files)) await record(whole.bundle, args, input);
      const {error, stderr} = await record(front.bundle, [argument]);
      if (error) throw new Error(`${name} ${argument} cannot do with its front.\n${stderr}`);
      await finish(whole.bundle);
      await finish(front.bundle);
    }
  } finally {
    server.close();
    await rm(directory, {recursive: true, force: true});
  }
}

async function inputFiles(directory, origin) {
  const write = async (name, content) => {
    const file = join(directory, name);
    await writeFile(file, content);
    return file;
  };
  const auth = {auth_type: 'api_key', api_key: 'no-key'};
  const token = {auth_type: 'api_token', api_token: 'no-token'};
  const both = {
    pagerduty: {credentials: auth, base_url: `${origin}/pagerduty`},
    pandadoc: {credentials: auth, base_url: `${origin}/pandadoc`},
    pendo: {integration_key: 'no-key', base_url: `${origin}/pendo`},
    pipedrive: {credentials: token, company_domain: 'acme', base_url: `${origin}/v1`},
    pendo_scim: {token: 'no-token', base_url: `${origin}/scim`},
  };
  const userguiding = {api_key: 'no-key', base_url: `${origin}/userguiding`};
  return {
    config: {
      source: await write('source.json', JSON.stringify(both)),
      destination: await write('destination.json', JSON.stringify({...both, userguiding})),
    },
    catalog: await write('catalog.json', JSON.stringify(CATALOG)),
    runFile: await write('run.yaml', RUN_FILE),
  };
}

function record(bundle, args, input = '') {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [recorder, bundle, codeOf(bundle), ...args],
      {env: {...process.env, TOKEN: 'no-token'}, timeout: 60_000},
      (error, stdout, stderr) => resolve({error, stderr: `${stdout}${stderr}`}),
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

async function finish(bundle) {
  const code = codeOf(bundle);
  if (!existsSync(code)) {
    console.error(`No code of ${bundle} was recorded; it starts more slowly.`);
    return;
  }
  // What a program writes is for its owner alone; this is for everyone who runs it.
  await chmod(code, 0o644);
  const {cachedDataRejected} = new Script(readFileSync(bundle, 'latin1'), {
    filename: bundle,
    cachedData: readFileSync(code),
  });
  if (cachedDataRejected) console.error(`V8 does not take its own code: ${code}`);
}

function codeOf(bundle) {
  return bundle.replace(/js$/, 'code');
}
