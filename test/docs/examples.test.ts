import {getEventListeners} from 'node:events';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import Ajv from 'ajv';
import {parse} from 'yaml';
import {checkCommand} from '../../src/runner/check/check-command';
import {shellLines} from '../../src/runner/commands/sandbox-command';
import {initCommand} from '../../src/runner/init/init-command';
import {runFileSchema} from '../../src/runner/run-file/run-file-schema';
import {vendors} from '../../src/vendors/registry';
import {leafCommands} from '../runner/commands/leaf-commands';
import {blocksIn, blocksOf, documents, PROJECT} from './doc-blocks';
import {type DocRoom, openDocRoom} from './doc-room';

/** In this order: the page of the runner begins in an empty folder, the others use what it made. */
const FIRST = join('docs', 'runner.md');
const pages = [FIRST, ...documents().filter((page) => page !== FIRST)];
const run = pages.filter((page) => blocksOf(page).some(({notRun}) => notRun === undefined));

describe('The examples of the documents', () => {
  let room: DocRoom;
  beforeAll(async () => (room = await openDocRoom()));
  afterAll(() => room.close());

  it.each(run)('of %s work as they stand: commands, run files, queries', async (page) => {
    provideFilesOfReader();
    for (const block of blocksOf(page)) {
      if (block.notRun !== undefined) continue;
      await expect(room.run(block).catch(atBlock(block))).resolves.toBeUndefined();
    }
  });

  it.each(pages)('of %s that are not run say why', (page) => {
    const reasons = blocksOf(page).flatMap(({notRun}) => (notRun === undefined ? [] : [notRun]));
    for (const reason of reasons) expect(reason.split(' ').length).toBeGreaterThan(3);
  });

  it('are noticed when they are new, and fail when the test cannot run them or they do not work', async () => {
    const text =
      'One:\n\n```sh\nmake tea\n```\n\n```sql\nSELECT * FROM nowhere\n```\n\n```yaml\nmodel: []\n```\n';
    const blocks = blocksIn('new.md', text);
    expect(blocks.map(({line, notRun}) => [line, notRun])).toEqual([
      [3, undefined],
      [7, undefined],
      [11, undefined],
    ]);
    const outcomes: unknown[] = [];
    for (const block of blocks) outcomes.push(await room.run(block).catch(String));
    expect(outcomes).toEqual([
      expect.stringContaining('say above the block why it is not run'),
      expect.stringContaining('Catalog Error'),
      expect.stringContaining('"model" is not known. Did you mean "models"?'),
    ]);
  });

  it.each(leafCommands().filter(({name}) => !['demo', 'authorize'].includes(name)))(
    'in the help of $name work in the folder that init makes',
    async ({name, examples}) => {
      for (const example of examples) {
        // It has made this folder already.
        if (example.startsWith('user-sync init people ')) continue;
        const {code, said} = await room.command(example);
        expect({name, example, code, said}).toMatchObject({code: 0});
      }
    },
  );

  it('that only show are no runs in the history', async () => {
    const runs = async (): Promise<unknown> =>
      (
        JSON.parse((await room.command('user-sync history people/run.yaml --json')).said) as {
          all: unknown;
        }
      ).all;
    const before = await runs();
    const {code} = await room.command('user-sync show people/run.yaml pendo_people --read');
    expect({code, runs: await runs()}).toEqual({code: 0, runs: before});
  });

  it('that init writes for other vendors are right too, and are not overwritten', async () => {
    const all = {
      source: ['pagerduty', 'pandadoc,pendo'],
      destination: ['userguiding', 'pipedrive'],
    };
    const {parts} = room;
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

  it('ask for no variable that sandbox --env does not set', () => {
    const set = new Set(
      [...shellLines(room.sandbox).matchAll(/^export (\w+)=/gm)].map(([, name]) => name),
    );
    for (const file of recipeFiles()) {
      const asked = readFileSync(file, 'utf8').matchAll(/\$\{(\w+)\}/g);
      for (const [, name] of asked) expect([file, name, set.has(name)]).toEqual([file, name, true]);
    }
  });

  it('and every run file of the tree name the schema that editors use, and fit it', () => {
    const schema: object = runFileSchema(vendors);
    const published: unknown = JSON.parse(
      readFileSync(join(PROJECT, 'resources', 'run-file.schema.json'), 'utf8'),
    );
    expect(published).toEqual(schema);
    const fits = new Ajv({strict: false, allErrors: true}).compile(schema);
    const files = [join(PROJECT, 'resources', 'demo', 'run.yaml'), ...recipeFiles()].filter(
      (file) => file.endsWith('.yaml'),
    );
    const texts = [
      ...files.map((file) => readFileSync(file, 'utf8')),
      ...pages.flatMap((page) =>
        blocksOf(page).flatMap(({language, text}) =>
          language === 'yaml' && /^source:/m.test(text) ? [text] : [],
        ),
      ),
    ];
    expect(texts.length).toBeGreaterThan(5);
    for (const text of texts) {
      expect({text, fits: fits(parse(text)), errors: fits.errors}).toMatchObject({fits: true});
      expect(text).toMatch(/^# yaml-language-server: \$schema=\S*run-file\.schema\.json\n/);
    }
    expect(fits(parse('sources: {}'))).toBe(false);
  });

  it('leave nothing behind that listens for an interruption, however many commands were run', () => {
    expect(getEventListeners(room.parts.kit.signal, 'abort')).toHaveLength(0);
  });

  it.each(['bash', 'zsh', 'fish'])('a completion for %s names every command', async (shell) => {
    const {said} = await room.command(`user-sync completion ${shell}`);
    for (const {path} of leafCommands()) {
      for (const word of path.split(' ')) expect(said).toContain(word);
    }
  });
});

describe('The index of the documents', () => {
  it('has every page, but for the recipes, which have an index of their own', () => {
    const index = readFileSync(join(PROJECT, 'docs', 'README.md'), 'utf8');
    const listed = documents().filter(
      (page) =>
        page.startsWith('docs/') &&
        page !== join('docs', 'README.md') &&
        !/recipes\/[a-z]/.test(page),
    );
    expect(listed.length).toBeGreaterThan(10);
    for (const page of listed) expect(index).toContain(`](${page.slice('docs/'.length)})`);
  });
});

/** Run files and configurations of the recipes. */
function recipeFiles(): readonly string[] {
  const folder = join(PROJECT, 'recipes');
  return ['people', 'postgres'].flatMap((name) =>
    readdirSync(join(folder, name))
      .filter((file) => /\.(yaml|json)$/.test(file))
      .map((file) => join(folder, name, file)),
  );
}

function atBlock({
  page,
  line,
}: {
  readonly page: string;
  readonly line: number;
}): (error: unknown) => never {
  return (error) => {
    throw new Error(`${page}, line ${line}: ${String(error)}`, {cause: error});
  };
}

/** Files that the documents name and readers have of their own. */
function provideFilesOfReader(): void {
  const files = {
    'roster.sql': `SELECT id::VARCHAR AS key, email, name, 'active' AS status FROM pipedrive_users`,
    'decisions.csv':
      'decision,left_vendor,left_account,right_vendor,right_account,finding,until,reason\n',
    'service-accounts.csv': 'vendor,account,owner,reason\n,robot@acme.example,IT,builds\n',
  };
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join('people', name), text);
  } catch {
    // Before `init` there is no folder for them.
  }
}
