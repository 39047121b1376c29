import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Json} from '../../src/core/json';
import {destinationCatalog, sourceCatalog} from './double/configured-catalogs';
import type {Connection} from './double/connection';
import {createPlatform, type JobEnd, type Platform} from './double/platform';
import {
  fakeDestination,
  fakeSource,
  fakeStream,
  recordOf,
  stateOf,
  statusOf,
  type FakeRun,
} from './support/fake-connectors';

// Real processes, two for each attempt; a busy machine may be slow to start them.
jest.setTimeout(120_000);

// The platform's double is worth as much as the bad connectors that do not get past it.

const world: {directory: string; platform: Platform} = {
  directory: '',
  platform: createPlatform(''),
};

beforeEach(() => {
  world.directory = mkdtempSync(join(tmpdir(), 'user-sync-double-'));
  world.platform = createPlatform(world.directory);
});

afterEach(() => rmSync(world.directory, {recursive: true}));

const PEOPLE = fakeStream('people', ['id', 'name']);
const GOOD: readonly Json[] = [
  recordOf('people', {id: '1', name: 'Ada'}),
  recordOf('people', {id: '2', name: 'Grace'}),
  stateOf('people', 2),
  recordOf('people', {id: '3', name: 'Edsger'}),
  stateOf('people', 3),
];

function connect(run: FakeRun | readonly FakeRun[], more: Partial<Connection> = {}): Connection {
  return {
    source: fakeSource(...(Array.isArray(run) ? (run as readonly FakeRun[]) : [run as FakeRun])),
    destination: fakeDestination('good'),
    streams: [PEOPLE],
    ...more,
  };
}

function run(lines: readonly Json[], more?: Partial<Connection>): Promise<JobEnd> {
  return world.platform.runJob(connect({lines}, more));
}

describe('connectors that behave', () => {
  it('succeed, and the next job gets the last state', async () => {
    const {status, attempts, last} = await run(GOOD);
    expect({status, attempts: attempts.length}).toEqual({status: 'succeeded', attempts: 1});
    expect(last).toMatchObject({failures: [], complaints: [], beats: 5});
    expect(last.persisted.map(({covers}) => covers.length)).toEqual([2, 3]);
    expect(world.platform.store.file()).toEqual([
      {
        type: 'STREAM',
        stream: {
          stream_descriptor: {name: 'people', namespace: null},
          stream_state: {cursor: 3},
        },
      },
    ]);
  });

  it('may leave counts out, and log and trace what they like, which is no sign of life', async () => {
    const log = {type: 'LOG', log: {level: 'INFO', message: 'Hello.'}};
    const {last} = await run([log, statusOf('people', 'STARTED'), ...GOOD, log]);
    expect(last).toMatchObject({status: 'succeeded', complaints: [], beats: 5});
    expect(last.logs.source).toEqual(['INFO Hello.', 'INFO Hello.']);
  });

  it('may send empty records, which are dropped and not counted', async () => {
    const {last} = await run([recordOf('people', {}), ...GOOD]);
    expect(last).toMatchObject({status: 'succeeded', complaints: [], emptyRecords: 1});
    expect(last.forwarded.records).toHaveLength(3);
  });

  it('have a renewed configuration kept for the next job', async () => {
    const kept = {runs: [{lines: [recordOf('people', {id: '9', name: 'New'})]}]};
    const control = {type: 'CONNECTOR_CONFIG', emitted_at: 1, connectorConfig: {config: kept}};
    const connection = connect({lines: [{type: 'CONTROL', control}]});
    await world.platform.runJob(connection);
    const {last} = await world.platform.runJob(connection);
    expect(last.forwarded.records.map(({data}) => data)).toEqual([{id: '9', name: 'New'}]);
  });
});

describe('a source', () => {
  it.each<[string, readonly Json[], RegExp]>([
    ['prints a LEGACY state', [{type: 'STATE', state: {type: 'LEGACY', data: {}}}], /LEGACY/],
    ['prints a state without a type', [{type: 'STATE', state: {data: {}}}], /LEGACY/],
    [
      'mixes kinds of states',
      [
        ...GOOD,
        {type: 'STATE', state: {type: 'GLOBAL', global: {shared_state: {}, stream_states: []}}},
      ],
      /unexpected state type GLOBAL/,
    ],
    [
      'prints a record of a stream that nobody selected',
      [recordOf('others', {id: '1'})],
      /Missing catalog stream for the stream others/,
    ],
    [
      'prints a record of the right stream in another namespace',
      [recordOf('people', {id: '1'}, 'elsewhere')],
      /Missing catalog stream/,
    ],
    ['leaves out the key', [recordOf('people', {name: 'Ada'})], /primary keys are null/],
    [
      'completes a stream that nobody selected',
      [statusOf('others', 'COMPLETE')],
      /stream not present in the catalog/,
    ],
  ])('that %s fails the sync', async (_, lines, message) => {
    const {status, last} = await run(lines);
    expect(status).toBe('failed');
    expect(last.failures[0]).toMatchObject({origin: 'source', type: 'system_error'});
    expect(last.failures[0]?.message).toMatch(message);
    expect(last.forwarded.complete).toEqual([]);
  });

  it('may leave out the key of a stream that is not deduplicated, or make it null', async () => {
    const streams = [{...PEOPLE, destinationSyncMode: 'append'} as const];
    expect((await run([recordOf('people', {name: 'Ada'})], {streams})).status).toBe('succeeded');
    expect((await run([recordOf('people', {id: null})])).status).toBe('succeeded');
  });

  it('that prints lines which are no messages loses them, and it is noticed', async () => {
    const lines = ['Loading…', '{"type":"RECORD","record":{"stream":', '{"type":"PARTY"}', ...GOOD];
    const {last} = await run(lines);
    expect(last).toMatchObject({status: 'succeeded', malformed: {source: 3, destination: 0}});
    expect(last.complaints).toEqual(['The source wrote 3 malformed lines']);
  });

  it('that counts its records wrongly is noticed', async () => {
    const state = {...(stateOf('people', 1)['state'] as object), sourceStats: {recordCount: 7}};
    const {last} = await run([recordOf('people', {id: '1'}), {type: 'STATE', state}]);
    expect(last.complaints).toEqual([
      expect.stringMatching(/counts 7 records of people before a state, the platform 1/),
      expect.stringMatching(/7 records by the source, 1 by the platform, 1 by the destination/),
    ]);
  });

  it('that writes on stderr is noticed', async () => {
    const {last} = await world.platform.runJob(connect({lines: GOOD, stderr: 'Careful!\n'}));
    expect(last.complaints).toEqual(['stderr: Careful!\n']);
  });

  it('that fails without a word is tried again, from the states that came back', async () => {
    const first = {lines: GOOD.slice(0, 3), exit: 1};
    const job = await world.platform.runJob(connect([first, {lines: GOOD.slice(3)}]));
    expect(job.attempts.map(({status}) => status)).toEqual(['failed', 'succeeded']);
    expect(job.attempts[0]?.failures).toEqual([
      {
        origin: 'source',
        type: 'system_error',
        message: 'Something went wrong within the source connector: it exited with 1',
      },
    ]);
    expect(job.attempts[0]?.forwarded.complete).toEqual([]);
    expect(job.last.forwarded.complete).toEqual([{name: 'people', namespace: null}]);
  });

  it.each([
    ['config_error', 1],
    ['transient_error', 2],
  ])('that fails with a %s is tried %i times', async (type, attempts) => {
    const error = {message: 'No.', failure_type: type, stream_descriptor: {name: 'people'}};
    const trace = {type: 'TRACE', trace: {type: 'ERROR', emitted_at: 1, error}};
    const job = await world.platform.runJob(connect([{lines: [trace], exit: 1}, {lines: GOOD}]));
    expect(job.attempts).toHaveLength(attempts);
    expect(job.attempts[0]?.failures[0]).toEqual({
      origin: 'source',
      type,
      message: 'No.',
      stream: 'people',
    });
  });

  it('that ends with 0 has succeeded, whatever it says of its streams', async () => {
    const {last} = await run([...GOOD, statusOf('people', 'INCOMPLETE')]);
    expect(last).toMatchObject({status: 'succeeded', forwarded: {complete: [{name: 'people'}]}});
  });
});

describe('a full refresh', () => {
  it('begins without state in the first attempt of a job, and keeps it in the next ones', async () => {
    const streams = [{...PEOPLE, syncMode: 'full_refresh'} as const];
    const broken = connect([{lines: GOOD.slice(0, 3), exit: 1}, {lines: GOOD.slice(3)}], {streams});
    const files: unknown[] = [];
    const look = (): object => {
      files.push(world.platform.store.file()?.length);
      return {};
    };
    await world.platform.runJob(broken, look);
    await world.platform.runJob(broken, look);
    expect(files).toEqual([undefined, 1, undefined, 1]);
  });
});

describe('a destination', () => {
  it.each([
    ['drops the id', /State message does not contain id/],
    ['fails without a word', /exited with 1/],
  ])('that %s fails the sync', async (habit, message) => {
    const job = await run(GOOD, {destination: fakeDestination(habit)});
    expect(job.status).toBe('failed');
    expect(job.attempts).toHaveLength(4);
    expect(job.last.failures[0]).toMatchObject({origin: 'destination', type: 'system_error'});
    expect(job.last.failures[0]?.message).toMatch(message);
  });

  it.each([
    ['changes the state', /came back changed/],
    ['swaps the order', /came back before an earlier one/],
    ['miscounts', /2 records by the source, 2 by the platform, 3 by the destination/],
    ['never answers', /2 states were never answered/],
    ['writes on stderr', /stderr: Careful!/],
    ['prints no messages', /The destination wrote 1 malformed lines/],
  ])('that %s is noticed', async (habit, complaint) => {
    const {last} = await run(GOOD, {destination: fakeDestination(habit)});
    expect(last.complaints.join('\n')).toMatch(complaint);
  });

  it('that leaves while the source still has something to say fails the sync', async () => {
    // More than pipes hold.
    const many = Array.from({length: 20_000}, (_, id) => recordOf('people', {id: String(id)}));
    const {status, last} = await run(many, {destination: fakeDestination('leaves early')});
    expect(status).toBe('failed');
    expect(last.failures[0]?.origin).toBe('destination');
  });

  it('that fails keeps the states that it has answered, and is tried again unless it is in vain', async () => {
    const vain = await run(GOOD, {destination: fakeDestination('config_error')});
    expect(vain.attempts).toHaveLength(1);
    expect(world.platform.store.of('people')).toEqual({cursor: 3});
    const passing = await run(GOOD, {destination: fakeDestination('transient_error')});
    expect(passing.attempts).toHaveLength(4);
  });
});

describe('catalogs', () => {
  // The made-up source prints nothing; what counts is what the connectors were handed.
  it.each([
    [
      true,
      'overwrite',
      {destination_sync_mode: 'append', generation_id: 3, minimum_generation_id: 3},
    ],
    [true, 'append_dedup', {destination_sync_mode: 'append_dedup', minimum_generation_id: 0}],
    [false, 'overwrite_dedup', {destination_sync_mode: 'overwrite', generation_id: null}],
    [false, 'append', {destination_sync_mode: 'append', minimum_generation_id: null}],
  ] as const)('with refreshes %s turn %s as the platform does', (refreshes, mode, wanted) => {
    const connection = connect(
      {},
      {
        destination: {...fakeDestination('good'), supportsRefreshes: refreshes},
        streams: [{...PEOPLE, syncMode: 'full_refresh', destinationSyncMode: mode, generation: 3}],
      },
    );
    expect(destinationCatalog(connection, 1)).toMatchObject({streams: [wanted]});
  });

  it('show the destination the selected columns only, and the source none of data activation', () => {
    const columns = {id: {type: ['null', 'integer']}, name: {type: 'string', description: 'x'}};
    const selected = fakeStream('people', columns, {
      fields: ['id'],
      destinationSyncMode: 'update',
      destinationObjectName: 'contacts',
      primaryKey: ['id'],
    });
    const connection = connect({}, {streams: [selected], prefix: 'crm_'});
    expect(destinationCatalog(connection, 1)).toMatchObject({
      streams: [
        {
          stream: {
            name: 'crm_people',
            json_schema: {
              properties: {id: {type: 'number', airbyte_type: 'integer'}},
              additionalProperties: true,
            },
          },
          destination_sync_mode: 'update',
          destination_object_name: 'contacts',
          primary_key: [['id']],
        },
      ],
    });
    const shown = sourceCatalog(connection);
    expect(shown).toMatchObject({
      streams: [{stream: selected.stream, destination_sync_mode: 'append'}],
    });
    expect(JSON.stringify(shown)).not.toContain('contacts');
  });
});
