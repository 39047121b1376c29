import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Failure} from '../../../src/core/failure';
import type {JsonObject} from '../../../src/core/json';
import {createRateLimitRelay} from '../../../src/read/rate-limit-relay';
import type {VendorKit} from '../../../src/read/source-vendor';
import {openEnds} from '../../../src/runner/run/open-ends';
import {openRotatedSections} from '../../../src/runner/run/rotated-sections';
import type {RunFile} from '../../../src/runner/run-file/run-file';
import type {Vendor} from '../../../src/vendors/vendor';
import {createTestKit} from '../../support/test-kit';

const schema: JsonObject = {
  type: 'object',
  properties: {
    directory: {
      type: 'array',
      items: {type: 'object', properties: {token: {type: 'string', airbyte_secret: true}}},
    },
  },
};

const locate = (): {readonly file: string} => ({file: 'run.yaml'});

describe('both ends', () => {
  it('name everything that their sections get wrong, together', () => {
    const refuse = (end: string) => (): never => {
      throw new Failure({kind: 'config', message: `${end}.base_url must be https.`});
    };
    const names = ['a', 'b'];
    const vendors = names.map((name): Vendor => ({
      name,
      source: {name, open: refuse(`source ${name}`)},
      destination: {name, objects: [], open: refuse(`destination ${name}`)},
    }));
    const config = {a: {key: 'k'}, b: {key: 'k'}};
    const path = join(tmpdir(), 'user-sync-test-nothing.duckdb');
    const open = () =>
      openEnds({
        runFile: {
          path: 'run.yaml',
          locate,
          source: {config, file: 'run.yaml', locate, streams: 'all'},
          warehouse: {path, files: []},
          models: [],
          destination: {config, file: 'run.yaml', locate},
          history: {days: 400, valueDays: 0},
          webhooks: [],
        },
        vendors,
        schemas: {source: {}, destination: {}, sourceVendors: [], destinationVendors: []},
        rotated: openRotatedSections(path),
        relay: createRateLimitRelay(),
        kit: createTestKit(),
      });
    const ends = ['source a', 'source b', 'destination a', 'destination b'];
    expect(open).toThrow(ends.map((end) => `${end}.base_url must be https.`).join('\n'));
  });
});

describe('a vendor whose section is a list', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'user-sync-test-'));
  });
  afterEach(() => rmSync(directory, {recursive: true, force: true}));

  /** Opens the entries as a new run does; gives what each was opened with. */
  function open(entries: readonly JsonObject[]) {
    const opened: {section: JsonObject; kit: VendorKit}[] = [];
    const vendor: Vendor = {
      name: 'directory',
      source: {
        name: 'directory',
        nameEntry: ({city}) => `${JSON.stringify(city)} directory`,
        open: (section, kit) => {
          opened.push({section, kit});
          return {
            vendor: `${JSON.stringify(section['city'])} directory`,
            readers: [],
            available: () => Promise.resolve({streams: new Set<string>(), unanswered: []}),
            check: () => Promise.resolve([]),
            traffic: () => ({requests: 0, retries: 0, waitedMs: 0}),
          };
        },
      },
    };
    const runFile: RunFile = {
      path: 'run.yaml',
      locate,
      source: {config: {directory: entries}, file: 'run.yaml', locate, streams: 'all'},
      warehouse: {path: join(directory, 'w.duckdb'), files: []},
      models: [],
      destination: {config: {}, file: 'run.yaml', locate},
      history: {days: 400, valueDays: 0},
      webhooks: [],
    };
    const kit = createTestKit();
    const relay = createRateLimitRelay();
    const {sources} = openEnds({
      runFile,
      vendors: [vendor],
      schemas: {source: schema, destination: {}, sourceVendors: [], destinationVendors: []},
      rotated: openRotatedSections(runFile.warehouse.path),
      relay,
      kit,
    });
    return {opened, sources, kit, relay};
  }

  const entries = [
    {city: 'Rome', token: 'token-of-rome'},
    {city: 'Oslo', token: 'token-of-oslo'},
  ];

  it('is opened once for each entry, with its own waits', () => {
    const {opened, sources, relay} = open(entries);
    expect(sources.map(({vendor}) => vendor)).toEqual(['"Rome" directory', '"Oslo" directory']);
    const heard: number[] = [];
    relay.listen('"Oslo" directory', (resetAtMs) => heard.push(resetAtMs));
    opened.forEach(({kit}, index) => kit.onRateLimited(index));
    expect(heard).toEqual([1]);
  });

  it('keeps a changed entry for later runs, and hides its secrets', async () => {
    const first = open(entries);
    await first.opened[1]?.kit.saveSection({city: 'Oslo', token: 'exchanged-token'});
    expect(first.kit.mask.apply('token-of-rome exchanged-token')).toBe('**** ****');
    const second = open(entries);
    const tokens = second.opened.map(({section}) => section['token']);
    expect(tokens).toEqual(['token-of-rome', 'exchanged-token']);
    expect(second.kit.mask.apply('exchanged-token')).toBe('****');
  });

  it('is refused when two entries describe the same account', () => {
    expect(() => open([...entries, ...entries])).toThrow(
      /"directory\[2\]" describes "Rome" directory/,
    );
  });
});
