import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import Ajv from 'ajv';
import {parse} from 'yaml';
import {checkCommand} from '../../src/runner/check/check-command';
import {buildProgram} from '../../src/runner/commands/build-program';
import type {CommandParts} from '../../src/runner/commands/command-parts';
import {runCommand} from '../../src/runner/commands/commands';
import {initCommand} from '../../src/runner/init/init-command';
import {objectsCommand} from '../../src/runner/look/objects-command';
import {showCommand} from '../../src/runner/look/show-command';
import {configSchemas, runFileSchema} from '../../src/runner/run-file/run-file-schema';
import type {Sandbox} from '../../src/sandbox/sandbox';
import {startSandbox} from '../../src/sandbox/start-sandbox';
import {vendors} from '../../src/vendors/registry';
import {openWarehouse} from '../../src/warehouse/open-warehouse';
import {kitWith} from '../runner/harness';

const ROOT = join(__dirname, '..', '..');
const BLOCK = /(<!-- not run: [^\n]+ -->\n\n)?```(sh|yaml|sql)\n([^]*?)```/g;

interface Example {
  readonly language: string;
  readonly text: string;
}

/** The examples of a page that are run. */
function examplesOf(page: string): readonly Example[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(BLOCK)].flatMap(([, reason, language = '', example = '']) =>
    reason === undefined ? [{language, text: example}] : [],
  );
}

describe('The examples of the documents', () => {
  let directory: string;
  let sandbox: Sandbox;
  let parts: CommandParts;
  const said: string[] = [];
  const before = process.cwd();

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'user-sync-test-'));
    sandbox = await startSandbox({limits: false});
    const {pipedrive, pendo} = sandbox.vendors;
    parts = {
      ...{vendors, schemas: configSchemas(vendors), kit: kitWith()},
      terminal: {
        out: (text) => void said.push(text),
        outUnmasked: () => Promise.resolve(),
        err: () => undefined,
        ...{width: 80},
      },
      environment: {
        PIPEDRIVE_BASE_URL: pipedrive?.baseUrl,
        PIPEDRIVE_API_TOKEN: pipedrive?.credentials['api_token'],
        PENDO_BASE_URL: pendo?.baseUrl,
        PENDO_INTEGRATION_KEY: pendo?.credentials['integration_key'],
      },
    };
    // The examples name files from where the reader stands.
    process.chdir(directory);
  });
  afterAll(async () => {
    process.chdir(before);
    await sandbox.close();
    rmSync(directory, {recursive: true, force: true});
  });

  const command = async (line: string): Promise<number> => {
    let code = -1;
    const never = (): Promise<number> => Promise.reject(new Error(`${line} is not run here`));
    const program = buildProgram({
      ...{version: '0', sandboxHelp: '', appVendors: [], out: parts.terminal.out},
      err: parts.terminal.out,
      done: (ended) => (code = ended),
      actions: {
        init: (folder, flags) => initCommand(parts, folder, flags),
        check: (path, flags) => checkCommand(parts, path, flags),
        show: (what, flags) => showCommand(parts, what, flags),
        objects: (what, flags) => objectsCommand(parts, what, flags),
        run: (path, flags) => runCommand(parts, path, flags),
        ...{
          demo: never,
          replay: never,
          sandbox: never,
          authorize: never,
          history: never,
          report: never,
          rejected: never,
          audit: never,
          review: never,
        },
      },
    });
    // Where the output goes is the shell's affair.
    const words = line.replace(/ 2?> \S+/g, '').split(' ');
    await program.parseAsync(words.slice(1), {from: 'user'});
    return code;
  };

  const runFileWorks = async (text: string): Promise<void> => {
    const path = join(directory, 'example.yaml');
    writeFileSync(path, text);
    const codes = [await checkCommand(parts, path, {}), await runCommand(parts, path, {})];
    expect({codes, said: said.splice(0)}).toMatchObject({codes: [0, 0]});
  };

  it('of the page of the runner work as they stand: commands, run file, queries', async () => {
    const examples = examplesOf('docs/runner.md');
    expect(examples.map(({language}) => language)).toEqual([
      'sh',
      'sh',
      'sh',
      'yaml',
      'sql',
      'sql',
    ]);
    for (const {language, text} of examples) {
      if (language === 'yaml') await runFileWorks(text);
      for (const line of language === 'sh' ? text.trim().split('\n') : []) {
        const code = await command(line);
        expect({line, code, said: said.splice(0)}).toMatchObject({code: 0});
      }
      if (language !== 'sql') continue;
      const warehouse = await openWarehouse({path: 'example.duckdb', readOnly: true});
      const rows = await warehouse.database.rows(text);
      warehouse.close();
      expect(rows.length).toBeGreaterThan(0);
    }
  });

  it("of the README: its run file passes the check and runs on the project's own sandbox", async () => {
    const files = examplesOf('README.md').filter(({language}) => language === 'yaml');
    expect(files).toHaveLength(1);
    for (const {text} of files) await runFileWorks(text);
  });

  it('that init writes for other vendors are right too, and are not overwritten', async () => {
    const all = {
      source: ['pagerduty', 'pandadoc,pendo'],
      destination: ['userguiding', 'pipedrive'],
    };
    const environment = Object.fromEntries(
      ['PAGERDUTY', 'PANDADOC', 'USERGUIDING'].map((name) => [`${name}_API_KEY`, 'key-12345']),
    );
    const addresses = Object.entries(sandbox.vendors).map(
      ([name, {baseUrl}]) => [`${name.toUpperCase()}_BASE_URL`, baseUrl] as const,
    );
    parts = {
      ...parts,
      environment: {...parts.environment, ...environment, ...Object.fromEntries(addresses)},
    };
    expect(await initCommand(parts, 'others', all)).toBe(0);
    expect(await checkCommand(parts, join('others', 'run.yaml'), {offline: true})).toBe(0);
    await expect(initCommand(parts, 'others', all)).rejects.toThrow(
      /already, and nothing is overwritten/,
    );
    const unknown = initCommand(parts, 'more', {source: ['piedrive'], destination: ['pendo']});
    await expect(unknown).rejects.toThrow(
      '--source piedrive is not known. Did you mean pipedrive?',
    );
    await expect(initCommand(parts, 'more', {})).rejects.toThrow('--source is missing.');
  });

  it('that init writes for people pass the check and run, and change nothing there', async () => {
    const written = ['pagerduty', 'pandadoc', 'pipedrive'];
    const keys = ['pagerduty', 'pandadoc'].map((name) => [
      `${name.toUpperCase()}_API_KEY`,
      /"api_key":"([^"]+)"/.exec(JSON.stringify(sandbox.vendors[name]?.destinationConfig))?.[1],
    ]);
    const addresses = written.map((name) => [
      `${name.toUpperCase()}_BASE_URL`,
      sandbox.vendors[name]?.baseUrl,
    ]);
    const own = Object.fromEntries([...keys, ...addresses]) as Readonly<Record<string, string>>;
    parts = {...parts, environment: {...parts.environment, ...own}};
    const flags = {source: written, destination: written};
    expect(await initCommand(parts, 'unchanged', flags)).toBe(0);
    const path = join('unchanged', 'run.yaml');
    const before = written.map((name) => structuredClone(sandbox.dump(name)));
    const codes = [await checkCommand(parts, path, {}), await runCommand(parts, path, {})];
    expect({codes, said: said.splice(0)}).toMatchObject({codes: [0, 0]});
    expect(written.map((name) => sandbox.dump(name))).toEqual(before);
  });

  it('and every run file of the tree fit the schema that editors use', () => {
    const schema: object = runFileSchema(vendors);
    const published: unknown = JSON.parse(
      readFileSync(join(ROOT, 'resources', 'run-file.schema.json'), 'utf8'),
    );
    expect(published).toEqual(schema);
    const fits = new Ajv({strict: false, allErrors: true}).compile(schema);
    const files = [
      'resources/demo/run.yaml',
      'recipes/people/run.yaml',
      'recipes/postgres/runner.yaml',
      'recipes/lifecycle/run.yaml',
    ];
    const texts = [
      ...files.map((file) => readFileSync(join(ROOT, file), 'utf8')),
      ...['README.md', 'docs/runner.md'].flatMap((page) =>
        examplesOf(page).flatMap(({language, text}) => (language === 'yaml' ? [text] : [])),
      ),
    ];
    for (const text of texts) {
      expect({text, fits: fits(parse(text)), errors: fits.errors}).toMatchObject({fits: true});
    }
    expect(fits(parse('sources: {}'))).toBe(false);
  });

  it.each(['bash', 'zsh', 'fish'])('a completion for %s names every command', async (shell) => {
    expect(await command(`user-sync completion ${shell}`)).toBe(0);
    expect(said.splice(0).join('')).toMatch(/init[^]*check[^]*show[^]*objects|check[^]*init/);
  });
});
