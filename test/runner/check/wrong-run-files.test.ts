import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {findMistakes, type FoundMistakes} from '../../../src/runner/check/find-mistakes';
import {vendors} from '../../../src/vendors/registry';
import {kitWith, schemas} from '../harness';

const GOOD = `source:
  config:
    pipedrive:
      credentials: {auth_type: api_token, api_token: '\${TOKEN}'}
  streams: [pipedrive_users]
warehouse:
  path: people.duckdb
models:
  - name: people
    key: visitor_id
    sql: |
      SELECT lower(email) AS visitor_id,
        name AS crm_name
      FROM pipedrive_users
      WHERE email IS NOT NULL
  - name: sizes
    key: account_id
    sql: SELECT id::VARCHAR AS account_id, 1 AS size FROM pipedrive_users
destination:
  config:
    pendo: {integration_key: 'key-12345'}
    mappings:
      - stream: people
        object: pendo_visitors
        key: visitor_id
        mode: update
        fields:
          - {column: crm_name, field: crmname}
      - stream: sizes
        object: pendo_accounts
        nulls: skip
`;

/** What is changed in the good file, and the mistake: its line, and what its sentence has. */
type Wrong = readonly [from: string, to: string, line: number | undefined, sentence: string];

const KEYS: readonly Wrong[] = [
  [
    'warehouse:\n',
    'notify:\n  - url: http://hooks.example.com/x\nwarehouse:\n',
    7,
    '"notify[0].url" would be told over an unencrypted line to hooks.example.com. Expected the https address',
  ],
  [
    'warehouse:\n',
    'notify:\n  - {url: "https://u:p4ssword@hooks.example.com"}\nwarehouse:\n',
    7,
    '"notify[0].url" holds a user name or password',
  ],
  [
    'warehouse:\n',
    'notify:\n  - {url: "https://x.io", when: [always], form: slak}\nwarehouse:\n',
    7,
    '"notify[0].form"',
  ],
  ['source:', 'sources:', 1, '"sources" is not known. Did you mean "source"?'],
  ['warehouse:', 'warehose:', 6, '"warehose" is not known. Did you mean "warehouse"?'],
  ['models:', 'model:', 8, '"model" is not known. Did you mean "models"?'],
  ['destination:', 'destinations:', 19, '"destinations" is not known. Did you mean "destination"?'],
  ['  streams:', '  stream:', 5, '"source.stream" is not known. Did you mean "streams"?'],
  [
    'source:\n  config:',
    'source:\n  conf:',
    2,
    '"source.conf" is not known. Did you mean "config"?',
  ],
  ['path:', 'pth:', 7, '"warehouse.pth" is not known. Did you mean "path"?'],
  ['path: people.duckdb', 'path: 5', 7, '"warehouse.path" must be text'],
  ['path: people.duckdb', "path: ''", 7, '"warehouse.path" must not be empty'],
  [
    'path: people.duckdb',
    'path: p.duckdb\n  memory_mb: lots',
    8,
    '"warehouse.memory_mb" must be a whole number',
  ],
  [
    'path: people.duckdb',
    'path: p.duckdb\n  memory_mb: 3',
    8,
    '"warehouse.memory_mb" must be 64 or more',
  ],
  ['path: people.duckdb', 'path: p.duckdb\n  memory: 300', 8, '"warehouse.memory" is not known'],
  ['name: people', 'nme: people', 9, '"models[0].nme" is not known. Did you mean "name"?'],
  [
    '    key: visitor_id\n    sql: |',
    '    kye: visitor_id\n    sql: |',
    10,
    '"models[0].kye" is not known. Did you mean "key"?',
  ],
  [
    '    key: account_id\n',
    '',
    16,
    '"models[1].key" is missing. Add it: the column that identifies each row of sizes',
  ],
  ['    key: account_id', '    key: 7', 17, '"models[1].key" must be text'],
  ['sql: SELECT id', 'sqll: SELECT id', 18, '"models[1].sqll" is not known. Did you mean "sql"?'],
  ['sql: SELECT id', 'query: SELECT id', 16, '"models[1]" holds neither sql nor sql_file'],
  [
    'sql: SELECT id',
    'sql_file: x.sql\n    sql: SELECT id',
    16,
    '"models[1]" holds both sql and sql_file',
  ],
  [
    'sql: SELECT id::VARCHAR AS account_id, 1 AS size FROM pipedrive_users',
    'sql_file: nowhere.sql',
    18,
    'there is no such file',
  ],
  ['name: sizes', 'name: people', 16, '"models[1].name" repeats people'],
  ['name: sizes', 'name: People', 16, '"models[1].name" repeats people, for DuckDB knows no diff'],
  ['models:', 'people: {}\nmodels:', 10, 'the name of a table that the section people makes'],
  [
    'key: account_id',
    'key: account_id\n    time_limit_seconds: 0',
    18,
    '"models[1].time_limit_seconds" must be 1 or more',
  ],
  [
    'key: account_id',
    'key: account_id\n    time_limit_seconds: 1h',
    18,
    '"models[1].time_limit_seconds" must be a whole number',
  ],
  [
    '  streams: [pipedrive_users]',
    '  streams: everything',
    5,
    '"source.streams" must be all or a list',
  ],
  ['  streams: [pipedrive_users]', '  streams: []', 5, '"source.streams" must not be empty'],
  [
    '  streams: [pipedrive_users]',
    '  streams: [pipedrive_users, pipedrive_users]',
    5,
    '"source.streams" must not hold the same entry twice',
  ],
  [
    '  streams: [pipedrive_users]',
    '  streams: [pipedrive_users, pipedrive_rols]',
    5,
    'Did you mean "pipedrive_roles"?',
  ],
  [
    '  streams: [pipedrive_users]',
    '  streams: [pipedrive_users, people]',
    5,
    'names a stream "people", which no configured vendor has',
  ],
];

const SETTINGS: readonly Wrong[] = [
  [
    'pipedrive:\n',
    'pipedriv:\n',
    3,
    '"source.config.pipedriv" is not known. Did you mean "pipedrive"?',
  ],
  [
    'auth_type: api_token',
    'auth_type: token',
    4,
    '"source.config.pipedrive.credentials.auth_type" must be',
  ],
  ['auth_type: api_token, ', '', 4, '"source.config.pipedrive.credentials.auth_type" is missing'],
  ["api_token: '${TOKEN}'", "api_tokn: '${TOKEN}'", 4, 'Did you mean "api_token"?'],
  [
    "api_token: '${TOKEN}'",
    'api_token: 12345',
    4,
    '"source.config.pipedrive.credentials.api_token" must be text, but it is a number',
  ],
  [
    "api_token: '${TOKEN}'",
    "api_token: '${TOKN}'",
    4,
    'the environment variable TOKN, which is not set',
  ],
  ["api_token: '${TOKEN}'", "api_token: '${}'", 4, 'not the name of a variable'],
  ["api_token: '${TOKEN}'", "api_token: '${file:nowhere.txt}'", 4, 'there is no such file'],
  ["api_token: '${TOKEN}'", "api_token: '**********'", 4, 'contains asterisks'],
  [
    "      credentials: {auth_type: api_token, api_token: '${TOKEN}'}",
    '      credentials: yes',
    4,
    '"source.config.pipedrive.credentials" must be',
  ],
  [
    '    pipedrive:\n',
    '    pipedrive:\n      base_url: http://example.com\n',
    undefined,
    'base_url',
  ],
  ['    pipedrive:\n', '    pipedrive:\n      base_url: nowhere\n', undefined, 'base_url'],
  [
    '    pipedrive:\n',
    '    pipedrive:\n      pii: hide\n',
    4,
    '"source.config.pipedrive.pii" must be',
  ],
  [
    "pendo: {integration_key: 'key-12345'}",
    "pend: {integration_key: 'key-12345'}",
    21,
    '"destination.config.pend" is not known. Did you mean "pendo"?',
  ],
  [
    "integration_key: 'key-12345'",
    "integration_kye: 'key-12345'",
    21,
    'Did you mean "integration_key"?',
  ],
  [
    "pendo: {integration_key: 'key-12345'}",
    'pendo: {region: us}',
    20,
    '"destination.config" has no vendor section',
  ],
  [
    "integration_key: 'key-12345'",
    "integration_key: 'key-12345', region: moon",
    21,
    '"destination.config.pendo.region" must be',
  ],
  [
    "integration_key: 'key-12345'",
    "integration_key: 'key-12345', batch_size: many",
    21,
    '"destination.config.pendo.batch_size" must be a whole number',
  ],
  [
    "integration_key: 'key-12345'",
    "integration_key: 'key-12345', batch_size: 0",
    21,
    '"destination.config.pendo.batch_size" must be 1 or more',
  ],
  [
    "integration_key: 'key-12345'",
    "integration_key: 'key-12345', unknown_fields: drop",
    21,
    '"destination.config.pendo.unknown_fields" must be',
  ],
  [
    "integration_key: 'key-12345'",
    "integration_key: 'key-12345', verfy: none",
    21,
    'Did you mean "verify"?',
  ],
  [
    '    mappings:',
    '    mapings:',
    22,
    '"destination.config.mapings" is not known. Did you mean "mappings"?',
  ],
  [
    '    mappings:',
    '    dry_run: maybe\n    mappings:',
    22,
    '"destination.config.dry_run" must be true or false',
  ],
  [
    '    mappings:',
    '    rejected_records: {max_percent: 200}\n    mappings:',
    22,
    'must be 100 or less',
  ],
  [
    "    pendo: {integration_key: 'key-12345'}\n",
    '',
    20,
    '"destination.config" has no vendor section',
  ],
  [
    'destination:\n  config:',
    'destination:\n  config_file: nowhere.yaml\n  config:',
    19,
    '"destination" holds both config and config_file',
  ],
];

const MAPPINGS: readonly Wrong[] = [
  ['stream: people', 'stream: poeple', 23, 'the model poeple as its stream, which'],
  ['stream: people', 'strem: people', 23, 'Did you mean "stream"?'],
  [
    '- stream: people\n        object',
    '- object',
    23,
    '"destination.config.mappings[0].stream" (Stream) is missing',
  ],
  [
    'object: pendo_visitors',
    'object: pendo_visitor',
    24,
    'There is no object "pendo_visitor" to write to. Did you mean "pendo_visitors"?',
  ],
  [
    'object: pendo_visitors',
    'object: userguiding_users',
    24,
    'There is no object "userguiding_users"',
  ],
  ['object: pendo_visitors', 'objct: pendo_visitors', 24, 'Did you mean "object"?'],
  ['        object: pendo_accounts\n', '', 29, '"destination.config.mappings[1].object"'],
  [
    '        key: visitor_id\n',
    '        key: visitorid\n',
    25,
    'uses column "visitorid", which the model does not have. Did you mean "visitor_id"?',
  ],
  [
    '        key: visitor_id\n',
    '        key: nothing\n',
    25,
    'uses column "nothing", which the model does not have. Its columns: visitor_id, crm_name',
  ],
  [
    '        key: visitor_id\n',
    '        key: visitor_id\n        key_field: email\n',
    26,
    'names key field "email", which pendo_visitors does not have. Its keys: visitorId',
  ],
  [
    'mode: update',
    'mode: insert',
    26,
    'has mode insert, which pendo_visitors does not support. It supports: update, upsert',
  ],
  ['mode: update', 'mode: soft_delete', 26, 'has mode soft_delete'],
  ['mode: update', 'mode: updat', 26, '"destination.config.mappings[0].mode" must be'],
  ['mode: update', 'modus: update', 26, '"destination.config.mappings[0].modus" is not known'],
  [
    'column: crm_name, field',
    'column: crmname, field',
    28,
    'uses column "crmname", which the model does not have. Did you mean "crm_name"?',
  ],
  ['column: crm_name, field', 'colum: crm_name, field', 28, 'Did you mean "column"?'],
  [
    '{column: crm_name, field: crmname}',
    '{field: crmname}',
    28,
    'both "column" and "constant" or with none',
  ],
  [
    '{column: crm_name, field: crmname}',
    '{column: crm_name, constant: a, field: crmname}',
    28,
    'both "column" and "constant" or with none',
  ],
  [
    '{column: crm_name, field: crmname}',
    '{column: crm_name, field: visitorId}',
    28,
    'which is the field of the key',
  ],
  [
    '{column: crm_name, field: crmname}',
    '{column: crm_name, field: __proto__}',
    28,
    'not a usable name',
  ],
  [
    '{column: crm_name, field: crmname}',
    '{column: crm_name, field: a, convert: text}',
    28,
    'convert" must be',
  ],
  [
    '{column: crm_name, field: crmname}',
    '{column: crm_name, field: a, epoch_unit: seconds}',
    28,
    '"epoch_unit", which only',
  ],
  [
    '{column: crm_name, field: crmname}',
    '{column: crm_name, field: a, convert: integer, default: many}',
    28,
    'cannot be converted',
  ],
  [
    '{column: crm_name, field: crmname}',
    '{column: crm_name, field: a}\n          - {column: visitor_id, field: A}',
    29,
    'fills field "A" twice',
  ],
  [
    '{column: crm_name, field: crmname}',
    '{column: crm_name, field: custom.a}\n          - {column: visitor_id, field: custom.A}',
    29,
    'fills field "custom.A" twice',
  ],
  ['nulls: skip', 'nulls: keep', 31, '"destination.config.mappings[1].nulls" must be'],
  [
    'nulls: skip',
    'on_gone: deactivate',
    31,
    '"on_gone": "deactivate", which pendo_accounts does not support',
  ],
  ['nulls: skip', 'on_gone: delete', 31, '"destination.config.mappings[1].on_gone" must be'],
  ['nulls: skip', 'gone_share_max: 3', 31, 'must be 1 or less'],
  ['nulls: skip', 'on_drift: fix', 31, '"destination.config.mappings[1].on_drift" must be'],
  ['nulls: skip', 'other_columns: ignore', 29, 'updates nothing'],
  [
    'nulls: skip',
    'nulls: skip\n      - {stream: sizes, object: pendo_accounts}',
    32,
    'Two mappings write model "sizes" into pendo_accounts',
  ],
  ['nulls: skip', 'fields: all', 31, '"destination.config.mappings[1].fields" must be a list'],
];

const MODELS: readonly Wrong[] = [
  ['name AS crm_name', 'nam AS crm_name', 13, 'Referenced column "nam" not found'],
  ['lower(email)', 'lowr(email)', 12, 'lowr'],
  [
    'FROM pipedrive_users\n      WHERE',
    'FROM pipedrive_usrs\n      WHERE',
    14,
    'Did you mean pipedrive_users?',
  ],
  [
    'FROM pipedrive_users\n      WHERE',
    'FROM pipedrive_roles\n      WHERE',
    14,
    '"source.streams" does not list',
  ],
  [
    'FROM pipedrive_users\n      WHERE',
    'FROM pagerduty_users\n      WHERE',
    14,
    'no section pagerduty',
  ],
  [
    'FROM pipedrive_users\n      WHERE',
    'FROM customers\n      WHERE',
    14,
    'no such table or model. There are pipedrive_users, sizes',
  ],
  [
    'FROM pipedrive_users\n      WHERE',
    'FRM pipedrive_users\n      WHERE',
    undefined,
    'has SQL that DuckDB does not accept',
  ],
  [
    'WHERE email IS NOT NULL',
    'WHERE email IS NOT',
    undefined,
    'has SQL that DuckDB does not accept',
  ],
  [
    'WHERE email IS NOT NULL',
    'WHERE email + 1 > 2 AND sum(id) > 1',
    15,
    'has SQL that DuckDB does not accept',
  ],
  [
    'key: visitor_id\n    sql',
    'key: visitor\n    sql',
    10,
    'has no column "visitor", which is its `key`',
  ],
  ['AS size FROM', 'AS account_id FROM', 18, 'has two columns named "account_id"'],
  ['AS size FROM', 'AS _user_sync_x FROM', 18, 'names that begin with _user_sync_ are reserved'],
  ['AS size FROM', 'AS size; DROP TABLE pipedrive_users; SELECT 1 FROM', 18, 'must be one SELECT'],
  [
    'sql: SELECT id::VARCHAR AS account_id, 1 AS size FROM pipedrive_users',
    'sql: DELETE FROM pipedrive_users',
    18,
    'must be one SELECT',
  ],
  [
    'sql: SELECT id::VARCHAR AS account_id, 1 AS size FROM pipedrive_users',
    'sql: SHOW TABLES',
    18,
    'must be one SELECT',
  ],
  ['1 AS size', 'row(1, 2) AS size', 18, 'a struct whose entries have no names'],
  ['1 AS size', '? AS size', 18, 'must be one SELECT'],
  ['1 AS size', "getenv('HOME') AS size", 18, 'getenv'],
  ['AS size FROM pipedrive_users', 'AS size FROM sizes', 18, 'reads itself'],
  [
    'AS size FROM pipedrive_users',
    'AS size FROM people WHERE visitor_id IN (SELECT x FROM sizes)',
    18,
    'reads itself',
  ],
  [
    'SELECT id::VARCHAR AS account_id, 1 AS size FROM pipedrive_users',
    "SELECT content AS account_id, 1 AS size FROM read_text('/etc/hostname')",
    18,
    'reads a file or address outside the folder of the run file',
  ],
  [
    'SELECT id::VARCHAR AS account_id, 1 AS size FROM pipedrive_users',
    "SELECT * FROM '../../../../../../etc/passwd.csv'",
    18,
    '"warehouse.files"',
  ],
  ['1 AS size', "'${WORD}' AS size", 18, 'the environment variable WORD, which is not set'],
];

const YAML: readonly Wrong[] = [
  ['source:', 'source: {', undefined, 'is not valid YAML at line'],
  ['warehouse:', 'source:', undefined, 'is not valid YAML at line 6'],
  ['  path: people.duckdb', '\tpath: people.duckdb', undefined, 'is not valid YAML at line'],
];

const ALL = [...KEYS, ...SETTINGS, ...MAPPINGS, ...MODELS, ...YAML];

describe('A wrong run file', () => {
  let directory: string;
  beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'user-sync-test-'))));
  afterAll(() => rmSync(directory, {recursive: true, force: true}));

  const check = (text: string): Promise<FoundMistakes> => {
    const path = join(directory, 'run.yaml');
    writeFileSync(path, text);
    const parts = {vendors, schemas: SCHEMAS, kit: kitWith()};
    return findMistakes({...parts, path, environment: {TOKEN: 'token-from-env'}});
  };
  const SCHEMAS = schemas();

  it('is one of more than a hundred here', () => {
    expect(ALL.length).toBeGreaterThan(100);
  });

  it('is not one that is right', async () => {
    expect(await check(GOOD)).toMatchObject({mistakes: [], notes: []});
  });

  it('is not one whose models read what the section people makes', async () => {
    const sql = 'SELECT id::VARCHAR AS account_id, 1 AS size FROM pipedrive_users';
    const people = `SELECT account_id, count(*) AS size FROM people JOIN person_accounts USING (person_id)
      LEFT JOIN access USING (person_id, vendor, account_id) GROUP BY account_id`;
    const text = GOOD.replaceAll('people', 'colleagues').replace(
      sql,
      people.replaceAll(/\s+/g, ' '),
    );
    expect(await check(`${text}\npeople: {company_domains: [a.example]}\n`)).toMatchObject({
      mistakes: [],
    });
    const without = await check(text);
    expect(without.mistakes.map(({sentence}) => sentence)).toEqual([
      expect.stringContaining('Table with name people does not exist'),
    ]);
  });

  it('with a vendor that cannot be opened does not call models unsent that its mappings name', async () => {
    const key = "{integration_key: 'key-12345'}";
    const wrong = "{integration_key: 'key-12345', base_url: 'gopher://x'}";
    const {mistakes, notes} = await check(GOOD.replace(key, wrong));
    expect(mistakes).toMatchObject([{sentence: expect.stringContaining('gopher') as string}]);
    expect(notes).toEqual([]);
  });

  it('is one whose decisions and service accounts are wrong, each told with its line', async () => {
    const csv =
      'decision,left_vendor,left_account,right_vendor,right_account\nsame,a,${WHO},b,2\nmaybe\n';
    writeFileSync(join(directory, 'decisions.csv'), csv);
    writeFileSync(join(directory, 'bots.csv'), 'vendor,account\n,${TOKEN}\n,${BOT}\n');
    const people = '\npeople: {decisions: decisions.csv, service_accounts: bots.csv}\n';
    const {mistakes} = await check(GOOD.replaceAll('people', 'colleagues') + people);
    expect(mistakes.map(({file = '', line, sentence}) => [basename(file), line, sentence])).toEqual(
      [
        [
          'decisions.csv',
          2,
          expect.stringContaining('the environment variable WHO, which is not set'),
        ],
        ['bots.csv', 3, expect.stringContaining('the environment variable BOT, which is not set')],
      ],
    );
  });

  it.each(ALL)('with %j changed to %j is told at line %s: %s', async (from, to, line, sentence) => {
    expect(GOOD).toContain(from);
    const {mistakes} = await check(GOOD.replace(from, () => to));
    const told = mistakes.map((one) => `${one.line ?? ''} ${one.sentence}`);
    const found = mistakes.find((one) => one.sentence.includes(sentence));
    expect({told, line: found?.line}).toEqual({told, line: line ?? found?.line});
    expect(found ?? told).toHaveProperty('sentence');
    expect(JSON.stringify(mistakes)).not.toMatch(/key-12345|token-from-env/);
  });
});
