import {prefetch} from '../../../src/read/session/prefetch';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('prefetch', () => {
  it.each([0, 1, 3])('gives all pages in order with depth %i', async (depth) => {
    async function* pages(): AsyncGenerator<number> {
      for (let page = 0; page < 7; page += 1) {
        await turn();
        yield page;
      }
    }
    expect(await collect(prefetch(pages(), depth))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('asks for the next page while the current one is worked on, and for no more', async () => {
    let asked = 0;
    async function* pages(): AsyncGenerator<number> {
      for (;;) yield (asked += 1);
    }
    const ahead = prefetch(pages());
    await ahead.next();
    await turn();
    expect(asked).toBe(2);
    await ahead.next();
    await turn();
    expect(asked).toBe(3);
    await ahead.return();
  });

  it('brings an error up behind the pages before it', async () => {
    async function* pages(): AsyncGenerator<number> {
      yield 1;
      yield 2;
      throw new Error('third');
    }
    const ahead = prefetch(pages(), 2);
    expect((await ahead.next()).value).toBe(1);
    await turn();
    expect((await ahead.next()).value).toBe(2);
    await expect(ahead.next()).rejects.toThrow('third');
    expect((await ahead.next()).done).toBe(true);
  });

  it('closes the source when the consumer stops, and drops a late error', async () => {
    let closed = false;
    async function* pages(): AsyncGenerator<number> {
      try {
        yield 1;
        await turn();
        throw new Error('nobody waits for this');
      } finally {
        closed = true;
      }
    }
    for await (const page of prefetch(pages())) {
      expect(page).toBe(1);
      break;
    }
    expect(closed).toBe(true);
  });
});
