import type {ReaderStream} from '../../../src/read/describe-stream';
import type {RecordedRead} from '../../read/support/record-read';
import {openWorld, statesAfter, vendorNames, type World} from './support/open-world';
import {differences, keyText, tablesAfter, type Tables} from './support/stream-tables';
import {factsOf, type DumpRow, type DumpView} from './support/vendor-facts';

describe.each(vendorNames)('Every stream of %s', (vendor) => {
  let world: World;
  let first: RecordedRead;
  let tables: Tables;

  beforeAll(async () => {
    world = await openWorld({only: [vendor]});
    first = await world.read();
    tables = tablesAfter(first, world.streams);
  });
  afterAll(() => world.close());

  it('comes to its end with a state', () => {
    expect(first.results.flatMap(({failure}) => failure?.message ?? [])).toEqual([]);
    expect(world.names.filter((name) => first.state(name) === undefined)).toEqual([]);
    expect(world.names.filter((name) => first.story(name).at(-1) !== 'complete')).toEqual([]);
  });

  it('equals what the sandbox holds', () => {
    const problems = world.streams.flatMap((stream) => {
      const view = factsOf(vendor).dump?.[stream.stream.name] ?? {};
      return dumpProblems({world, vendor, stream, view, tables});
    });
    expect(problems).toEqual([]);
  });

  it('emits nothing when it is read again unchanged', async () => {
    const again = await world.read(statesAfter(first, world.names));
    expect(again.results.flatMap(({failure}) => failure?.message ?? [])).toEqual([]);
    expect(
      again.results
        .filter(({records}) => records > 0)
        .map(({stream, records}) => [stream, records]),
    ).toEqual([]);
  });

  it('is the same whichever way its pages are cut', async () => {
    for (const split of factsOf(vendor).splits) {
      const other = await openWorld({only: [vendor], split});
      const read = await other.read();
      await other.close();
      const failed = read.results.flatMap(({failure}) => failure?.message ?? []);
      expect([split.name, ...failed]).toEqual([split.name]);
      const found = differences(tablesAfter(read, other.streams), tables);
      expect([split.name, ...found]).toEqual([split.name]);
    }
  });
});

interface DumpComparison {
  readonly world: World;
  readonly vendor: string;
  readonly stream: ReaderStream;
  readonly view: DumpView;
  readonly tables: Tables;
}

function dumpProblems({world, vendor, stream, view, tables}: DumpComparison): readonly string[] {
  const {name, primaryKey} = stream.stream;
  const kind =
    view.kind ?? (vendor === 'scim' ? name.replace('_scim_', '_') : name.slice(vendor.length + 1));
  const rows = world.sandbox.dump(vendor)[kind];
  if (rows === undefined) return [`${name}: the sandbox's dump has no ${kind}`];
  const keyOf = view.keyOf ?? ((row: DumpRow) => primaryKey.map((column) => row[column]));
  const table = tables.get(name);
  const unread = rows.filter((row) => table?.has(keyText(keyOf(row))) !== true);
  const problems = unread.slice(0, 3).map((row) => `${name}: not read: ${keyText(keyOf(row))}`);
  if (table?.size !== rows.length) problems.push(`${name}: ${table?.size} read of ${rows.length}`);
  if (rows.length === 0) problems.push(`${name}: the sandbox holds nothing to compare`);
  const differing = rows.flatMap((row) => {
    const record = table?.get(keyText(keyOf(row))) ?? {};
    return Object.keys(record).filter((column) => isOther(record[column], row[column]));
  });
  const wrong = new Set(differing.filter((column) => view.differ?.includes(column) !== true));
  return [...problems, ...[...wrong].map((column) => `${name}: ${column} is another value`)];
}

/**
 * Scalars are compared, as texts, since a column has one type where a vendor has several; derived
 * columns, which the dump lacks, and nested values are not.
 */
function isOther(read: unknown, held: unknown): boolean {
  switch (typeof held) {
    case 'string':
    case 'number':
    case 'boolean':
      return String(read) !== String(held);
    default:
      return false;
  }
}
