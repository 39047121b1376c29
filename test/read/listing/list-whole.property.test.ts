import fc from 'fast-check';
import {Failure} from '../../../src/core/failure';
import {listWhole} from '../../../src/read/listing/list-whole';
import type {ListSource} from '../../../src/read/listing/list-source';
import {createListServer, type ListEvent, type ListServerOptions} from './list-server';

/** The ids that were passed on, or the failure that ended the list. */
async function readAll<Place>(source: ListSource<Place>): Promise<readonly unknown[] | Failure> {
  const ids: unknown[] = [];
  try {
    for await (const page of listWhole(source)) ids.push(...page.map(({id}) => id));
    return ids;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

const ids = fc.integer({min: 0, max: 60}).map((n) => Array.from({length: n}, (_, i) => `p${i}`));
const caps = fc.array(fc.integer({min: 1, max: 12}), {minLength: 1, maxLength: 4});
const signs = fc.uniqueArray(fc.constantFrom('more' as const, 'total' as const));
const paging = fc.constantFrom('offset' as const, 'page' as const);
const base = fc.record({ids, caps, paging, signs, pageSize: fc.integer({min: 2, max: 20})});

function optionsOf(
  made: {
    readonly ids: readonly string[];
    readonly caps: readonly number[];
    readonly paging: ListServerOptions['paging'];
    readonly signs: readonly ('more' | 'total')[];
    readonly pageSize: number;
  },
  more: Partial<ListServerOptions> = {},
): ListServerOptions {
  return {...made, signs: new Set(made.signs), ...more};
}

const lie = fc.oneof(
  fc.record({
    sign: fc.constant('total' as const),
    says: fc.oneof(
      fc.integer({min: 0, max: 80}),
      fc.constantFrom('rows of this answer' as const, 'rows so far' as const),
    ),
  }),
  fc.record({sign: fc.constant('more' as const), atRequest: fc.nat({max: 8})}),
);

const place = fc.nat({max: 60});
const move = fc.record({type: fc.constant('move' as const), from: place, to: place});
const leave = fc.record({type: fc.constant('leave' as const), at: place});
const join = fc.record({
  type: fc.constant('join' as const),
  at: place,
  id: fc.nat({max: 9}).map((n) => `late${n}`),
});

/** An event with the number of the request before which it happens. */
function timed(event: fc.Arbitrary<ListEvent>): fc.Arbitrary<readonly [number, ListEvent]> {
  return fc.tuple(fc.nat({max: 8}), event);
}

/** Nobody who is there before and after is missed. */
async function expectAllWhoStayed(
  events: fc.Arbitrary<readonly (readonly [number, ListEvent])[]>,
  lying: fc.Arbitrary<ListServerOptions['lie']> = fc.constant(undefined),
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(base, events, lying, async (made, happening, lies) => {
      // A page of one row that comes for each place may also be a whole list of one row.
      fc.pre(!made.caps.includes(1));
      const byRequest = new Map<number, ListEvent[]>();
      for (const [at, event] of happening) {
        byRequest.set(at, [...(byRequest.get(at) ?? []), event]);
      }
      const server = createListServer(
        optionsOf(made, {events: byRequest, ...(lies !== undefined && {lie: lies})}),
      );
      const read = await readAll(server.source);
      const stayed = server.now().filter((id) => !id.startsWith('late'));
      if (!(read instanceof Failure)) expectEverybody(read, stayed);
    }),
    {numRuns: 400},
  );
}

function expectEverybody(read: readonly unknown[], wanted: readonly string[]): void {
  expect(new Set(read).size).toBe(read.length);
  const got = new Set(read);
  expect(wanted.filter((id) => !got.has(id))).toEqual([]);
}

describe('A list that is read whole', () => {
  it('has every row once, however it is cut into pages and whatever truthful signs it has', async () => {
    await fc.assert(
      fc.asyncProperty(base, async (made) => {
        const server = createListServer(optionsOf(made));
        const read = await readAll(server.source);
        expect(read).not.toBeInstanceOf(Failure);
        expectEverybody(read as readonly unknown[], made.ids);
      }),
      {numRuns: 250},
    );
  });

  it('has every row, or fails, when one sign lies', async () => {
    await fc.assert(
      fc.asyncProperty(base, lie, async (made, lying) => {
        const server = createListServer(optionsOf(made, {lie: lying}));
        const read = await readAll(server.source);
        if (!(read instanceof Failure)) expectEverybody(read, made.ids);
      }),
      {numRuns: 400},
    );
  });

  it.each(['offset', 'page'] as const)(
    'has everybody when one leaves and one joins at once and the count stays equal (%s)',
    async (paging) => {
      const people = Array.from({length: 7}, (_, at) => `p${at}`);
      for (let pageSize = 2; pageSize <= 4; pageSize += 1) {
        for (let at = 0; at < 7; at += 1) {
          for (let request = 1; request <= 5; request += 1) {
            const happening: readonly ListEvent[] = [
              {type: 'leave', at},
              {type: 'join', at: 6, id: 'late'},
            ];
            const made = {ids: people, caps: [pageSize], paging, signs: ['total' as const]};
            const events = new Map([[request, happening]]);
            const server = createListServer(optionsOf({...made, pageSize}, {events}));
            const read = await readAll(server.source);
            expect(read).not.toBeInstanceOf(Failure);
            const stayed = server.now().filter((id) => id !== 'late');
            expectEverybody(read as readonly unknown[], stayed);
          }
        }
      }
    },
  );

  it('has everybody who stayed, or fails, however many leave and join while it is read', async () => {
    await expectAllWhoStayed(fc.array(timed(fc.oneof(leave, join)), {maxLength: 8}));
  });

  it('has everybody who stayed, or fails, when several move, leave or join while it is read', async () => {
    const kinds = [fc.oneof(move, leave), fc.oneof(move, join)];
    await expectAllWhoStayed(
      fc.oneof(...kinds.map((kind) => fc.array(timed(kind), {maxLength: 4}))),
    );
  });

  it('has everybody who stayed, or fails, when many leave and join and one sign lies', async () => {
    await expectAllWhoStayed(fc.array(timed(fc.oneof(leave, join)), {maxLength: 4}), lie);
  });

  it('has every row when empty pages lie between full ones and the vendor says that it goes on', async () => {
    await fc.assert(
      fc.asyncProperty(base, fc.uniqueArray(fc.nat({max: 6})), async (made, hiddenPages) => {
        // Behind an empty page of a cursor the vendor says where to go on.
        const paged = {...made, paging: 'cursor' as const, signs: ['more' as const]};
        const server = createListServer(optionsOf(paged, {hiddenPages}));
        const read = await readAll(server.source);
        if (!(read instanceof Failure)) expectEverybody(read, made.ids);
      }),
      {numRuns: 250},
    );
  });

  it('is the whole answer of a server that knows no pages, or fails', async () => {
    await fc.assert(
      fc.asyncProperty(base, async (made) => {
        const server = createListServer(optionsOf({...made, paging: 'ignored', signs: []}));
        const read = await readAll(server.source);
        expect(read).not.toBeInstanceOf(Failure);
        expectEverybody(read as readonly unknown[], made.ids);
      }),
    );
  });

  it('is followed by the cursors of a vendor that gives nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(base, async (made) => {
        const server = createListServer(optionsOf({...made, paging: 'cursor', signs: []}));
        const read = await readAll(server.source);
        expect(read).not.toBeInstanceOf(Failure);
        expectEverybody(read as readonly unknown[], made.ids);
      }),
    );
  });
});
