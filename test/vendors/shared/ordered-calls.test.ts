import fc from 'fast-check';
import {orderedCalls} from '../../../src/vendors/shared/ordered-calls';

async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('calls in order', () => {
  it('give all results in the order of the items, never more than the width at a time', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.nat(5), {maxLength: 30}),
      fc.integer({min: 1, max: 6}),
      async (turns, width) => {
        let underWay = 0;
        let most = 0;
        const call = async (turn: number): Promise<number> => {
          most = Math.max(most, (underWay += 1));
          for (let at = 0; at < turn; at += 1) await Promise.resolve();
          underWay -= 1;
          return turn;
        };
        expect(await collect(orderedCalls(turns, width, call))).toEqual(turns);
        expect(most).toBeLessThanOrEqual(width);
      },
    );
    await fc.assert(property);
  });

  it('makes calls at the same time', async () => {
    const started: number[] = [];
    const never = new Promise<number>(() => undefined);
    const results = orderedCalls([1, 2, 3], 2, (item) => {
      started.push(item);
      return item === 1 ? Promise.resolve(1) : never;
    });
    expect(await results.next()).toEqual({done: false, value: 1});
    expect(started).toEqual([1, 2]);
  });

  it('ends with the first failure, and nobody has to hear of the others', async () => {
    const call = (item: number): Promise<number> => Promise.reject(new Error(`call ${item}`));
    await expect(collect(orderedCalls([1, 2, 3], 3, call))).rejects.toThrow('call 1');
  });
});
