import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {JsonObject} from '../../src/core/json';
import {loadCatConfig} from './support/cat-config';
import {catalogProblems, type Stream} from './support/catalog-rules';
import {catalogBreaks, schemaBreaks} from './support/compatibility';
import {lacking, tablesOf} from './support/configured-reads';
import {declaredPaths, seenPaths} from './support/field-paths';
import {recordProblems, stateProblems, statusProblems} from './support/read-rules';
import {runOf, type Run} from './support/run-connector';
import {catSpecProblems} from './support/spec-rules';

// The rules are what the other tests of this folder rely on: each has to find what it is there for.

const users: Stream = {
  name: 'users',
  json_schema: {type: 'object', properties: {id: {type: 'integer'}, at: {type: 'string'}}},
  supported_sync_modes: ['incremental'],
  source_defined_cursor: true,
  default_cursor_field: ['at'],
  source_defined_primary_key: [['id']],
};

function runWith(...messages: readonly object[]): Run {
  return runOf(0, messages.map((message) => `${JSON.stringify(message)}\n`).join(''), '');
}

function record(data: object, stream = 'users'): object {
  return {type: 'RECORD', record: {stream, data, emitted_at: 1}};
}

function state(name: string, more: object): object {
  const stream = {stream_descriptor: {name}, stream_state: {at: '1'}};
  return {type: 'STATE', state: {type: 'STREAM', stream, ...more}};
}

function status(...words: readonly string[]): readonly object[] {
  return words.map((word) => ({
    type: 'TRACE',
    trace: {
      type: 'STREAM_STATUS',
      stream_status: {stream_descriptor: {name: 'users'}, status: word},
    },
  }));
}

describe('The rules for specifications', () => {
  const withOption = (option: JsonObject): JsonObject => ({
    connectionSpecification: {type: 'object', properties: {option}},
  });
  const variants = (tag: JsonObject): JsonObject => ({
    type: 'object',
    oneOf: [{type: 'object', title: 'A', properties: {kind: tag}}],
  });

  it.each<[string, JsonObject, string]>([
    [
      'a secret that looks like one',
      {type: 'object', properties: {token: {type: 'string'}}},
      'not marked',
    ],
    [
      'a secret of another name',
      {type: 'object', properties: {tenant_id: {type: 'integer'}}},
      'not marked',
    ],
    ['a switch as a secret', {type: 'boolean', airbyte_secret: true}, 'cannot hold'],
    ['two types', {type: ['string', 'integer']}, 'one type'],
    ['null before the type', {type: ['null', 'string']}, 'one type and null'],
    [
      'closed options',
      {type: 'object', additionalProperties: false, properties: {a: {type: 'string'}}},
      'additionalProperties',
    ],
    ['a list of switches', {type: 'array', items: {type: 'boolean'}}, 'cannot show'],
    ['an object without options', {type: 'object', properties: {}}, 'empty object'],
    ['a value twice', {type: 'string', enum: ['a', 'a']}, 'repeats'],
    ['a condition', {type: 'string', if: {}}, 'uses if'],
    [
      'a default beside the constant',
      variants({type: 'string', const: 'a', default: 'b'}),
      'default',
    ],
    [
      'values beside the constant',
      variants({type: 'string', const: 'a', enum: ['a', 'b']}),
      'list of values',
    ],
    ['variants without a constant', variants({type: 'string'}), 'common constant'],
    ['a group inside', {type: 'object', properties: {a: {type: 'string', group: 'x'}}}, 'group'],
    ['a display type without variants', {type: 'string', display_type: 'radio'}, 'display_type'],
    ['a date without a pattern', {type: 'string', format: 'date-time'}, 'date-time'],
  ])('find %s', (_what, option, words) => {
    expect(catSpecProblems(withOption(option)).join('\n')).toContain(words);
  });

  it('find two options with one place, and a sign-in that leads nowhere', () => {
    const spec = {
      connectionSpecification: {
        type: 'object',
        properties: {a: {type: 'string', order: 0}, b: {type: 'string', order: 0}},
      },
      advanced_auth: {predicate_key: ['credentials', 'auth_type']},
    };
    expect(catSpecProblems(spec)).toEqual([
      '(root): has options with the same order',
      'advanced_auth: there is no option credentials.auth_type',
    ]);
  });
});

describe('The rules for what a release takes away', () => {
  const before: JsonObject = {
    type: 'object',
    required: ['a'],
    properties: {
      a: {type: ['string', 'null']},
      b: {type: 'string', enum: ['x', 'y']},
      c: {type: 'object', oneOf: [{type: 'object', properties: {k: {type: 'string', const: 'v'}}}]},
    },
  };

  it.each<[string, JsonObject, string]>([
    ['an option that is gone', {b: undefined}, 'b: is gone'],
    ['a type that is gone', {a: {type: 'integer'}}, 'a: is no longer of type string, null'],
    ['null that is gone', {a: {type: 'string'}}, 'a: is no longer of type null'],
    ['a value that is gone', {b: {type: 'string', enum: ['x']}}, 'b: no longer allows y'],
    ['values for what had none', {a: {type: ['string', 'null'], enum: ['x']}}, 'a: newly has'],
    ['a variant that is gone', {c: {type: 'object', oneOf: []}}, 'c: k=v is gone'],
  ])('find %s', (_what, change, words) => {
    // Undefined members do not come out of the JSON again.
    const after = JSON.parse(
      JSON.stringify({...before, properties: {...(before['properties'] as object), ...change}}),
    ) as JsonObject;
    expect(schemaBreaks('spec', before, after).join('\n')).toContain(words);
  });

  it('find an option that is newly required, and let new ones pass', () => {
    const more = {...(before['properties'] as JsonObject), d: {type: 'string'}};
    expect(schemaBreaks('spec', before, {...before, properties: more})).toEqual([]);
    const after = {...before, required: ['a', 'b']};
    expect(schemaBreaks('spec', before, after)).toEqual(['(root): b is newly required']);
  });

  it('find streams, keys, cursors, columns and types that are others', () => {
    // Streams are JSON.
    const old = users as unknown as JsonObject;
    expect(catalogBreaks([old], [])).toEqual(['users: is gone']);
    const after = {
      ...old,
      default_cursor_field: ['id'],
      source_defined_primary_key: [['at']],
      json_schema: {type: 'object', properties: {id: {type: 'string'}}},
    };
    expect(catalogBreaks([old], [after])).toEqual([
      'users: default_cursor_field is another',
      'users: source_defined_primary_key is another',
      'users.id: is of another type',
      'users.at: is gone',
    ]);
  });
});

describe('The rules for catalogs', () => {
  it.each<[string, Partial<Stream>, string]>([
    ['a cursor that is no column', {default_cursor_field: ['x']}, 'x is not in the schema'],
    ['a key that is no column', {source_defined_primary_key: [['x']]}, 'x is not in the schema'],
    ['a stream without modes', {supported_sync_modes: []}, 'no sync mode'],
    ['a reference', {json_schema: {type: 'object', properties: {id: {$ref: '#'}, at: {}}}}, '$ref'],
    [
      'closed records',
      {json_schema: {...users.json_schema, additionalProperties: false}},
      'besides true',
    ],
    [
      'a schema that is none',
      {json_schema: {...users.json_schema, required: 'id'}},
      'no JSON schema',
    ],
    [
      'a key of many parts',
      {json_schema: {type: 'object', properties: {id: {type: ['array']}, at: {}}}},
      'no plain value',
    ],
    [
      'a resumable stream without a cursor',
      {is_resumable: true, source_defined_cursor: false},
      'resumable',
    ],
  ])('find %s', (_what, change, words) => {
    expect(catalogProblems([{...users, ...change}]).join('\n')).toContain(words);
  });

  it('find a name that comes twice', () => {
    expect(catalogProblems([users, users])).toEqual(['users: comes twice']);
  });
});

describe('The rules for reads', () => {
  it.each<[string, object, string]>([
    ['a column that is not declared', record({id: 1, at: 'x', more: 1}), 'additional properties'],
    ['a value of another type', record({id: 'x', at: 'x'}), 'must be integer'],
    ['a key that is null', record({id: null, at: 'x'}), 'a key is null'],
    ['a stream that was not asked for', record({id: 1}, 'others'), 'others: is not in the catalog'],
  ])('find %s', (_what, message, words) => {
    expect(recordProblems(runWith(message), [users]).join('\n')).toContain(words);
  });

  it.each([
    [['STARTED', 'RUNNING', 'COMPLETE'], 0],
    [['STARTED', 'RUNNING', 'RUNNING', 'COMPLETE'], 0],
    [['STARTED', 'COMPLETE'], 1],
    [['RUNNING', 'STARTED', 'COMPLETE'], 1],
    [['STARTED', 'RUNNING', 'INCOMPLETE'], 1],
    [[], 1],
  ])('judge the statuses %j', (words, problems) => {
    expect(statusProblems(runWith(...status(...words)), ['users'])).toHaveLength(problems);
  });

  it.each<[string, readonly object[], string]>([
    ['a stream without a state', [], 'users: has no state'],
    ['a state of the old kind', [{type: 'STATE', state: {data: {}}}], 'not STREAM'],
    ['a state without stats', [state('users', {})], 'has no stats'],
    ['a wrong count', [record({id: 1}), state('users', {sourceStats: {recordCount: 2}})], '2 of 1'],
    [
      'records behind the state',
      [state('users', {sourceStats: {recordCount: 0}}), record({id: 1})],
      'behind',
    ],
    [
      'a state of a foreign stream',
      [state('others', {sourceStats: {recordCount: 0}})],
      'others: has a state',
    ],
  ])('find %s', (_what, messages, words) => {
    expect(stateProblems(runWith(...messages), ['users']).join('\n')).toContain(words);
  });

  it('find rows that are missing or others', () => {
    const tables = (...rows: readonly object[]) =>
      tablesOf([users], runWith(...rows.map((row) => record(row))).records);
    const wanted = tables({id: 1, at: 'a'}, {id: 2, at: 'b'});
    expect(lacking(tables({id: 2, at: 'c'}), wanted)).toEqual([
      'users: [1] is missing',
      'users: [2] has another at',
    ]);
  });

  it('see a field only where it has a value, in any entry of a list', () => {
    const schema: JsonObject = {
      type: 'object',
      properties: {
        name: {type: 'object', properties: {given: {type: 'string'}, family: {type: 'string'}}},
        mails: {type: 'array', items: {type: 'object', properties: {value: {type: 'string'}}}},
      },
    };
    const seen = seenPaths({name: {given: 'Ada', family: null}, mails: [{}, {value: 'x'}]});
    expect(declaredPaths(schema)).toEqual(['/name/given', '/name/family', '/mails/[]/value']);
    expect(declaredPaths(schema).filter((path) => !seen.includes(path))).toEqual(['/name/family']);
  });
});

describe('The reader of acceptance-test-config.yml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'user-sync-cat-'));
  afterAll(() => rmSync(folder, {recursive: true}));

  const bypassed = {bypass_reason: 'a reason'};
  const valid = {
    connector_image: 'source-user-sync:dev',
    test_strictness_level: 'high',
    acceptance_tests: {
      spec: bypassed,
      connection: bypassed,
      discovery: bypassed,
      basic_read: bypassed,
      full_refresh: bypassed,
      incremental: bypassed,
    },
  };
  const load = (value: unknown): unknown => {
    const path = join(folder, 'acceptance-test-config.yml');
    writeFileSync(path, JSON.stringify(value));
    return loadCatConfig(path);
  };
  const withTests = (section: string, ...tests: readonly object[]): object => ({
    ...valid,
    acceptance_tests: {...valid.acceptance_tests, [section]: {tests}},
  });
  const read = {
    config_path: 'acceptance-test-config.yml',
    validate_data_points: true,
    validate_stream_statuses: true,
    expect_records: {bypass_reason: 'a reason'},
  };

  it('takes what is in the format', () => {
    expect(load(valid)).toEqual(valid);
    expect(() => load(withTests('basic_read', read))).not.toThrow();
  });

  it.each<[string, unknown, string]>([
    ['an unknown name', {...valid, conector_image: 'x'}, 'conector_image'],
    ['low strictness', {...valid, test_strictness_level: 'low'}, 'test_strictness_level'],
    [
      'an unknown section',
      {...valid, acceptance_tests: {...valid.acceptance_tests, more: {}}},
      'more',
    ],
    ['a section that is not there', {...valid, acceptance_tests: {spec: bypassed}}, 'incremental'],
    [
      'neither tests nor a reason',
      {...valid, acceptance_tests: {...valid.acceptance_tests, spec: {}}},
      'spec',
    ],
    [
      'an empty reason',
      {...valid, acceptance_tests: {...valid.acceptance_tests, spec: {bypass_reason: ' '}}},
      'bypass_reason',
    ],
    ['an unknown status', withTests('connection', {config_path: 'x', status: 'maybe'}), 'status'],
    [
      'an empty stream without a reason',
      withTests('basic_read', {...read, empty_streams: [{name: 'x'}]}),
      'bypass_reason',
    ],
    [
      'a check that is switched off',
      withTests('basic_read', {...read, validate_schema: false}),
      'validate_schema',
    ],
    [
      'a catalog where all streams count',
      withTests('basic_read', {...read, configured_catalog_path: 'x'}),
      'configured_catalog_path',
    ],
    [
      'a future state without state or reason',
      withTests('incremental', {config_path: 'x', future_state: {}}),
      'future_state',
    ],
    [
      'a file that does not exist',
      withTests('basic_read', {...read, config_path: 'none.json'}),
      'none.json',
    ],
  ])('refuses %s', (_what, value, words) => {
    expect(() => load(value)).toThrow(words);
  });
});
