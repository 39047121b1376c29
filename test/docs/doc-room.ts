import {mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {parse, stringify} from 'yaml';
import {type Clock, systemClock} from '../../src/core/clock';
import {buildProgram} from '../../src/runner/commands/build-program';
import type {CommandParts} from '../../src/runner/commands/command-parts';
import {runCommand, replayCommand} from '../../src/runner/commands/commands';
import {sandboxCommand, shellLines} from '../../src/runner/commands/sandbox-command';
import {auditCommand} from '../../src/runner/audit/audit-command';
import {reviewCommand} from '../../src/runner/audit/review-command';
import {checkCommand} from '../../src/runner/check/check-command';
import {historyCommand} from '../../src/runner/history/history-command';
import {rejectedCommand} from '../../src/runner/history/rejected-command';
import {reportCommand} from '../../src/runner/history/report-command';
import {initCommand} from '../../src/runner/init/init-command';
import {objectsCommand} from '../../src/runner/look/objects-command';
import {showCommand} from '../../src/runner/look/show-command';
import {findWarehouse} from '../../src/runner/run-file/find-warehouse';
import {configSchemas} from '../../src/runner/run-file/run-file-schema';
import type {Sandbox} from '../../src/sandbox/sandbox';
import {startSandbox} from '../../src/sandbox/start-sandbox';
import {vendors} from '../../src/vendors/registry';
import {openWarehouse} from '../../src/warehouse/open-warehouse';
import {kitWith} from '../runner/harness';
import {type Block, PROJECT} from './doc-blocks';
import {wordsOf} from './shell-words';

/** A folder with a sandbox, in which a test does what a reader of the documents would do. */
export interface DocRoom {
  readonly directory: string;
  readonly sandbox: Sandbox;
  readonly parts: CommandParts;
  /** Runs an example as it stands. Rejects when it does not work. */
  run(block: Block): Promise<void>;
  /** Runs one command line; gives its exit code and what it printed. */
  command(line: string): Promise<{readonly code: number; readonly said: string}>;
  close(): Promise<void>;
}

/** Waits up to this long are over at once: the programs keep to limits of vendors that the sandbox has not. */
const PAUSE_MAX_MS = 5_000;

/** Time that does not pass while a program only keeps to a vendor's pace. */
function clockWithoutPauses(): Clock {
  let skippedMs = 0;
  return {
    now: () => systemClock.now() + skippedMs,
    sleep: async (ms, signal) => {
      if (ms > PAUSE_MAX_MS) return systemClock.sleep(ms, signal);
      skippedMs += ms;
      await nextTurn();
      signal?.throwIfAborted();
    },
  };
}

/** Opens the room, which becomes the working directory: the examples name files from where the reader stands. */
export async function openDocRoom(): Promise<DocRoom> {
  const before = process.cwd();
  const directory = mkdtempSync(join(tmpdir(), 'user-sync-test-'));
  const sandbox = await startSandbox({limits: false});
  symlinkSync(join(PROJECT, 'recipes'), join(directory, 'recipes'));
  process.chdir(directory);
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  const parts: CommandParts = {
    ...{vendors, schemas: configSchemas(vendors)},
    kit: {...kitWith(), clock: clockWithoutPauses()},
    terminal: {out: say, outUnmasked: () => Promise.resolve(), err: say, width: 80},
    environment: {
      ...environmentOf(shellLines(sandbox)),
      ...{USER_SYNC_DATA: directory, SLACK_WEBHOOK_URL: 'https://hooks.example.com/T0/B0'},
    },
  };
  const starter = join('people', 'run.yaml');
  // SQL is asked of the warehouse of the page's own run file, or of the one that `init` wrote.
  let runFile = starter;
  let pageBefore = '';
  const command: DocRoom['command'] = async (line) => {
    said.length = 0;
    const code = await carryOut(parts, line);
    return {code, said: said.join('')};
  };
  const works = async (line: string): Promise<void> => {
    const {code, said: text} = await command(line);
    if (code !== 0) throw new Error(`${line} ended with ${code}: ${text}`);
  };
  const runYaml = async (text: string): Promise<void> => {
    const value: unknown = parse(text);
    const whole = typeof value === 'object' && value !== null && 'source' in value;
    const path = whole ? 'example.yaml' : join('people', 'with-a-part.yaml');
    // A part of a run file is checked in the one that `init` wrote.
    const around = (): object => parse(readFileSync(starter, 'utf8')) as object;
    writeFileSync(path, whole ? text : stringify({...around(), ...(value as object)}));
    await works(`user-sync check ${path}${whole ? '' : ' --offline'}`);
    if (!whole) return;
    await works(`user-sync run ${path}`);
    runFile = path;
  };
  const runSql = async (text: string): Promise<void> => {
    const path = findWarehouse(runFile, parts.environment);
    const warehouse = await openWarehouse({path, readOnly: true});
    try {
      await warehouse.database.rows(text);
    } finally {
      warehouse.close();
    }
  };
  return {
    ...{directory, sandbox, parts, command},
    run: async ({page, language, text}) => {
      if (page !== pageBefore) runFile = starter;
      pageBefore = page;
      if (language === 'yaml') return runYaml(text);
      if (language === 'sql') return runSql(text);
      for (const line of text.replaceAll('\\\n', ' ').trim().split('\n')) await works(line);
    },
    close: async () => {
      process.chdir(before);
      await sandbox.close();
      rmSync(directory, {recursive: true, force: true});
    },
  };
}

/** What a shell knows that was given these lines. */
function environmentOf(lines: string): Readonly<Record<string, string>> {
  const pairs = [...lines.matchAll(/^export (\w+)='(.*)'$/gm)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}

/** Runs a line in this process, as the program would; gives its exit code. */
async function carryOut(parts: CommandParts, line: string): Promise<number> {
  const {program, args} = wordsOf(line);
  if (basename(program) !== 'user-sync') {
    throw new Error(
      `The test cannot run ${JSON.stringify(line)}. Change the example, teach the test, or say above the block why it is not run: <!-- not run: REASON -->`,
    );
  }
  let code = -1;
  const stopped = {...parts, kit: {...parts.kit, signal: AbortSignal.abort()}};
  const elsewhere = (): Promise<number> => Promise.reject(new Error(`${line} is not run here`));
  await buildProgram({
    ...{version: '0', sandboxHelp: '', appVendors: []},
    ...{out: parts.terminal.out, err: parts.terminal.out},
    done: (ended) => (code = ended),
    actions: {
      init: (folder, flags) => initCommand(parts, folder, flags),
      check: (path, flags) => checkCommand(parts, path, flags),
      show: (what, flags) => showCommand(parts, what, flags),
      objects: (what, flags) => objectsCommand(parts, what, flags),
      run: (path, flags) => runCommand(parts, path, flags),
      replay: (file, flags) => replayCommand(parts, file, flags),
      history: (path, flags) => historyCommand(parts, path, flags),
      report: (path, flags) => reportCommand(parts, path, flags),
      rejected: (path, flags) => rejectedCommand(parts, path, flags),
      audit: (path, flags) => auditCommand(parts, path, flags),
      review: (path) => reviewCommand(parts, path),
      // It serves until it is stopped: here it is at once.
      sandbox: (flags) => sandboxCommand(stopped, startSandbox, flags),
      ...{demo: elsewhere, authorize: elsewhere},
    },
  }).parseAsync([...args], {from: 'user'});
  return code;
}
