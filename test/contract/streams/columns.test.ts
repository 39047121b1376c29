import {isJsonObject} from '../../../src/core/json';
import type {ReadRecord, RecordedRead} from '../../read/support/record-read';
import {openWorld, vendorNames, type World} from './support/open-world';
import {factsOf} from './support/vendor-facts';

describe.each(vendorNames)('The columns of %s', (vendor) => {
  const worlds: World[] = [];
  const reads: RecordedRead[] = [];

  beforeAll(async () => {
    const further = factsOf(vendor).further ?? [];
    for (const split of [undefined, ...further]) {
      const world = await openWorld({only: [vendor], ...(split && {split})});
      worlds.push(world);
      reads.push(await world.read());
    }
  });
  afterAll(() => Promise.all(worlds.map((world) => world.close())));

  it('are each seen with a value, so that none is declared in vain or dropped on the way', () => {
    const unseen = declared().flatMap(({name, columns}) => {
      const never = factsOf(vendor).neverSent?.[name] ?? {};
      const isSeen = (column: string): boolean =>
        recordsOf(name).some((row) => row[column] !== null && row[column] !== undefined);
      // An exception that has become untrue must go as well.
      return columns
        .filter((column) => isSeen(column) === column in never)
        .map((column) => `${name}.${column}`);
    });
    expect(unseen).toEqual([]);
  });

  it('hold all that the vendor usually sends, so that nothing is left for other_fields', () => {
    for (const {name} of declared()) {
      const others = (reads[0]?.records(name) ?? []).map((row) => row['other_fields']);
      const names = others.flatMap((left) => (isJsonObject(left) ? Object.keys(left) : []));
      expect([name, ...new Set(names)]).toEqual([name]);
    }
  });

  it('fit what is sent, so that nobody is warned', () => {
    const warned = reads.flatMap(({kit}) => kit.logged.filter(({level}) => level === 'WARN'));
    expect(warned.filter(({message}) => message.includes('fit'))).toEqual([]);
  });

  function recordsOf(name: string): readonly ReadRecord[] {
    return reads.flatMap((read) => read.records(name));
  }

  /** The vendor's columns of each stream, by its schema. */
  function declared(): readonly {readonly name: string; readonly columns: readonly string[]}[] {
    return (worlds[0]?.streams ?? []).map(({stream: {name, schema}}) => {
      const {properties} = schema;
      const columns = isJsonObject(properties) ? Object.keys(properties) : [];
      return {name, columns: columns.filter((column) => column !== 'other_fields')};
    });
  }
});
