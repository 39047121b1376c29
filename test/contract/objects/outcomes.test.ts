import {objectCases} from './cases';
import {destinations, inWorld} from './world';
import {expectSums, fates, writeRows} from './write-rows';

const BATCH = 5;
/** The first, one in the middle and the last of a batch. */
const POSITIONS = [0, 2, BATCH - 1];

it('has a case for every object of every vendor', () => {
  const written = new Set(objectCases.flatMap(({object, alsoFor = []}) => [object, ...alsoFor]));
  const all = destinations.flatMap(({objects}) => objects.map(({name}) => name));
  expect([...written].sort()).toEqual(all.sort());
});

describe.each(objectCases)('the outcomes of $title', (objectCase) => {
  const {row, bad, batch, show} = objectCase;

  it.each(Object.keys(bad))(
    'name "%s" first, in the middle and last, and nobody else',
    async (what) => {
      await inWorld(objectCase, async (world) => {
        const kind = bad[what];
        if (kind === undefined) throw new Error(`no kind ${what}`);
        for (const position of POSITIONS) {
          const at = (index: number): number => position * BATCH + index;
          const before = kind.before?.(at(0));
          const rows = [
            ...(before ? [before] : []),
            ...Array.from({length: BATCH}, (_, index) =>
              index === position
                ? kind.row(world.initial, at(before ? 0 : index))
                : row(world.initial, at(index), 0),
            ),
          ];
          const expected = rows.map((_, index) =>
            index === position + (before ? 1 : 0) ? kind.reason : 'written',
          );
          const written = await writeRows(world, rows);
          expect({position, fates: fates(written, rows)}).toEqual({position, fates: expected});
          expectSums(written);
          expect(written.passedTooEarly).toEqual([]);
          expect(written.checkpoints.map(({stats}) => stats)).toEqual([
            {recordCount: rows.length - 1, rejectedRecordCount: 1},
          ]);
        }
      });
    },
  );

  it('leave the vendor with what the bad ones among them did not spoil', async () => {
    const goods = Array.from({length: 6}, (_, at) => at);
    const clean = await inWorld(objectCase, async (world) => {
      await writeRows(
        world,
        goods.map((at) => row(world.initial, at, 0)),
      );
      return show(world.dump());
    });
    await inWorld(objectCase, async (world) => {
      const kinds = Object.values(bad).filter(({before}) => before === undefined);
      const rows = [
        ...goods.slice(0, 3).map((at) => row(world.initial, at, 0)),
        ...kinds.map((kind, index) => kind.row(world.initial, goods.length + index)),
        ...goods.slice(3).map((at) => row(world.initial, at, 0)),
      ];
      const written = await writeRows(world, rows);
      expectSums(written);
      expect(written.summary.rejected).toBe(kinds.length);
      expect(show(world.dump())).toEqual(clean);
    });
  });

  it('let no checkpoint pass before a record that was rejected is kept', async () => {
    await inWorld(objectCase, async (world) => {
      const spoilt = bad['no key']?.row(world.initial, 9) ?? {};
      // Alone: behind a good one they would wait for the vendor in any case.
      const rows = [spoilt, spoilt];
      const written = await writeRows(world, rows, {every: 1});
      expect(written.passedTooEarly).toEqual([]);
      expect(written.checkpoint).toBe(rows.length);
    });
  });

  it('come once per row where keys repeat: the last one wins, the others are counted', async () => {
    await inWorld(objectCase, async (world) => {
      const {initial} = world;
      // While the writer opens for the first row, time passes; the others come in one go.
      const rows = [
        row(initial, 3, 0),
        ...[0, 1, 2].flatMap((version) => [0, 1, 2].map((at) => row(initial, at, version))),
      ];
      const written = await writeRows(world, rows);
      expectSums(written);
      const {merged, rejected, notTried} = written.summary;
      expect([rejected, notTried]).toEqual([0, 0]);
      if (batch > 1) expect(merged).toBe(6);
      await inWorld(objectCase, async (other) => {
        await writeRows(other, [row(initial, 3, 0), ...[0, 1, 2].map((at) => row(initial, at, 2))]);
        expect(show(world.dump())).toEqual(show(other.dump()));
      });
    });
  });

  it('keep the order of each key over many batches', async () => {
    await inWorld(objectCase, async (world) => {
      const versions = [0, 1, 2, 3];
      const rows = versions.flatMap((version) =>
        Array.from({length: 7}, (_, at) => row(world.initial, at, version)),
      );
      const written = await writeRows(world, rows, {every: 5});
      expectSums(written);
      expect(written.passedTooEarly).toEqual([]);
      expect(written.checkpoint).toBe(rows.length);
      await inWorld(objectCase, async (other) => {
        for (const version of versions) {
          await writeRows(
            other,
            Array.from({length: 7}, (_, at) => row(other.initial, at, version)),
          );
        }
        expect(show(world.dump())).toEqual(show(other.dump()));
      });
    });
  });

  if (objectCase.tellsUnchanged) {
    it('are unchanged the second time, without a call that writes', async () => {
      await inWorld(objectCase, async (world) => {
        const rows = Array.from({length: 6}, (_, at) => row(world.initial, at, 0));
        await writeRows(world, rows);
        const before = world.writes().length;
        const again = await writeRows(world, rows);
        expect(again.summary).toMatchObject({unchanged: rows.length, written: 0});
        expect(world.writes()).toHaveLength(before);
      });
    });
  }
});
