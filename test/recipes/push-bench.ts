import {spawn} from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Sandbox} from '../../src/sandbox/sandbox';
import {startSandbox} from '../../src/sandbox/start-sandbox';
import {PROJECT} from './recipe-pages';

const PUSH = join(PROJECT, 'recipes', 'postgres', 'push.mjs');

/** How push.mjs ended. */
export interface Pushed {
  readonly code: number | null;
  readonly err: string;
}

/** What a program in psql's place does. */
export interface CannedPsql {
  readonly lines: readonly string[];
  readonly exitCode?: number;
}

/** push.mjs with canned answers of psql, against a sandbox. */
export interface PushBench {
  readonly sandbox: Sandbox;
  push(
    args: readonly string[],
    psql: CannedPsql,
    environment?: Readonly<Record<string, string | undefined>>,
  ): Promise<Pushed>;
  /** The arguments that psql got last. */
  psqlArguments(): readonly string[];
  /** The state that is kept; undefined: none. */
  keptState(table: string): string | undefined;
  /** What is left in the folder of temporary files. */
  leftovers(): readonly string[];
  close(): Promise<void>;
}

/** Opens a bench. */
export async function openPushBench(): Promise<PushBench> {
  const folder = mkdtempSync(join(tmpdir(), 'push-test-'));
  const data = join(folder, 'data');
  const temporary = join(folder, 'tmp');
  for (const made of [data, temporary]) mkdirSync(made);
  const sandbox = await startSandbox({
    vendors: {pipedrive: {users: 40}, pendo: {visitors: 40}},
  });
  const argumentsFile = join(folder, 'arguments.json');
  const write = (canned: CannedPsql): string => {
    const path = join(folder, 'psql');
    const program = `#!${process.execPath}
require('node:fs').writeFileSync(${JSON.stringify(argumentsFile)}, JSON.stringify(process.argv.slice(2)));
process.stdout.write(${JSON.stringify(canned.lines.map((line) => `${line}\n`).join(''))});
process.exitCode = ${canned.exitCode ?? 0};
`;
    writeFileSync(path, program, {mode: 0o755});
    return path;
  };
  return {
    sandbox,
    push: (args, psql, environment = {}) =>
      run(args, {
        PATH: process.env['PATH'],
        TMPDIR: temporary,
        PSQL: write(psql),
        USER_SYNC_DATA: data,
        PENDO_INTEGRATION_KEY: sandbox.vendors['pendo']?.credentials['integration_key'],
        PENDO_BASE_URL: sandbox.vendors['pendo']?.baseUrl,
        PIPEDRIVE_API_TOKEN: sandbox.vendors['pipedrive']?.credentials['api_token'],
        PIPEDRIVE_BASE_URL: sandbox.vendors['pipedrive']?.baseUrl,
        ...environment,
      }),
    // What the program above writes.
    psqlArguments: () => JSON.parse(readFileSync(argumentsFile, 'utf8')) as string[],
    keptState: (table) => {
      const path = join(data, `${table}.state.json`);
      return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    },
    leftovers: () => readdirSync(temporary),
    close: async () => {
      await sandbox.close();
      rmSync(folder, {recursive: true, force: true});
    },
  };
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Pushed> {
  const child = spawn(process.execPath, [PUSH, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({code, err})));
}
