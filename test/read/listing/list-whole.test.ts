import type {JsonObject} from '../../../src/core/json';
import {listWhole, type ListEnd} from '../../../src/read/listing/list-whole';
import type {ListPage, ListSource} from '../../../src/read/listing/list-source';

type Answer = Omit<ListPage<number>, 'items'> & {readonly rows: string};

/**
 * A list whose answers are planned by reading and place; letters are ids, a dot is a row without one.
 * The last reading is given for all that come after it, and nothing where nothing is planned.
 */
function planned(readings: readonly Readonly<Record<number, Answer>>[]): {
  readonly source: ListSource<number>;
  readonly asked: number[];
} {
  const asked: number[] = [];
  let reading = -1;
  const ask = (place: number): ListPage<number> => {
    asked.push(place);
    if (place === 0) reading += 1;
    const plan = readings[Math.min(reading, readings.length - 1)] ?? {};
    const {rows, ...signs} = plan[place] ?? {rows: ''};
    const items = Array.from(rows, (id): JsonObject => (id === '.' ? {} : {id}));
    return {items, ...signs};
  };
  const source: ListSource<number> = {
    vendor: 'Example',
    purpose: 'list people',
    pageSize: 4,
    first: 0,
    ask: (place) => Promise.resolve(ask(place)),
    behind: (place, rows) => place + rows,
    // The answers are planned by places without overlap.
    keyOf: ({id}) => (typeof id === 'string' ? id : undefined),
  };
  return {source, asked};
}

async function read(source: ListSource<number>): Promise<ListEnd & {readonly rows: string}> {
  const pages = listWhole(source);
  let rows = '';
  for (;;) {
    const next = await pages.next();
    if (next.done === true) return {...next.value, rows};
    rows += next.value.map(({id}) => (typeof id === 'string' ? id : '.')).join('');
  }
}

describe('A list without a count', () => {
  it('is read again as long as a reading finds more than the one before', async () => {
    const {source, asked} = planned([
      {0: {rows: 'abc'}, 3: {rows: 'cd'}},
      // Whom the first reading missed comes now, and somebody else is missed.
      {0: {rows: 'abc'}, 3: {rows: 'de'}},
      {0: {rows: 'abc'}, 3: {rows: 'def'}},
    ]);
    expect((await read(source)).rows).toBe('abcdef');
    expect(asked.filter((place) => place === 0).length).toBeGreaterThanOrEqual(4);
  });

  it('gives a row without a key once although the list comes again for the next place', async () => {
    const {source} = planned([{0: {rows: 'a.b'}, 3: {rows: 'a.b'}}]);
    expect((await read(source)).rows).toBe('a.b');
  });

  it('gives each row without a key once although it is read again', async () => {
    const {source} = planned([{0: {rows: 'ab.'}, 3: {rows: '.c'}}]);
    expect((await read(source)).rows).toBe('ab..c');
  });
});

describe('A list that the vendor does not give to its end', () => {
  it('is not complete, and says how long the vendor counts it', async () => {
    const {source} = planned([{0: {rows: 'abc', total: 9}, 3: {rows: '', capped: true}}]);
    expect(await read(source)).toEqual({rows: 'abc', complete: false, total: 9});
  });

  it('says so as well where its first page is left', async () => {
    const {source} = planned([{0: {rows: 'abc', total: 9, capped: true}}]);
    expect(await read(source)).toMatchObject({complete: false, total: 9});
  });
});
