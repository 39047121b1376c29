import {PassThrough} from 'node:stream';
import {Failure} from '../../../src/core/failure';
import type {JsonObject} from '../../../src/core/json';
import type {DestinationVendor} from '../../../src/write/object-writer';
import {createVirtualClock} from '../../support/virtual-clock';
import type {Message} from '../support/capture';
import {NOW_MS} from '../support/clock';
import {useFolder} from '../support/folder';
import {
  destination,
  fakeDestination,
  record,
  state,
  writeCatalog,
  type DestinationEnd,
} from '../support/run-destination';
import {crmConfig} from '../support/run-source';

const folder = useFolder();

interface WriteCall {
  readonly vendor?: DestinationVendor;
  readonly lines?: readonly string[];
  readonly input?: Iterable<Buffer | string>;
  readonly catalog?: unknown;
  readonly config?: JsonObject;
  readonly options?: readonly string[];
}

function write(call: WriteCall): Promise<DestinationEnd> {
  const args = ['write', '--config', folder.put('c.txt', {...crmConfig, ...call.config})];
  args.push('--catalog', folder.put('k.txt', call.catalog ?? writeCatalog()));
  args.push(...(call.options ?? []));
  const input = call.input ?? (call.lines ?? []).map((line) => `${line}\n`);
  return destination(args, [call.vendor ?? fakeDestination()], input);
}

function stats(message: Message | undefined): unknown {
  return (message as unknown as {state: {destinationStats: unknown}}).state.destinationStats;
}

describe('write', () => {
  it('writes records, echoes each state in order with its figures, and ends with 0', async () => {
    const vendor = fakeDestination();
    const lines = [
      record(1),
      record(2),
      state(2),
      record(3, {name: 'bad'}),
      record(4),
      state(4),
      state(5),
    ];
    const {code, states} = await write({vendor, lines});
    expect(code).toBe(0);
    expect(vendor.sent).toHaveLength(3);
    expect(states.map((one) => (one as unknown as {state: {id: number}}).state.id)).toEqual([
      2, 4, 5,
    ]);
    expect(states.map(stats)).toEqual([
      {recordCount: 2, rejectedRecordCount: 0},
      {recordCount: 1, rejectedRecordCount: 1},
      {recordCount: 0, rejectedRecordCount: 0},
    ]);
  });

  it('echoes a state character by character: large numbers, unknown keys, order, nulls', async () => {
    const given =
      '{"type":"STATE", "extra":{"a":1.0},"state":{"type":"STREAM","id":9007199254740993,"stream":{"stream_descriptor":{"name":"crm_people","namespace":null},"stream_state":{"lsn":12345678901234567890}},"destinationStats":null,"data":null}}';
    const {text} = await write({lines: [given]});
    expect(text).toContain(
      `${given.replace('"destinationStats":null', '"destinationStats":{"recordCount":0,"rejectedRecordCount":0}')}\n`,
    );
  });

  it('leaves out the states of records that were not accepted, and ends with 1', async () => {
    const vendor = fakeDestination({
      send: (batch) =>
        batch.some(({record: {origin}}) => origin.position === 12)
          ? Promise.reject(new Failure({kind: 'transient', message: 'CRM is down.'}))
          : Promise.resolve(batch.map(() => ({status: 'written', created: false}))),
    });
    const ones = Array.from({length: 10}, (_, index) => record(index));
    const {code, states, errors} = await write({
      vendor,
      lines: [...ones, state(1), record(30), state(2)],
    });
    expect(code).toBe(1);
    expect(states.map((one) => (one as unknown as {state: {id: number}}).state.id)).toEqual([1]);
    expect(errors).toMatchObject([{message: 'CRM is down.', failure_type: 'transient_error'}]);
  });

  it('accepts every message type, CRLF, blank lines and a last line without an end', async () => {
    const vendor = fakeDestination();
    const others = [
      {type: 'LOG', log: {level: 'INFO', message: 'x'}},
      {
        type: 'CONTROL',
        control: {type: 'CONNECTOR_CONFIG', emitted_at: 1, connectorConfig: {config: {}}},
      },
      {
        type: 'TRACE',
        trace: {
          type: 'STREAM_STATUS',
          emitted_at: 1,
          stream_status: {
            stream_descriptor: {name: 'crm_people'},
            status: 'COMPLETE',
            reasons: null,
          },
        },
      },
      {type: 'TRACE', trace: {type: 'ESTIMATE', emitted_at: 1}},
      {type: 'SPEC', spec: null},
      {type: 'SOMETHING_NEW', x: 1},
    ].map((message) => JSON.stringify(message));
    const text = ['\uFEFF' + record(1), ...others, '', record(2)].join('\r\n') + '\n\n' + record(3);
    const {code, states} = await write({vendor, input: [text]});
    expect(code).toBe(0);
    expect(vendor.sent).toHaveLength(3);
    expect(states).toEqual([]);
  });

  it('drops and counts lines that are no messages, without their content', async () => {
    const vendor = fakeDestination();
    const lines = [
      'Traceback: s3cr3t',
      '[1]',
      '{"level":"info"}',
      'config = {"a": {"b": 1}}',
      record(1),
    ];
    const {code, text, logs} = await write({vendor, lines});
    expect(code).toBe(0);
    expect(vendor.sent).toHaveLength(1);
    expect(logs.join()).toContain('Line 1 of the input (17 characters) is not an Airbyte message');
    expect(logs.join()).toContain('4 lines of the input are not Airbyte messages');
    expect(text).not.toContain('s3cr3t');
  });

  it.each([
    [
      'a cut line',
      '{"type":"RECORD","record":{"stream":"crm_people","data":{"id":1,"n":"s3cr3t',
      'is not complete JSON',
    ],
    [
      'a line whose head is cut',
      '"RECORD","record":{"stream":"crm_people","data":{"id":1,"n":"s3cr3t {"}}}',
      'has no beginning',
    ],
    ['a line whose head is cut inside a text', 's3cr3t {{"}}}', 'has no beginning'],
    [
      'a record behind other text',
      '50 %{"type":"RECORD","record":{"stream":"crm_people","data":{"n":"s3cr3t"}}}',
      'seems to be part of it',
    ],
    [
      'a record without stream',
      '{"type":"RECORD","record":{"data":{"n":"s3cr3t"}}}',
      'is a RECORD without',
    ],
    [
      'a record without data',
      '{"type":"RECORD","record":{"stream":"crm_people","data":null,"n":"s3cr3t"}}',
      'is a RECORD without',
    ],
    [
      'a state without stream',
      '{"type":"STATE","state":{"type":"STREAM","n":"s3cr3t"}}',
      'does not name its stream',
    ],
    ['an empty state', '{"type":"STATE","state":null,"n":"s3cr3t"}', 'is a STATE without'],
  ])('fails on %s by line and length, after writing what came before', async (_, broken, what) => {
    const vendor = fakeDestination();
    const {code, states, errors, text} = await write({
      vendor,
      lines: [record(1), state(1), broken, record(2), state(2)],
    });
    expect(code).toBe(1);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.failure_type).toBe('system_error');
    expect(errors[0]?.message).toContain(`Line 3 of the input (${broken.length} characters)`);
    expect(errors[0]?.message).toContain(what);
    expect(text).not.toContain('s3cr3t');
    expect(vendor.sent).toHaveLength(1);
    expect(states).toHaveLength(1);
  });

  it('fails on a record of a stream that the catalog does not name', async () => {
    const {code, errors} = await write({lines: [record(1, {}, 'strangers')]});
    expect(code).toBe(1);
    expect(errors).toMatchObject([{failure_type: 'config_error'}]);
    expect(errors[0]?.message).toContain('Line 1');
    expect(errors[0]?.message).toContain('"strangers"');
  });

  it('tells streams of one name apart by namespace', async () => {
    const catalog = writeCatalog();
    const lines = [record(1).replace('"namespace":null', '"namespace":"sales"')];
    const {code, errors} = await write({catalog, lines});
    expect(code).toBe(1);
    expect(errors[0]?.message).toContain('(namespace "sales")');
  });

  it('passes states of unknown streams through untouched', async () => {
    const noop =
      '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"__noop__","namespace":"__faros__"},"stream_state":{}},"id":7}}';
    const {code, text, states} = await write({lines: [noop]});
    expect(code).toBe(0);
    expect(states).toHaveLength(1);
    expect(text).toContain(`${noop}\n`);
  });

  it.each([
    [
      'GLOBAL',
      '{"type":"STATE","state":{"type":"GLOBAL","stream":null,"global":{"shared_state":{},"stream_states":[]},"id":1}}',
    ],
    ['LEGACY', '{"type":"STATE","state":{"data":{"x":1},"id":1}}'],
  ])('holds a %s state until the records of all streams are settled', async (_, global) => {
    const sent: string[] = [];
    const gate: {open: () => void} = {open: () => undefined};
    const opened = new Promise<void>((resolve) => (gate.open = resolve));
    const vendor = fakeDestination({
      send: async (batch) => {
        await opened;
        sent.push(...batch.map(({record: {origin}}) => origin.stream));
        return batch.map(() => ({status: 'written', created: true}));
      },
    });
    const config = {
      mappings: ['a', 'b'].map((stream) => ({stream, object: 'crm_people', key: 'id'})),
    } as unknown as JsonObject;
    const running = write({
      vendor,
      config,
      catalog: writeCatalog('a', 'b'),
      lines: [record(1, {name: 'x'}, 'a'), record(2, {name: 'x'}, 'b'), global, state(9, 'a')],
    });
    setImmediate(gate.open);
    const {code, states, errors} = await running;
    expect(errors).toEqual([]);
    expect(code).toBe(0);
    expect(sent.toSorted()).toEqual(['a', 'b']);
    expect(states.map(stats)).toContainEqual({recordCount: 2, rejectedRecordCount: 0});
    expect(states).toHaveLength(2);
  });

  it('reads characters that chunks cut in two, and lines of many millions of characters', async () => {
    const bytes = Buffer.from(`${record(1, {name: 'Zoë 🎈 \u2028'})}\n${state(1)}\n`);
    const seen: unknown[] = [];
    const vendor = fakeDestination({
      send: (batch) => {
        seen.push(...batch.map((one) => one.record.fields['name']));
        return Promise.resolve(batch.map(() => ({status: 'written', created: false})));
      },
    });
    const single = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
    expect((await write({vendor, input: single})).code).toBe(0);
    expect(seen).toEqual(['Zoë 🎈 \u2028']);
    const large = 'y'.repeat(21_000_000);
    expect((await write({vendor, lines: [record(2, {name: large})]})).code).toBe(0);
    expect(seen[1]).toHaveLength(21_000_000);
  });

  it('fails on bytes that are not UTF-8 instead of changing them', async () => {
    const input = [Buffer.from(`${record(1)}\n`), Buffer.from([0x7b, 0xff, 0x7d, 0x0a])];
    const {code, errors} = await write({input});
    expect(code).toBe(1);
    expect(errors[0]?.message).toContain('Line 2 of the input is not UTF-8');
  });

  it('keeps rejected records in the directory and says where and why', async () => {
    const config = {rejected_records: {directory: folder.path}};
    const lines = [record(1), record(2, {name: 'bad'}), state(2)];
    const {code, logs} = await write({lines, config});
    expect(code).toBe(0);
    expect(logs.join('\n')).toContain(
      'crm_people: 2 received, 1 written (0 created), 0 unchanged, 0 merged into a later record, 1 rejected (invalid_value 1), 0 not tried',
    );
    expect(logs.join('\n')).toMatch(
      /Rejected records are kept in .*rejected-.*\.jsonl\. .*user-sync replay .*\.jsonl --config RUN\.yaml/,
    );
  });

  it('leaves mappings of other connections alone, and says so', async () => {
    const mappings = ['crm_people', 'orders'].map((stream) => ({
      stream,
      object: 'crm_people',
      key: 'id',
    }));
    const vendor = fakeDestination();
    const {code, logs} = await write({vendor, config: {mappings}, lines: [record(1)]});
    expect(code).toBe(0);
    expect(vendor.sent).toHaveLength(1);
    expect(logs.join('\n')).toContain(
      'The mapping of stream "orders" to crm_people is ignored: the connection does not have this stream.',
    );
  });

  it('leaves a stream that goes nowhere alone while none of its records comes, and says so', async () => {
    const vendor = fakeDestination();
    const catalog = writeCatalog('orders', 'crm_people');
    const {code, logs, errors} = await write({vendor, catalog, lines: [record(1)]});
    expect([code, errors]).toEqual([0, []]);
    expect(vendor.sent).toHaveLength(1);
    expect(logs.join()).toContain(
      'Stream "orders" has no mapping and does not have the name of an object',
    );
    expect(logs.join()).toContain('The source sent no record of it');
  });

  it('refuses a stream that goes nowhere at its first record, and writes what came before', async () => {
    const vendor = fakeDestination();
    const catalog = writeCatalog('orders', 'crm_people');
    const order = JSON.stringify({
      type: 'RECORD',
      record: {stream: 'orders', emitted_at: 1, data: {id: 7}},
    });
    const {code, errors} = await write({vendor, catalog, lines: [record(1), order, record(2)]});
    expect(code).toBe(1);
    expect(errors).toMatchObject([{failure_type: 'config_error'}]);
    expect(errors[0]?.message).toContain('Stream "orders" has no mapping');
    expect(vendor.sent).toHaveLength(1);
  });

  it('warns when the source says that it did not finish, and removes nothing', async () => {
    const incomplete = JSON.stringify({
      type: 'TRACE',
      trace: {
        type: 'STREAM_STATUS',
        emitted_at: 1,
        stream_status: {stream_descriptor: {name: 'crm_people'}, status: 'INCOMPLETE'},
      },
    });
    const vendor = fakeDestination();
    const {code, logs} = await write({vendor, lines: [record(1), incomplete]});
    expect(code).toBe(0);
    expect(vendor.sent).toHaveLength(1);
    expect(logs.join()).toContain('did not finish stream "crm_people"');
  });

  it.each<[string, unknown, JsonObject, string]>([
    ['an unknown option', writeCatalog(), {dryrun: true}, 'Did you mean "dry_run"?'],
    [
      'a mapping of a missing stream to the object of a stream that has none',
      writeCatalog(),
      {mappings: [{stream: 'x', object: 'crm_people'}]},
      'mapping',
    ],
    ['a broken catalog', '{', {}, 'not valid JSON'],
  ])('writes nothing with %s', async (_, catalog, config, text) => {
    const vendor = fakeDestination();
    const {code, errors} = await write({vendor, catalog, config, lines: [record(1)]});
    expect(code).toBe(1);
    expect(errors).toMatchObject([{failure_type: 'config_error'}]);
    expect(errors[0]?.message).toContain(text);
    expect(vendor.sent).toEqual([]);
  });
});

describe('a dry run', () => {
  it.each([
    ['option', ['--dry-run'], {}],
    ['setting', [], {dry_run: true}],
  ])(
    'by %s logs the plan field by field, echoes no state and writes nothing',
    async (_, options, config) => {
      const vendor = fakeDestination({
        plan: (batch) =>
          batch.map(({record: {key}}) => {
            if (key.includes('1')) {
              return {
                status: 'create',
                changes: [{field: 'name', to: 'Ann'}],
                notes: ['invites her'],
              };
            }
            if (key.includes('2')) {
              return {
                status: 'update',
                changes: [
                  {field: 'name', from: 'Bob', to: 'Rob'},
                  {field: 'age', to: 3},
                ],
                notes: [],
              };
            }
            return {status: 'unchanged'};
          }),
      });
      const lines = [record(1), record(2), record(3), record(4, {name: 'bad'})];
      lines.push(state(4), state(5, 'strangers'));
      const end = await write({vendor, lines, options, config});
      expect(end.code).toBe(0);
      expect(end.states).toEqual([]);
      expect(vendor.sent).toEqual([]);
      const plan = end.logs.filter((line) => line.startsWith('INFO Plan: '));
      expect(plan).toHaveLength(3);
      expect(plan.join('\n')).toMatch(/crm_people .*1.*: create, name = "Ann"; invites her/);
      expect(plan.join('\n')).toMatch(/: update, name: "Bob" → "Rob", age: \(none\) → 3/);
      expect(plan.join('\n')).toMatch(/: reject \(invalid_value\): Field "name" is bad/);
      expect(end.logs.join('\n')).toContain(
        'Dry run, crm_people: 4 received, 2 would be written (1 created), 1 unchanged',
      );
    },
  );
});

describe('check and discover of the destination', () => {
  it('checks every configured vendor', async () => {
    const vendor = fakeDestination({
      check: () => Promise.resolve([new Failure({kind: 'auth', message: 'The key is refused.'})]),
    });
    const args = ['check', '--config', folder.put('c', crmConfig)];
    const {code, messages} = await destination(args, [vendor]);
    expect(code).toBe(0);
    expect(messages).toMatchObject([
      {
        type: 'CONNECTION_STATUS',
        connectionStatus: {status: 'FAILED', message: 'The key is refused.'},
      },
    ]);
  });

  it('checks the mappings without a catalog', async () => {
    const mappings = [
      {stream: 'Users', object: 'crm_people', mode: 'upsert'},
      {stream: 'users', object: 'crm_orders'},
    ];
    const args = ['check', '--config', folder.put('c', {...crmConfig, mappings})];
    const {code, messages} = await destination(args, [fakeDestination()]);
    expect(code).toBe(0);
    const {connectionStatus: status} = messages[0] as unknown as {
      connectionStatus: {status: string; message: string};
    };
    expect(status.status).toBe('FAILED');
    expect(status.message).toContain('"crm_orders"');
    expect(status.message.split('\n')).toHaveLength(1);
  });

  it('says which of the rights that the mappings need are there, and fails where one is missing', async () => {
    const asked: unknown[] = [];
    const vendor = fakeDestination({
      rightsOf: (uses) => {
        asked.push(uses);
        return Promise.resolve([
          {object: 'crm_people', what: 'list people', state: 'has'},
          {object: 'crm_people', what: 'invite people', state: 'missing'},
        ]);
      },
    });
    const check = (mappings: readonly object[]) =>
      destination(['check', '--config', folder.put('c', {...crmConfig, mappings})], [vendor]);
    const mapping = {stream: 'users', object: 'crm_people', mode: 'upsert'};
    const {messages, logs} = await check([mapping]);
    expect(asked).toEqual([[{object: 'crm_people', operations: ['upsert']}]]);
    expect(logs).toContain('INFO Rights: crm_people may list people: yes');
    expect(messages.at(-1)).toMatchObject({
      connectionStatus: {
        status: 'FAILED',
        message: expect.stringContaining('may not invite people') as string,
      },
    });
    await check([]);
    expect(asked).toHaveLength(1);
  });

  it('repeats failed requests of a check twice at most, because a person waits', async () => {
    const seen: unknown[] = [];
    const vendor = fakeDestination({open: ({retriesMax}) => seen.push(retriesMax)});
    await destination(['check', '--config', folder.put('c', crmConfig)], [vendor]);
    expect(seen).toEqual([2]);
    await write({vendor, lines: [record(1)]});
    expect(seen).toEqual([2, undefined]);
  });

  it('answers check and discover in time when a vendor does not', async () => {
    const vendor = fakeDestination({
      check: () => new Promise(() => undefined),
      schemaOf: () => new Promise(() => undefined),
    });
    const ask = async (command: string) => {
      const clock = createVirtualClock(NOW_MS);
      const args = [command, '--config', folder.put('c', crmConfig)];
      const asked = destination(args, [vendor], [], {clock});
      await clock.runAll();
      return asked;
    };
    const text = expect.stringContaining('crm did not answer within 15 seconds') as string;
    const checked = await ask('check');
    expect(checked.messages).toMatchObject([{connectionStatus: {status: 'FAILED', message: text}}]);
    const discovered = await ask('discover');
    expect(discovered.code).toBe(1);
    expect(discovered.messages).toMatchObject([{trace: {error: {message: text}}}]);
  });

  it('lists the objects that can be described, and names the others', async () => {
    const vendor = fakeDestination({
      objects: ['crm_people', 'crm_firms'],
      schemaOf: (object) =>
        object === 'crm_firms'
          ? Promise.reject(new Failure({kind: 'transient', message: 'CRM is down.'}))
          : Promise.resolve({type: 'object'}),
    });
    const args = ['discover', '--config', folder.put('c', crmConfig)];
    const {code, messages} = await destination(args, [vendor]);
    expect(code).toBe(0);
    expect(messages[0]).toMatchObject({
      log: {level: 'WARN', message: 'Not listed: crm_firms. CRM is down.'},
    });
    const {destination_catalog: catalog} = messages[1] as unknown as {
      destination_catalog: {operations: Record<string, unknown>[]};
    };
    expect(new Set(catalog.operations.map((one) => one['object_name']))).toEqual(
      new Set(['crm_people']),
    );
  });

  it('lists an operation per object and mode, with schema and matching keys', async () => {
    const args = ['discover', '--config', folder.put('c', crmConfig)];
    const {code, messages} = await destination(args, [fakeDestination()]);
    expect(code).toBe(0);
    expect(messages).toHaveLength(1);
    const {destination_catalog: catalog} = messages[0] as unknown as {
      destination_catalog: {operations: Record<string, unknown>[]};
    };
    expect(catalog.operations.map((one) => one['sync_mode'])).toEqual([
      'update',
      'append_dedup',
      'append',
      'soft_delete',
    ]);
    expect(catalog.operations[0]).toEqual({
      object_name: 'crm_people',
      sync_mode: 'update',
      json_schema: {type: 'object', properties: {name: {type: 'string'}}},
      matching_keys: [['id'], ['email']],
    });
  });

  it('declares the sync modes that never remove anything', async () => {
    const {messages} = await destination(['spec'], [fakeDestination()]);
    expect(messages[0]).toMatchObject({
      type: 'SPEC',
      spec: {supported_destination_sync_modes: ['append', 'append_dedup']},
    });
  });
});

describe('an input that never ends', () => {
  it('is left when the session fails', async () => {
    const input = new PassThrough();
    const vendor = fakeDestination({
      send: () => Promise.reject(new Failure({kind: 'auth', message: 'The key is refused.'})),
    });
    const args = [
      'write',
      '--config',
      folder.put('c', crmConfig),
      '--catalog',
      folder.put('k', writeCatalog()),
    ];
    const feeding = setInterval(() => input.write(`${record(1)}\n`.repeat(50)), 1);
    const {code, errors} = await destination(args, [vendor], input);
    clearInterval(feeding);
    expect(code).toBe(1);
    expect(errors).toMatchObject([{message: 'The key is refused.', failure_type: 'config_error'}]);
    expect(input.destroyed).toBe(true);
  });

  it('is left when nobody reads the answers any more', async () => {
    const input = new PassThrough();
    const stdout = new PassThrough();
    const args = ['write', '--config', folder.put('c', crmConfig)];
    args.push('--catalog', folder.put('k', writeCatalog()));
    const running = destination(args, [fakeDestination()], input, {stdout});
    input.write(`${record(1)}\n`);
    await new Promise(setImmediate);
    stdout.destroy(Object.assign(new Error('EPIPE'), {code: 'EPIPE'}));
    expect((await running).code).toBe(1);
    expect(input.destroyed).toBe(true);
  });
});
