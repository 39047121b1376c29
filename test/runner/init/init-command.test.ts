import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {CommandParts} from '../../../src/runner/commands/command-parts';
import {shellLines} from '../../../src/runner/commands/sandbox-command';
import {type InitFlags, initCommand} from '../../../src/runner/init/init-command';
import {variables} from '../../../src/runner/init/starters';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import {kitWith, schemas} from '../harness';

describe('user-sync init', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'user-sync-test-'))));
  afterEach(() => rmSync(directory, {recursive: true, force: true}));

  /** What it asks and prints when a person at a terminal gives these answers. */
  const initWith = async (answers: readonly string[], flags: InitFlags = {}) => {
    const questions: string[] = [];
    let said = '';
    const parts: CommandParts = {
      ...{vendors: [], schemas: schemas(), kit: kitWith(), environment: {}},
      terminal: {
        out: (text) => (said += text),
        outUnmasked: () => Promise.resolve(),
        err: () => undefined,
        width: 80,
        ask: (question) => {
          questions.push(question);
          return Promise.resolve(answers[questions.length - 1] ?? '');
        },
      },
    };
    const folder = join(directory, 'people');
    const code = await initCommand(parts, folder, flags);
    const environment = readFileSync(join(folder, '.env.example'), 'utf8');
    return {code, questions, said, environment, runFile: join(folder, 'run.yaml')};
  };

  it('asks a person who names no vendor for both ends, and for the Pipedrive company', async () => {
    const {code, questions, environment, runFile} = await initWith(['pipedrive', 'pendo', 'acme']);
    expect(code).toBe(0);
    expect(questions).toEqual([
      expect.stringMatching(/^Where are people read\?.*pipedrive/),
      expect.stringMatching(/^Where are they written\?.*pendo/),
      expect.stringContaining('Which Pipedrive company?'),
    ]);
    expect(environment).toContain('PIPEDRIVE_BASE_URL=https://acme.pipedrive.com/api/v1\n');
    expect(existsSync(runFile)).toBe(true);
  });

  it.each([
    ['', 'https://api.pipedrive.com/v1'],
    ['https://Acme-2.pipedrive.com/users', 'https://acme-2.pipedrive.com/api/v1'],
  ])('makes of the company %j the address %s', async (typed, address) => {
    const {environment} = await initWith(['pipedrive', 'pendo', typed]);
    expect(environment).toContain(`PIPEDRIVE_BASE_URL=${address}\n`);
  });

  it('refuses what is no name of a company, and writes nothing', async () => {
    await expect(initWith(['pipedrive', 'pendo', 'https://evil.example/'])).rejects.toThrow(
      'https://evil.example/ is no name of a Pipedrive company.',
    );
    expect(existsSync(join(directory, 'people'))).toBe(false);
  });

  it('asks nothing about Pipedrive where it is not used, and nothing at all when both ends are named', async () => {
    expect((await initWith(['pagerduty', 'userguiding'])).questions).toHaveLength(2);
    rmSync(join(directory, 'people'), {recursive: true});
    const named = {source: ['pipedrive'], destination: ['pendo']};
    expect((await initWith([], named)).questions).toEqual([]);
  });

  it.each(['pagerduty_scim', 'pandadoc_scim', 'pendo_scim', 'pipedrive_scim'])(
    'begins with the section %s at both ends, and invites and deactivates nobody',
    async (name) => {
      const {runFile, environment} = await initWith([], {source: [name], destination: [name]});
      const text = readFileSync(runFile, 'utf8');
      const token = `${name.toUpperCase()}_TOKEN`;
      expect(text.split(`    ${name}:\n      token: '\${${token}}'\n`)).toHaveLength(3);
      expect(text).toContain(`object: ${name}_users\n`);
      expect(text).toContain('mode: update # invites nobody\n');
      expect(environment).toContain(`${token}=\n`);
    },
  );

  it('asks for no variable that sandbox --env does not set', async () => {
    const sandbox = await startSandbox();
    await sandbox.close();
    const set = [...shellLines(sandbox).matchAll(/^export (\w+)=/gm)].map(([, name]) => name);
    const asked = Object.values(variables).flatMap((some) => some.map(({name}) => name));
    expect(asked.filter((name) => !set.includes(name))).toEqual([]);
  });

  it('says how to try it, how to use accounts of your own, and what comes next', async () => {
    const {said, runFile} = await initWith([], {source: ['pipedrive'], destination: ['pendo']});
    expect(said).toContain('user-sync sandbox --env');
    expect(said).toMatch(/cp \S+\.env\.example \S+\.env\n +set -a; \. \S+\.env; set \+a/);
    expect(said).toMatch(new RegExp(`next: user-sync check ${runFile}\n$`));
  });
});
