import {execFileSync} from 'node:child_process';
import {accessSync, constants, existsSync, readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {loadCatalog} from '../../src/airbyte/input/configured-catalog';
import {validateConfig} from '../../src/config/validate-config';
import type {Json, JsonObject} from '../../src/core/json';
import {isJsonObject} from '../../src/core/json';
import {createSecretMask} from '../../src/core/secrets/secret-mask';
import {interpolate} from '../../src/runner/run-file/interpolate';
import {loadRunFile} from '../../src/runner/run-file/load-run-file';
import {parseYaml} from '../../src/runner/run-file/parse-yaml';
import {schemas} from '../runner/harness';
import {callsIn, helpOf} from './command-lines';
import {PROJECT} from './recipe-pages';

const RECIPES = join(PROJECT, 'recipes');

const files = readdirSync(RECIPES, {recursive: true, withFileTypes: true})
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(RECIPES.length + 1))
  .filter((file) => !file.includes('__pycache__') && !file.includes('.meltano/'));

const ending = (...endings: readonly string[]): readonly string[] =>
  files.filter((file) => endings.some((end) => file.endsWith(end)));

/** What the index names, as a user would set it. */
const ENVIRONMENT = {
  PIPEDRIVE_API_TOKEN: 'made-up-token',
  PIPEDRIVE_BASE_URL: 'https://api.pipedrive.com/v1',
  PENDO_INTEGRATION_KEY: 'made-up-key',
  PENDO_BASE_URL: 'https://app.pendo.io/api/v1',
  USER_SYNC_DATA: '/var/lib/user-sync',
};

/** What some recipes name besides. */
const VENDORS = {
  ...{PAGERDUTY_API_KEY: 'made-up-key', PAGERDUTY_BASE_URL: 'https://api.pagerduty.com'},
  ...{PANDADOC_API_KEY: 'made-up-key', PANDADOC_BASE_URL: 'https://api.pandadoc.com/public/v1'},
};
const MORE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  teams: VENDORS,
  lifecycle: {
    ...VENDORS,
    ...{PENDO_SCIM_TOKEN: 'made-up-token', PENDO_SCIM_BASE_URL: 'https://app.pendo.io/scim/v2'},
    ROSTER: '/var/lib/user-sync/roster.csv',
  },
};

function read(file: string): string {
  return readFileSync(join(RECIPES, file), 'utf8');
}

describe('the run files of the recipes', () => {
  const runFiles = ending('.yaml');

  it('are found', () => {
    expect(runFiles).toContain('people/run.yaml');
    expect(runFiles.length).toBeGreaterThanOrEqual(4);
  });

  it.each(runFiles)(
    '%s is valid, with the variables that the index names and no others',
    (file) => {
      const path = join(RECIPES, file);
      const mask = createSecretMask();
      const environment = {...ENVIRONMENT, ...MORE[file.split('/')[0] ?? '']};
      const runFile = loadRunFile({path, schemas: schemas(), mask, environment});
      const models = runFile.models.map(({name}) => name);
      const mappings = runFile.destination.config['mappings'] as readonly JsonObject[];
      for (const {stream} of mappings) expect(models).toContain(stream);
      expect(runFile.warehouse.path).toMatch(/^\/var\/lib\/user-sync\//);
    },
  );
});

describe('the example environment', () => {
  it('sets what the run file asks for, in a form that shell and systemd read', () => {
    const lines = read('cron/people.env.example')
      .split('\n')
      .filter((line) => /^[^#]/.test(line));
    for (const line of lines) expect(line).toMatch(/^[A-Z_]+='[^']*'$/);
    const names = lines.map((line) => line.split('=')[0]);
    expect(names.toSorted()).toEqual(Object.keys(ENVIRONMENT).toSorted());
  });
});

describe('the files of the PostgreSQL recipe', () => {
  it('hold a valid destination configuration', () => {
    const {destination, destinationVendors} = schemas();
    // Parsed JSON is Json.
    const raw = JSON.parse(read('postgres/destination.json')) as Json;
    const config = interpolate(raw, {values: ENVIRONMENT, file: 'destination.json'});
    const check = (): unknown =>
      validateConfig({schema: destination, config, file: 'f', sections: destinationVendors});
    expect(check()).toEqual(config);
  });

  it.each([
    ['people', 'update', 'pendo_visitors', 'visitor_id'],
    ['leavers', 'soft_delete', 'pipedrive_users', 'email'],
  ])('describe %s by data activation fields, with the columns that its SQL sends', (...given) => {
    const [name, mode, object, key] = given;
    const [stream] = loadCatalog(join(RECIPES, 'postgres', `${name}.catalog.json`)).streams;
    expect(stream).toMatchObject({
      destination_sync_mode: mode,
      destination_object_name: object,
      primary_key: [[key]],
    });
    const properties = stream?.stream.json_schema?.['properties'];
    const sql = read(`postgres/${name}.sql`);
    const data = /'data', jsonb_build_object\(([^)]*)\)/.exec(sql)?.[1] ?? '';
    const sent = [...data.matchAll(/'(\w+)'/g)].map(([, column]) => column);
    expect(isJsonObject(properties) ? Object.keys(properties) : []).toEqual(sent);
    expect(sql).toContain(`'stream', '${stream?.stream.name}'`);
    expect(sql).toContain(
      `'stream_descriptor', jsonb_build_object('name', '${stream?.stream.name}')`,
    );
  });
});

describe('the Meltano project', () => {
  const project = parseYaml(read('meltano/meltano.yml'), 'meltano.yml', 'project') as {
    plugins: {
      utilities: {name: string; executable: string; commands: Record<string, {args: string}>}[];
    };
    jobs: {name: string; tasks: string[]}[];
    schedules: {job: string}[];
  };
  const folder = join(RECIPES, 'meltano');
  const [utility] = project.plugins.utilities;

  it('starts the program that is there, with run files and options that are there', async () => {
    expect(existsSync(resolve(folder, utility?.executable ?? ''))).toBe(true);
    for (const {args} of Object.values(utility?.commands ?? {})) {
      const [call] = callsIn(`user-sync ${args}`);
      expect(call).toBeDefined();
      expect(existsSync(resolve(folder, args.split(' ')[1] ?? ''))).toBe(true);
      for (const option of call?.options ?? []) {
        expect(call && (await helpOf(call))).toContain(` ${option}`);
      }
    }
  });

  it('has only jobs of its commands and schedules of its jobs', () => {
    const commands = Object.keys(utility?.commands ?? {}).map((name) => `${utility?.name}:${name}`);
    for (const task of project.jobs.flatMap(({tasks}) => tasks)) expect(commands).toContain(task);
    const jobs = project.jobs.map(({name}) => name);
    for (const {job} of project.schedules) expect(jobs).toContain(job);
  });
});

describe('all files of the recipes', () => {
  it.each(ending('.sh', '.mjs'))('%s can be read by what runs it', (file) => {
    const [program, ...options] = file.endsWith('.sh')
      ? ['/bin/sh', '-n']
      : [process.execPath, '--check'];
    expect(execFileSync(program, [...options, join(RECIPES, file)], {encoding: 'utf8'})).toBe('');
  });

  it.each(ending('.sh'))('%s can be started', (file) => {
    expect(() => accessSync(join(RECIPES, file), constants.X_OK)).not.toThrow();
  });

  it.each(files)('%s names only files of the project that are there', (file) => {
    const installed = read(file).matchAll(/\/opt\/airbyte-user-sync\/([\w./-]*\w)/g);
    for (const [, path = ''] of installed) {
      expect([path, existsSync(join(PROJECT, path))]).toEqual([path, true]);
    }
  });

  it.each(files)('%s holds no credential', (file) => {
    expect(read(file)).not.toMatch(
      /sandbox-(pendo|pipedrive)|(api_token|_key)['"]?: ['"][\w-]{8,}['"]/,
    );
  });
});
