import {PassThrough} from 'node:stream';
import {Failure} from '../../../src/core/failure';
import type {JsonObject} from '../../../src/core/json';
import {NOW_MS} from '../support/clock';
import type {Message} from '../support/capture';
import {useFolder} from '../support/folder';
import {
  catalogOf,
  crmConfig,
  fakeSource,
  source,
  sweep,
  type SourceEnd,
} from '../support/run-source';
import type {ReadContext} from '../../../src/read/reader';
import type {SourceVendor} from '../../../src/read/source-vendor';

const folder = useFolder();

interface ReadCall {
  readonly vendors: readonly SourceVendor[];
  readonly catalog: unknown;
  readonly state?: unknown;
  readonly config?: JsonObject;
}

function read({vendors, catalog, state, config = crmConfig}: ReadCall): Promise<SourceEnd> {
  const args = ['read', '--config', folder.put('config.txt', config)];
  args.push('--catalog', folder.put('catalog.txt', catalog));
  if (state !== undefined) args.push('--state', folder.put('state.txt', state));
  return source(args, vendors);
}

/** Messages as short words: "STARTED", "RECORD", "STATE 2", "ERROR". */
function words(messages: readonly Message[], stream?: string): readonly string[] {
  return messages.flatMap((message) => {
    const text = JSON.stringify(message);
    if (stream !== undefined && !text.includes(`"${stream}"`)) return [];
    switch (message.type) {
      case 'RECORD':
        return ['RECORD'];
      case 'STATE': {
        const {state} = message as unknown as {state: {sourceStats: {recordCount: number}}};
        return [`STATE ${state.sourceStats.recordCount}`];
      }
      case 'TRACE': {
        const {trace} = message as unknown as {
          trace: {type: string; stream_status?: {status: string}};
        };
        return [trace.stream_status?.status ?? trace.type];
      }
      default:
        return [];
    }
  });
}

function errors(messages: readonly Message[]): readonly unknown[] {
  return messages.flatMap((message) => {
    const {trace} = message as unknown as {trace?: {type: string; error: unknown}};
    return trace?.type === 'ERROR' ? [trace.error] : [];
  });
}

function states(messages: readonly Message[]): readonly unknown[] {
  return messages.flatMap((message) => (message.type === 'STATE' ? [message['state']] : []));
}

const users = [
  {id: 1, name: 'Ann'},
  {id: 2, name: 'Bob'},
];

describe('read', () => {
  it('sends STARTED, RUNNING, records, a plain STREAM state with its count, COMPLETE; ends with 0', async () => {
    const vendors = [fakeSource({readers: [sweep('crm_users', [users])]})];
    const {code, messages} = await read({vendors, catalog: catalogOf('crm_users'), state: []});
    expect(code).toBe(0);
    expect(words(messages)).toEqual([
      'STARTED',
      'RUNNING',
      'RECORD',
      'RECORD',
      'STATE 2',
      'COMPLETE',
    ]);
    const record = messages.find((message) => message.type === 'RECORD');
    expect(record).toEqual({
      type: 'RECORD',
      record: {
        stream: 'crm_users',
        data: expect.objectContaining({id: 1, name: 'Ann'}) as unknown,
        emitted_at: NOW_MS,
      },
    });
    expect(states(messages)[0]).toMatchObject({
      type: 'STREAM',
      stream: {stream_descriptor: {name: 'crm_users'}},
    });
  });

  it('sends at least one state for an empty stream', async () => {
    const vendors = [fakeSource({readers: [sweep('crm_users', [])]})];
    const {messages} = await read({vendors, catalog: catalogOf('crm_users')});
    expect(words(messages)).toEqual(['STARTED', 'RUNNING', 'STATE 0', 'COMPLETE']);
  });

  it('reads only what changed from the states of the read before, nulls and all', async () => {
    const first = await read({
      vendors: [fakeSource({readers: [sweep('crm_users', [users])]})],
      catalog: catalogOf('crm_users'),
    });
    const state = states(first.messages).map((one) => ({
      ...(one as JsonObject),
      global: null,
      data: null,
      destinationStats: null,
    }));
    const vendors = [
      fakeSource({readers: [sweep('crm_users', [[users[0] ?? {}, {id: 2, name: 'Rob'}]])]}),
    ];
    const second = await read({vendors, catalog: catalogOf('crm_users'), state});
    expect(words(second.messages)).toEqual(['STARTED', 'RUNNING', 'RECORD', 'STATE 1', 'COMPLETE']);
    const third = await read({vendors, catalog: catalogOf('crm_users'), state: state[0]});
    expect(words(third.messages).filter((word) => word === 'RECORD')).toHaveLength(1);
  });

  it('reads the other streams when one fails, names the failed one, and ends with 1', async () => {
    const failure = new Failure({
      kind: 'transient',
      message: 'CRM is down. Run again later.',
      detail: 'HTTP 503 for GET /roles',
    });
    const vendors = [
      fakeSource({
        readers: [sweep('crm_roles', [[{id: 7}]], failure), sweep('crm_users', [users])],
      }),
    ];
    const {code, messages} = await read({vendors, catalog: catalogOf('crm_roles', 'crm_users')});
    expect(code).toBe(1);
    expect(words(messages, 'crm_users').at(-1)).toBe('COMPLETE');
    expect(words(messages, 'crm_roles').slice(-2)).toEqual(['INCOMPLETE', 'ERROR']);
    expect(words(messages, 'crm_roles')).not.toContain('COMPLETE');
    expect(errors(messages)).toEqual([
      {
        message: 'CRM is down. Run again later.',
        internal_message: 'kind transient; HTTP 503 for GET /roles',
        failure_type: 'transient_error',
        stream_descriptor: {name: 'crm_roles'},
      },
    ]);
  });

  it.each([
    ['config', 'config_error'],
    ['auth', 'config_error'],
    ['limited', 'transient_error'],
    ['transient', 'transient_error'],
    ['data', 'system_error'],
    ['system', 'system_error'],
  ] as const)('reports a %s failure as %s', async (kind, type) => {
    const failure = new Failure({kind, message: 'It failed.'});
    const vendors = [fakeSource({readers: [sweep('crm_users', [], failure)]})];
    const {code, messages} = await read({vendors, catalog: catalogOf('crm_users')});
    expect(code).toBe(1);
    expect(errors(messages)).toMatchObject([{failure_type: type}]);
  });

  it('echoes the namespace of the catalog and reads one stream for two namespaces', async () => {
    const base = catalogOf('crm_users')['streams'] as JsonObject[];
    const streams = ['a', 'b'].map((namespace) => ({
      ...base[0],
      stream: {name: 'crm_users', namespace, json_schema: {}},
    }));
    const vendors = [fakeSource({readers: [sweep('crm_users', [users])]})];
    const first = await read({vendors, catalog: {streams}});
    expect(first.code).toBe(0);
    expect(words(first.messages, 'a')).toEqual(words(first.messages, 'b'));
    expect(words(first.messages, 'b')).toEqual([
      'STARTED',
      'RUNNING',
      'RECORD',
      'RECORD',
      'STATE 2',
      'COMPLETE',
    ]);
    const state = states(first.messages).filter((one) => JSON.stringify(one).includes('"a"'));
    const second = await read({vendors, catalog: {streams}, state});
    expect(words(second.messages, 'a')).not.toContain('RECORD');
    expect(words(second.messages, 'b')).toContain('RECORD');
  });

  it('reports a rate limit as RUNNING with the reset', async () => {
    const vendors = [
      fakeSource({
        readers: (kit) => {
          const reader = sweep('crm_users', [users]);
          return [
            {
              ...reader,
              async *pages(selected: ReadonlySet<string>, context: ReadContext) {
                kit.onRateLimited(NOW_MS + 60_000);
                yield* reader.pages(selected, context);
              },
            },
          ];
        },
      }),
    ];
    const {messages} = await read({vendors, catalog: catalogOf('crm_users')});
    const status = messages.find((message) => JSON.stringify(message).includes('RATE_LIMITED'));
    expect(status).toMatchObject({
      trace: {
        type: 'STREAM_STATUS',
        stream_status: {
          status: 'RUNNING',
          reasons: [{type: 'RATE_LIMITED', rate_limited: {quota_reset: NOW_MS + 60_000}}],
        },
      },
    });
  });

  it('hands a rotated token on as a CONTROL message with the whole configuration, unmasked', async () => {
    const vendors = [
      fakeSource({
        readers: (kit) => [
          {
            ...sweep('crm_users', []),
            async *pages() {
              await kit.saveSection({api_key: 'rotated-secret-9876543210'});
              kit.log('INFO', 'now using rotated-secret-9876543210');
              yield new Map([['crm_users', [{id: 1, name: 'x'}]]]);
            },
          },
        ],
      }),
    ];
    const config = {...crmConfig, deletion_share_max: 1};
    const {text, messages} = await read({vendors, catalog: catalogOf('crm_users'), config});
    expect(messages.filter((message) => message.type === 'CONTROL')).toEqual([
      {
        type: 'CONTROL',
        control: {
          type: 'CONNECTOR_CONFIG',
          emitted_at: NOW_MS,
          connectorConfig: {
            config: {crm: {api_key: 'rotated-secret-9876543210'}, deletion_share_max: 1},
          },
        },
      },
    ]);
    expect(text).toContain('now using ****');
  });

  it('masks a secret that the vendor sent back in a record', async () => {
    const rows = [{id: 1, name: `token ${crmConfig.crm.api_key}`}];
    const vendors = [fakeSource({readers: [sweep('crm_users', [rows])]})];
    const {text} = await read({vendors, catalog: catalogOf('crm_users')});
    expect(text).not.toContain(crmConfig.crm.api_key);
    expect(text).toContain('"token ****"');
  });

  it('leaves a record alone in which a short secret stands by accident', async () => {
    const vendors = [fakeSource({readers: [sweep('crm_users', [[{id: 1, name: 'contest'}]])]})];
    const config = {crm: {api_key: 'test'}};
    const {messages} = await read({vendors, catalog: catalogOf('crm_users'), config});
    expect(messages.find((message) => message.type === 'RECORD')).toMatchObject({
      record: {data: {name: 'contest'}},
    });
  });

  it('ends a record that cannot be written as JSON with a failure, not with silence', async () => {
    const vendors = [fakeSource({readers: [sweep('crm_users', [[{id: 1, name: 5n}]])]})];
    const {code, messages} = await read({vendors, catalog: catalogOf('crm_users')});
    expect(code).toBe(1);
    expect(words(messages)).not.toContain('COMPLETE');
  });
});

describe('bad input of read', () => {
  const vendors = [
    fakeSource({readers: [sweep('crm_users', [users]), sweep('crm_roles', [users])]}),
  ];
  const stream = {stream: {name: 'crm_users'}, sync_mode: 'incremental'};

  it.each<[string, unknown, string]>([
    ['malformed JSON', '{"streams": [', 'is not valid JSON, line 1, column 14'],
    ['an empty file', '', 'is empty'],
    ['a catalog without streams', {}, '"streams" must be a list'],
    ['a stream without name', {streams: [{stream: {}}]}, '"streams[0].stream.name"'],
    ['a wrong namespace', {streams: [{stream: {name: 'a', namespace: 1}}]}, 'namespace'],
  ])('reads nothing with %s', async (_, catalog, text) => {
    const {code, messages} = await read({vendors, catalog});
    expect(code).toBe(1);
    expect(words(messages)).toEqual(['ERROR']);
    expect(errors(messages)).toMatchObject([
      {failure_type: 'config_error', message: expect.stringContaining(text) as string},
    ]);
  });

  const roles = {stream: {name: 'crm_roles'}, sync_mode: 'incremental'};

  it.each<[string, JsonObject[], string]>([
    ['has an unknown sync mode', [{...roles, sync_mode: 'cdc'}], '"streams[0].sync_mode"'],
    ['has a wrong primary key', [{...roles, primary_key: ['id']}], '"streams[0].primary_key"'],
    ['is listed twice', [roles, roles], '"crm_roles" is listed twice'],
  ])('fails the one stream that %s, and reads the others', async (_, wrong, text) => {
    const {code, messages} = await read({vendors, catalog: {streams: [...wrong, stream]}});
    expect(code).toBe(1);
    expect(words(messages, 'crm_users').at(-1)).toBe('COMPLETE');
    expect(words(messages, 'crm_roles')).toEqual(['STARTED', 'INCOMPLETE', 'ERROR']);
    expect(errors(messages)).toMatchObject([
      {
        stream_descriptor: {name: 'crm_roles'},
        failure_type: 'config_error',
        message: expect.stringContaining(text) as string,
      },
    ]);
  });

  it('fails the streams that the source lacks, one trace for each, and reads the others', async () => {
    const catalog = catalogOf('crm_users', 'crm_user', '__AIRBYTE__stream_that_does_not_exist');
    const {code, messages} = await read({vendors, catalog});
    expect(code).toBe(1);
    expect(words(messages, 'crm_users').at(-1)).toBe('COMPLETE');
    expect(words(messages, 'crm_user')).toEqual(['STARTED', 'INCOMPLETE', 'ERROR']);
    expect(errors(messages)).toMatchObject([
      {
        stream_descriptor: {name: 'crm_user'},
        failure_type: 'config_error',
        message: expect.stringContaining('Did you mean "crm_users"?') as string,
      },
      {stream_descriptor: {name: '__AIRBYTE__stream_that_does_not_exist'}},
    ]);
  });

  it('fails the stream whose state is no object, and reads the others', async () => {
    const state = [
      {type: 'STREAM', stream: {stream_descriptor: {name: 'crm_roles'}, stream_state: 'x'}},
    ];
    const catalog = catalogOf('crm_roles', 'crm_users');
    const {code, messages} = await read({vendors, catalog, state});
    expect(code).toBe(1);
    expect(words(messages, 'crm_users').at(-1)).toBe('COMPLETE');
    expect(words(messages, 'crm_roles')).toEqual(['STARTED', 'INCOMPLETE', 'ERROR']);
    expect(errors(messages)).toMatchObject([
      {message: expect.stringContaining('"stream.stream_state" is not a JSON object') as string},
    ]);
  });

  it.each<[string, unknown, string]>([
    ['malformed JSON', '[{]', 'is not valid JSON'],
    ['an entry that is no object', [1], 'Entry 1'],
    ['an unknown type', [{type: 'SHARD'}], 'its "type" is not STREAM'],
    ['a state without a stream', [{type: 'STREAM', stream: {}}], 'does not name its stream'],
  ])('reads nothing with a state file of %s', async (_, state, text) => {
    const {code, messages} = await read({vendors, catalog: catalogOf('crm_users'), state});
    expect(code).toBe(1);
    expect(words(messages)).toEqual(['ERROR']);
    expect(errors(messages)).toMatchObject([
      {failure_type: 'config_error', message: expect.stringContaining(text) as string},
    ]);
  });

  it('reads nothing with a state file that is not there', async () => {
    const args = [
      'read',
      '--config',
      folder.put('c', crmConfig),
      '--catalog',
      folder.put('k', catalogOf('crm_users')),
      '--state',
      'none',
    ];
    const {code, messages} = await source(args, vendors);
    expect(code).toBe(1);
    expect(errors(messages)).toMatchObject([{failure_type: 'config_error'}]);
  });

  it.each<[string, unknown]>([
    ['nothing', []],
    ['an empty object', {}],
    ['null', 'null'],
    [
      'an empty state',
      [{type: 'STREAM', stream: {stream_descriptor: {name: 'crm_users'}, stream_state: null}}],
    ],
    [
      'a stream that is not selected',
      [
        {
          type: 'STREAM',
          stream: {stream_descriptor: {name: 'x', namespace: null}, stream_state: {a: 1}},
        },
      ],
    ],
    ['a LEGACY state', {crm_users: {cursor: 1}}],
    ['a GLOBAL state', [{type: 'GLOBAL', global: {shared_state: {}, stream_states: []}}]],
  ])('reads everything with a state file of %s', async (_, state) => {
    const {code, messages} = await read({vendors, catalog: catalogOf('crm_users'), state});
    expect(code).toBe(0);
    expect(words(messages).filter((word) => word === 'RECORD')).toHaveLength(2);
  });

  it('treats a missing sync mode as a full refresh', async () => {
    const catalog = {
      streams: [{stream: {name: 'crm_users', namespace: null}, sync_mode: null, primary_key: null}],
    };
    const {code, messages} = await read({vendors, catalog});
    expect(code).toBe(0);
    expect(words(messages)).toContain('STATE 2');
  });
});

describe('a reader that hangs up', () => {
  it('stops the work quietly with 1', async () => {
    const stdout = new PassThrough({highWaterMark: 1});
    const stopped = {pages: 0};
    const vendors = [
      fakeSource({
        readers: [
          {
            ...sweep('crm_users', []),
            async *pages(_selected: ReadonlySet<string>, {signal}: ReadContext) {
              for (let id = 0; !signal.aborted && id < 100_000; id += 1) {
                stopped.pages += 1;
                yield new Map([['crm_users', [{id, name: 'x'.repeat(1000)}]]]);
                if (id === 50) stdout.destroy(Object.assign(new Error('EPIPE'), {code: 'EPIPE'}));
              }
              signal.throwIfAborted();
            },
          },
        ],
      }),
    ];
    const args = [
      'read',
      '--config',
      folder.put('c', crmConfig),
      '--catalog',
      folder.put('k', catalogOf('crm_users')),
    ];
    stdout.resume();
    const {code} = await source(args, vendors, stdout);
    expect(code).toBe(1);
    expect(stopped.pages).toBeLessThan(1000);
  });
});
