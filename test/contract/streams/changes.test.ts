import type {SandboxChangeResult} from '../../../src/sandbox/sandbox';
import type {ReaderStream} from '../../../src/read/describe-stream';
import {describeStream} from '../../../src/read/describe-stream';
import type {RecordedRead} from '../../read/support/record-read';
import {openWorld, statesAfter, vendorNames, type World} from './support/open-world';
import {
  compare,
  differences,
  isTombstone,
  keyOf,
  tablesAfter,
  type StreamTable,
  type TableChanges,
  type Tables,
} from './support/stream-tables';
import {factsOf} from './support/vendor-facts';

describe.each(vendorNames)('What people change in %s', (vendor) => {
  let world: World;
  let before: Tables;
  let planted: readonly SandboxChangeResult[];
  let incremental: RecordedRead;
  let changes: ReadonlyMap<string, TableChanges>;

  beforeAll(async () => {
    world = await openWorld({only: [vendor]});
    const first = await world.read();
    before = tablesAfter(first, world.streams);
    planted = factsOf(vendor).changes.map((change) => world.sandbox.change(vendor, change));
    incremental = await world.read(statesAfter(first, world.names));
    const after = tablesAfter(await world.read(), world.streams);
    const none: StreamTable = new Map();
    changes = new Map(
      world.names.map((name) => [name, compare(before.get(name) ?? none, after.get(name) ?? none)]),
    );
  });
  afterAll(() => world.close());

  it('comes out exactly once, and nothing else does', () => {
    for (const stream of world.streams) {
      const {name} = stream.stream;
      const {joined = [], changed = []} = changes.get(name) ?? {};
      const got = incremental.records(name).filter((record) => !isTombstone(record));
      expect([name, got.map((record) => keyOf(stream, record)).sort()]).toEqual([
        name,
        [...joined, ...changed].sort(),
      ]);
    }
  });

  it('ends in one tombstone for each record that is gone, where deletions are found', () => {
    for (const stream of world.streams) {
      const {name} = stream.stream;
      const got = incremental.records(name).filter(isTombstone);
      const left = findsDeletions(stream) ? (changes.get(name)?.left ?? []) : [];
      expect([name, got.map((record) => keyOf(stream, record)).sort()]).toEqual([
        name,
        [...left].sort(),
      ]);
    }
  });

  it('reaches every stream of data that people can change', () => {
    const untouched = world.names.filter((name) => {
      const {joined = [], left = [], changed = []} = changes.get(name) ?? {};
      return joined.length + left.length + changed.length === 0;
    });
    expect(untouched.sort()).toEqual([...(factsOf(vendor).fixed ?? [])].sort());
  });

  it('is all that was planted', () => {
    const emitted = world.names.flatMap((name) => incremental.records(name));
    const texts = emitted.map((record) => JSON.stringify(record)).join('\n');
    const ids = planted.flatMap(({changed, joined}) => [...changed, ...joined]);
    // Ids of memberships are made of two: TEAM:USER.
    const parts = ids.flatMap((id) =>
      String(id)
        .split(/^(P[A-Z0-9]+):/)
        .filter(Boolean),
    );
    expect(parts.length).toBeGreaterThan(0);
    expect(parts.filter((id) => !texts.includes(JSON.stringify(id).slice(1, -1)))).toEqual([]);
  });

  it('is not repeated by the read after it', async () => {
    const states = statesAfter(incremental, world.names);
    const again = await world.read(states);
    expect(again.results.filter(({records}) => records > 0)).toEqual([]);
  });

  it('leaves the same data as a read from the beginning', async () => {
    const full = tablesAfter(await world.read(), world.streams);
    const tables = tablesAfter(incremental, world.streams, before);
    const kept = world.streams.filter((stream) => findsDeletions(stream));
    const names = new Set(kept.map(({stream}) => stream.name));
    expect(differences(tables, new Map([...full].filter(([name]) => names.has(name))))).toEqual([]);
  });
});

function findsDeletions(stream: ReaderStream): boolean {
  return '_ab_cdc_deleted_at' in (describeStream(stream).jsonSchema['properties'] as object);
}
