import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {createSecretMask} from '../../../src/core/secrets/secret-mask';
import {readPeopleFiles} from '../../../src/people/update-people';
import {interpolate} from '../../../src/runner/run-file/interpolate';
import {loadRunFile} from '../../../src/runner/run-file/load-run-file';
import type {RunFile} from '../../../src/runner/run-file/run-file';
import {schemas} from '../harness';

const GOOD = `
source:
  config:
    pipedrive: {credentials: {auth_type: api_token, api_token: '\${TOKEN}'}, company_domain: acme}
  streams: [pipedrive_users]
warehouse: {path: data/people.duckdb}
models:
  - {name: people, key: id, sql: SELECT id FROM pipedrive_users}
destination:
  config:
    pendo: {integration_key: 'key-12345'}
    mappings: [{stream: people, object: pendo_visitors}]
`;

describe('a run file', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'user-sync-test-'))));
  afterEach(() => rmSync(directory, {recursive: true, force: true}));

  const load = (text: string, mask = createSecretMask()): RunFile => {
    const path = join(directory, 'run.yaml');
    writeFileSync(path, text);
    return loadRunFile({path, schemas: schemas(), mask, environment: {TOKEN: 'token-from-env'}});
  };

  it('is read with variables, and paths relative to itself', () => {
    const mask = createSecretMask();
    const file = load(GOOD, mask);
    expect(file.source.config).toMatchObject({
      pipedrive: {credentials: {api_token: 'token-from-env'}},
    });
    expect(file.source.streams).toEqual(['pipedrive_users']);
    expect(file.warehouse.path).toBe(join(directory, 'data', 'people.duckdb'));
    expect(file.models).toMatchObject([
      {name: 'people', key: 'id', sql: 'SELECT id FROM pipedrive_users'},
    ]);
    expect(mask.apply('token-from-env key-12345')).toBe('**** ****');
  });

  it('takes configurations and SQL from files beside it', () => {
    writeFileSync(join(directory, 'pendo.json'), '{"pendo": {"integration_key": "key-from-file"}}');
    writeFileSync(join(directory, 'people.sql'), 'SELECT 1 AS id');
    const mask = createSecretMask();
    const text = GOOD.replace(/config:\n {4}pendo[^]*$/, 'config_file: pendo.json\n').replace(
      'sql: SELECT id FROM pipedrive_users',
      'sql_file: people.sql',
    );
    const file = load(text, mask);
    expect(file.destination.config).toEqual({pendo: {integration_key: 'key-from-file'}});
    expect(file.models[0]?.sql).toBe('SELECT 1 AS id');
    expect(mask.apply('key-from-file')).toBe('****');
  });

  it('takes variables and the contents of files into itself and into every file that it names', () => {
    writeFileSync(join(directory, 'key.txt'), 'key-out-of-a-file\n');
    writeFileSync(
      join(directory, 'pendo.json'),
      '{"pendo": {"integration_key": "${file:key.txt}"}}',
    );
    writeFileSync(
      join(directory, 'people.sql'),
      "SELECT '${TOKEN}' AS id, '${file:key.txt}' AS k, '$${TOKEN}' AS plain",
    );
    const mask = createSecretMask();
    const text = GOOD.replace(/config:\n {4}pendo[^]*$/, 'config_file: pendo.json\n').replace(
      'sql: SELECT id FROM pipedrive_users',
      'sql_file: people.sql, time_limit_seconds: 5',
    );
    const file = load(text, mask);
    expect(file.destination.config).toEqual({pendo: {integration_key: 'key-out-of-a-file'}});
    expect(file.models).toMatchObject([
      {
        name: 'people',
        key: 'id',
        sql: "SELECT 'token-from-env' AS id, 'key-out-of-a-file' AS k, '${TOKEN}' AS plain",
        timeLimitSeconds: 5,
      },
    ]);
    expect(mask.apply('key-out-of-a-file')).toBe('****');
  });

  it('puts them into the cells of decisions and service accounts', () => {
    writeFileSync(join(directory, 'who.txt'), 'a, "b"\n');
    const head = 'decision,left_vendor,left_account,right_vendor,right_account,reason\n';
    const line = 'same,x,${TOKEN},y,${file:who.txt},costs $${5}\n';
    writeFileSync(join(directory, 'decisions.csv'), head + line);
    const {people} = load(
      `${GOOD.replaceAll('people', 'crm')}people: {decisions: decisions.csv}\n`,
    );
    expect(people && readPeopleFiles(people, []).decisions).toMatchObject([
      {left: {account: 'token-from-env'}, right: {account: 'a, "b"'}, reason: 'costs ${5}'},
    ]);
  });

  it.each([
    [
      'people.sql',
      "SELECT 1 AS id,\n  '${NO_SUCH}' AS x",
      'sql_file: people.sql',
      /people\.sql, line 2: the file asks for the environment variable NO_SUCH, which is not set/,
    ],
    [
      'people.sql',
      'SELECT\n\n${file:gone.txt}',
      'sql_file: people.sql',
      /people\.sql, line 3: the file asks for the content of a file\. The secret file .*gone\.txt cannot be read/,
    ],
    [
      'people.sql',
      'SELECT ${a b} AS id',
      'sql_file: people.sql',
      /people\.sql, line 1: the file contains \$\{…\} with text that is not the name/,
    ],
  ])('names file and line of what is not there: %s %s', (name, content, sql, message) => {
    writeFileSync(join(directory, name), content);
    const text = GOOD.replace('sql: SELECT id FROM pipedrive_users', sql);
    expect(() => load(text)).toThrow(message);
  });

  it('names the line in itself and in a configuration of its own', () => {
    const inline = GOOD.replace(
      'sql: SELECT id FROM pipedrive_users}',
      'sql: "${TOKEN}\n      ${NO_SUCH}"}',
    );
    expect(() => load(inline)).toThrow(
      /run\.yaml, line 9: "models\[0\]\.sql" asks for the environment variable NO_SUCH/,
    );
    writeFileSync(
      join(directory, 'pendo.yaml'),
      'pendo:\n  # a key\n  integration_key: ${NO_SUCH}\n',
    );
    const named = GOOD.replace(/config:\n {4}pendo[^]*$/, 'config_file: pendo.yaml\n');
    expect(() => load(named)).toThrow(
      /pendo\.yaml, line 3: "pendo\.integration_key" asks for the environment variable NO_SUCH/,
    );
  });

  it.each([
    ['', /run file .*run\.yaml is empty/],
    [
      'a: [1',
      /The run file .*run\.yaml is not valid YAML at line 1, column \d+: .*\. Correct the file\./,
    ],
    [
      GOOD.replace('warehouse:', 'source:'),
      /not valid YAML at line \d+, column 1: Map keys must be unique/,
    ],
    [
      GOOD.replace('warehouse:', 'warehose:'),
      /"warehose" is not known\. Did you mean "warehouse"\?/,
    ],
    [
      GOOD.replace('path: data', 'paht: data'),
      /"warehouse\.paht" is not known\. Did you mean "path"\?/,
    ],
    [
      GOOD.replace('path: data/people.duckdb', 'path: 7'),
      /"warehouse\.path" must be text, but it is a number/,
    ],
    [GOOD.replace('name: people, ', ''), /"models\[0\]\.name" is missing/],
    [
      GOOD.replace('TOKEN', 'NO_SUCH'),
      /"source\.config\.pipedrive\.credentials\.api_token" asks for the environment variable NO_SUCH, which is not set/,
    ],
    [
      GOOD.replace('pipedrive:', 'pipedrvie:'),
      /run\.yaml, line 4: "source\.config\.pipedrvie" is not known\. Did you mean "pipedrive"\?/,
    ],
    [
      GOOD.replace('integration_key', 'integration_kee'),
      /run\.yaml, line 11: "destination\.config\.pendo\.integration_k/,
    ],
    [
      GOOD.replace(
        '  config:\n    pipedrive',
        '  config_file: other.json\n  config:\n    pipedrive',
      ),
      /"source" holds both config and config_file\. Give exactly one of them\./,
    ],
    [
      GOOD.replace(', sql: SELECT id FROM pipedrive_users', ''),
      /"models\[0\]" holds neither sql nor sql_file/,
    ],
    [
      GOOD.replace('sql: SELECT id FROM pipedrive_users', 'sql_file: nowhere.sql'),
      /The SQL file .*nowhere\.sql cannot be read: there is no such file/,
    ],
    [
      GOOD.replace('[pipedrive_users]', 'pipedrive_users'),
      /"source\.streams" must be all or a list of stream names/,
    ],
    [
      GOOD.replace('destination:', '  - {name: people, key: id, sql: SELECT 2}\ndestination:'),
      /"models\[1\]\.name" repeats people/,
    ],
  ])('is refused in a sentence (%#)', (text, message) => {
    const loading = (): RunFile => load(text);
    expect(loading).toThrow(message);
    expect(loading).toThrow(expect.objectContaining({kind: 'config'}) as Error);
    expect(loading).not.toThrow(/key-12345|token-from-env/);
  });
});

describe('a run file with several mistakes', () => {
  it('is refused with all of them at once, each with the line on which it stands', () => {
    const directory = mkdtempSync(join(tmpdir(), 'user-sync-test-'));
    const path = join(directory, 'run.yaml');
    const text = GOOD.replace('TOKEN', 'NO_SUCH')
      .replace('path: data', 'paht: data')
      .replace('sql: SELECT id FROM pipedrive_users', 'sql_file: nowhere.sql')
      .replace('object: pendo_visitors', 'objekt: pendo_visitors')
      .replace('pendo: {', 'pendo: {regoin: us, ');
    writeFileSync(path, text);
    const load = (): RunFile =>
      loadRunFile({path, schemas: schemas(), mask: createSecretMask(), environment: {}});
    const found = messageOf(load)
      .split('\n')
      .map((line) =>
        /line (\d+): "([^"]+)"|(The SQL file)/.exec(line)?.slice(1, 4).join(' ').trim(),
      );
    rmSync(directory, {recursive: true, force: true});
    expect(new Set(found)).toEqual(
      new Set([
        '4 source.config.pipedrive.credentials.api_token',
        '6 warehouse.path',
        '6 warehouse.paht',
        'The SQL file',
        '11 destination.config.pendo.regoin',
        '12 destination.config.mappings[0].object',
        '12 destination.config.mappings[0].objekt',
      ]),
    );
  });
});

function messageOf(step: () => unknown): string {
  try {
    step();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

describe('variables', () => {
  it('stand anywhere in a text, and $${ stays ${', () => {
    const values = {A: 'x', B_2: '${A}'};
    const given = {one: ['pre ${A}${B_2} post', '$${A} $A {A}'], '${A}': 1};
    expect(interpolate(given, {values, file: 'f'})).toEqual({
      one: ['pre x${A} post', '${A} $A {A}'],
      '${A}': 1,
    });
  });

  it('leave everything alone that names none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // fast-check's JSON values are JSON.
        const json = JSON.parse(JSON.stringify(value).replaceAll('$', 'S')) as never;
        expect(interpolate(json, {values: {}, file: 'f'})).toEqual(json);
      }),
    );
  });
});
