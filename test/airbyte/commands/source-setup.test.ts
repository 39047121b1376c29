import {Writable} from 'node:stream';
import {Failure} from '../../../src/core/failure';
import type {SourceVendor, VendorKit} from '../../../src/read/source-vendor';
import {createVirtualClock} from '../../support/virtual-clock';
import {NOW_MS} from '../support/clock';
import {useFolder} from '../support/folder';
import {crmConfig, fakeSource, source, sweep} from '../support/run-source';

const folder = useFolder();

function statusOf(message: unknown): unknown {
  return (message as {connectionStatus: unknown}).connectionStatus;
}

describe('spec', () => {
  it('is ours only: vendor sections and own options, counted in order', async () => {
    const {code, messages} = await source(['spec'], [fakeSource()]);
    expect(code).toBe(0);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({
      type: 'SPEC',
      spec: {protocol_version: '0.2.0'},
    });
    const {spec} = messages[0] as unknown as {
      spec: {connectionSpecification: {properties: Record<string, {order: number}>}};
    };
    const {properties} = spec.connectionSpecification;
    expect(Object.keys(properties)).toEqual(['crm', 'deletion_share_max']);
    expect(Object.values(properties).map((one) => one.order)).toEqual([0, 1]);
  });
});

describe('check', () => {
  it('succeeds with exactly one message', async () => {
    const config = folder.put('config.json', crmConfig);
    const {code, messages} = await source(['check', '--config', config], [fakeSource()]);
    expect(code).toBe(0);
    expect(messages.map(statusOf)).toEqual([{status: 'SUCCEEDED'}]);
  });

  it('reports all failures of all vendors in one message, a line each, and ends with 0', async () => {
    const config = folder.put('c.json', {...crmConfig, other: {api_key: 'k'}});
    const vendors = [
      fakeSource({
        check: () =>
          Promise.resolve([new Failure({kind: 'auth', message: 'CRM refuses the key.'})]),
      }),
      fakeSource({
        name: 'other',
        check: () => Promise.reject(new Failure({kind: 'transient', message: 'Other is down.'})),
      }),
    ];
    const {code, messages} = await source(['check', '--config', config], vendors);
    expect(code).toBe(0);
    expect(messages.map(statusOf)).toEqual([
      {status: 'FAILED', message: 'CRM refuses the key.\nOther is down.'},
    ]);
  });

  it('repeats failed requests twice at most, because a person waits, and so does discover', async () => {
    const config = folder.put('config.json', crmConfig);
    const seen: unknown[] = [];
    const vendor = fakeSource({open: ({retriesMax}) => seen.push(retriesMax)});
    await source(['check', '--config', config], [vendor]);
    await source(['discover', '--config', config], [vendor]);
    expect(seen).toEqual([2, 2]);
  });

  it.each([
    ['a missing file', () => 'nowhere.json', 'there is no such file'],
    ['malformed JSON', () => folder.put('x.json', '{"crm": '), 'not valid JSON'],
    ['an unknown section', () => folder.put('x.json', {crn: {}}), 'Did you mean "crm"?'],
    [
      'a missing key',
      () => folder.put('x.json', {crm: {use: 'yes'}}),
      '"crm.api_key" (API key) is missing',
    ],
  ])('answers FAILED and 0 for %s', async (_, path, text) => {
    const {code, messages} = await source(['check', '--config', path()], [fakeSource()]);
    expect(code).toBe(0);
    expect(messages).toHaveLength(1);
    expect(statusOf(messages[0])).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining(text) as string,
    });
  });

  it('answers FAILED for what a vendor refuses when it is opened', async () => {
    const config = folder.put('c.json', crmConfig);
    const vendor = fakeSource({
      open: () => {
        throw new Failure({kind: 'config', message: 'crm.base_url must be https.'});
      },
    });
    const {code, messages} = await source(['check', '--config', config], [vendor]);
    expect(code).toBe(0);
    expect(statusOf(messages[0])).toEqual({
      status: 'FAILED',
      message: 'crm.base_url must be https.',
    });
  });

  it('answers a bug with one ERROR trace and 1, and shows no secret in it', async () => {
    const config = folder.put('c.json', crmConfig);
    const vendor = fakeSource({
      check: () => Promise.reject(new TypeError(`undefined ${crmConfig.crm.api_key}`)),
    });
    const {code, text, messages} = await source(['check', '--config', config], [vendor]);
    expect(code).toBe(1);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({
      type: 'TRACE',
      trace: {
        type: 'ERROR',
        error: {failure_type: 'system_error', stack_trace: expect.any(String) as string},
      },
    });
    expect(text).not.toContain(crmConfig.crm.api_key);
  });
});

describe('discover', () => {
  it('lists the streams with key, cursor and modes, without namespace', async () => {
    const config = folder.put('c.json', crmConfig);
    const vendor = fakeSource({readers: [sweep('crm_users', []), sweep('crm_roles', [])]});
    const {code, messages} = await source(['discover', '--config', config], [vendor]);
    expect(code).toBe(0);
    expect(messages).toHaveLength(1);
    const {catalog} = messages[0] as unknown as {catalog: {streams: Record<string, unknown>[]}};
    expect(catalog.streams.map((stream) => stream['name'])).toEqual(['crm_users', 'crm_roles']);
    expect(catalog.streams[0]).toMatchObject({
      supported_sync_modes: ['full_refresh', 'incremental'],
      source_defined_cursor: true,
      default_cursor_field: ['_ab_cdc_updated_at'],
      source_defined_primary_key: [['id']],
      is_resumable: true,
    });
    expect(catalog.streams[0]).not.toHaveProperty('namespace');
  });

  it('leaves out streams that the account does not have', async () => {
    const config = folder.put('c.json', crmConfig);
    const vendor = fakeSource({
      readers: [sweep('crm_users', []), sweep('crm_roles', [])],
      available: () => Promise.resolve({streams: new Set(['crm_roles']), unanswered: []}),
    });
    const {messages} = await source(['discover', '--config', config], [vendor]);
    expect(messages[0]).toMatchObject({catalog: {streams: [{name: 'crm_roles'}]}});
  });

  const refused = new Failure({kind: 'auth', message: 'The key is refused.'});

  it('lists what could not be asked, with a warning, beside what could', async () => {
    const config = folder.put('c.json', {...crmConfig, other: crmConfig.crm});
    const vendors = [
      fakeSource({
        readers: [sweep('crm_users', []), sweep('crm_roles', []), sweep('crm_guests', [])],
        available: () =>
          Promise.resolve({
            streams: new Set(['crm_users', 'crm_roles']),
            unanswered: [{streams: ['crm_roles', 'crm_guests'], failure: refused}],
          }),
      }),
      fakeSource({name: 'other', readers: [sweep('people', [])]}),
    ];
    const {code, messages} = await source(['discover', '--config', config], vendors);
    expect(code).toBe(0);
    expect(messages).toMatchObject([
      {
        log: {
          level: 'WARN',
          message:
            'Listed, but it is not known whether the account has them: crm_roles. The key is refused.',
        },
      },
      {log: {level: 'WARN', message: 'Not listed: crm_guests. The key is refused.'}},
      {catalog: {streams: [{name: 'crm_users'}, {name: 'crm_roles'}, {name: 'people'}]}},
    ]);
  });

  it('ends with one trace and 1 when nothing at all can be listed', async () => {
    const config = folder.put('c.json', crmConfig);
    const vendor = fakeSource({
      readers: [sweep('crm_users', [])],
      available: () =>
        Promise.resolve({
          streams: new Set(),
          unanswered: [{streams: ['crm_users'], failure: refused}],
        }),
    });
    const {code, messages} = await source(['discover', '--config', config], [vendor]);
    expect(code).toBe(1);
    expect(messages).toMatchObject([
      {trace: {error: {message: 'The key is refused.', failure_type: 'config_error'}}},
    ]);
  });
});

describe('A vendor that does not answer', () => {
  /** A vendor whose questions end only when its kit says so, or not even then. */
  function mute(name: string, end: 'heeds the signal' | 'never ends') {
    const wait = (kit: VendorKit): Promise<never> =>
      new Promise((_, reject) => {
        if (end === 'never ends') return;
        kit.signal.addEventListener('abort', () => reject(kit.signal.reason as Error));
      });
    return fakeSource({name, readers: [sweep(`${name}_users`, [])], check: wait, available: wait});
  }

  async function askFor(command: string, vendors: readonly SourceVendor[]) {
    const clock = createVirtualClock(NOW_MS);
    const names = vendors.map(({name}) => [name, crmConfig.crm]);
    const config = folder.put('c.json', Object.fromEntries(names));
    const asked = source([command, '--config', config], vendors, undefined, clock);
    await clock.runAll();
    const end = await asked;
    expect(clock.now() - NOW_MS).toBeLessThan(28_000);
    return end;
  }

  it.each(['heeds the signal', 'never ends'] as const)(
    'and %s is named by check in time, with what the others said',
    async (end) => {
      const other = fakeSource({
        name: 'other',
        check: () => Promise.resolve([new Failure({kind: 'auth', message: 'Other refuses.'})]),
      });
      const {code, messages} = await askFor('check', [mute('crm', end), other]);
      expect(code).toBe(0);
      expect(messages.map(statusOf)).toEqual([
        {
          status: 'FAILED',
          message: expect.stringMatching(
            /^crm did not answer within 15 seconds.*\nOther refuses\.$/,
          ) as string,
        },
      ]);
    },
  );

  it.each(['heeds the signal', 'never ends'] as const)(
    'and %s does not keep discover from listing everything in time',
    async (end) => {
      const other = fakeSource({name: 'other', readers: [sweep('people', [])]});
      const {code, messages} = await askFor('discover', [mute('crm', end), other]);
      expect(code).toBe(0);
      expect(messages).toMatchObject([
        {log: {level: 'WARN', message: expect.stringContaining('crm did not answer') as string}},
        {catalog: {streams: [{name: 'crm_users'}, {name: 'people'}]}},
      ]);
    },
  );

  it('because of a limit is said to be limited, and until when', async () => {
    const vendor = fakeSource({
      check: (kit) => {
        kit.onRateLimited(NOW_MS + 3_600_000);
        return new Promise(() => undefined);
      },
    });
    const {messages} = await askFor('check', [vendor]);
    expect(messages.map(statusOf)).toMatchObject([
      {
        message: expect.stringMatching(
          /^crm .* limit is used up, until about 2026-02-03T05:05/,
        ) as string,
      },
    ]);
  });
});

describe('the command line', () => {
  it.each([
    [[], 'no command was given'],
    [['sync'], "unknown command 'sync'"],
    [['check'], "required option '--config <file>' not specified"],
    [['spec', '--verbose'], "unknown option '--verbose'"],
    [['spec', 'extra'], 'too many arguments'],
    [['read', '--config', 'c.json'], "required option '--catalog <file>' not specified"],
  ])('answers %j with one config_error trace and 1', async (args, text) => {
    const {code, messages} = await source(args, [fakeSource()]);
    expect(code).toBe(1);
    expect(messages).toMatchObject([
      {
        type: 'TRACE',
        trace: {
          error: {failure_type: 'config_error', message: expect.stringContaining(text) as string},
        },
      },
    ]);
  });

  it.each([
    ['--help', /^Usage: source-user-sync .*read/s],
    ['--version', /^\d+\.\d+\.\d+\n$/],
  ])('answers %s with plain text and 0', async (option, text) => {
    const end = await source([option], [fakeSource()]);
    expect(end.code).toBe(0);
    expect(end.text).toMatch(text);
  });

  it('ends with 1 when nobody takes its answer', async () => {
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => {
        done(Object.assign(new Error('EPIPE'), {code: 'EPIPE'}));
      },
    });
    expect((await source(['spec'], [fakeSource()], stdout)).code).toBe(1);
  });

  it('leaves no handlers of the CDK in the process', async () => {
    const before = process.listenerCount('uncaughtException');
    await source(['spec'], [fakeSource()]);
    expect(process.listenerCount('uncaughtException')).toBe(before);
    expect(process.listenerCount('unhandledRejection')).toBe(0);
  });
});
