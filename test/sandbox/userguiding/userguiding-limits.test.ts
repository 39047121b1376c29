import {closeAll, createTestClock} from '../running-sandbox';
import {startUserguiding, type UserguidingCalls} from './userguiding-calls';

afterEach(closeAll);

async function statuses({identify}: UserguidingCalls, count: number): Promise<number[]> {
  const seen: number[] = [];
  for (let at = 0; at < count; at += 1) seen.push((await identify({userId: `u${at}`})).status);
  return seen;
}

const ok = (count: number): number[] => Array<number>(count).fill(200);

describe('the limit of the sandbox', () => {
  it('lets 50 calls through in any 10 s and blocks the key for a minute then (UserGuiding Q6)', async () => {
    const clock = createTestClock();
    const calls = await startUserguiding({}, {now: clock.now});
    expect(await statuses(calls, 51)).toEqual([...ok(50), 429]);
    clock.advance(59_999);
    expect(await statuses(calls, 1)).toEqual([429]);
    clock.advance(1);
    expect(await statuses(calls, 51)).toEqual([...ok(50), 429]);
    expect(calls.dump('counters')[0]).toMatchObject({calls: 103, limited: 3});
  });

  it('rolls: calls leave the window one by one', async () => {
    const clock = createTestClock();
    const calls = await startUserguiding({requests_per_window: 2}, {now: clock.now});
    await statuses(calls, 1);
    clock.advance(6_000);
    await statuses(calls, 1);
    clock.advance(4_000);
    expect(await statuses(calls, 1)).toEqual([200]);
    expect(await statuses(calls, 1)).toEqual([429]);
  });

  it('begins the block again with each call where it is set so', async () => {
    const clock = createTestClock();
    const settings = {requests_per_window: 1, block_prolongs: true};
    const calls = await startUserguiding(settings, {now: clock.now});
    await statuses(calls, 2);
    clock.advance(40_000);
    expect(await statuses(calls, 1)).toEqual([429]);
    clock.advance(40_000);
    expect(await statuses(calls, 1)).toEqual([429]);
    clock.advance(60_000);
    expect(await statuses(calls, 1)).toEqual([200]);
  });

  it('names the seconds that are left where it is set so', async () => {
    const clock = createTestClock();
    for (const retry_after of [true, false]) {
      const settings = {requests_per_window: 1, retry_after};
      const calls = await startUserguiding(settings, {now: clock.now});
      await statuses(calls, 2);
      clock.advance(20_500);
      const {headers} = await calls.identify({userId: 'u'});
      expect(headers.get('retry-after')).toBe(retry_after ? '40' : null);
    }
  });

  it('counts each key for itself', async () => {
    const clock = createTestClock();
    const calls = await startUserguiding({requests_per_window: 1}, {now: clock.now});
    await statuses(calls, 2);
    const second = {authorization: 'Bearer sandbox-userguiding-api-key-0002'};
    expect((await calls.identify({userId: 'u'}, second)).status).toBe(200);
    expect(calls.dump('counters')).toMatchObject([
      {credential: 'api_key', calls: 2, limited: 1},
      {credential: 'second_api_key', calls: 1, limited: 0},
    ]);
  });

  it('can be switched off', async () => {
    const calls = await startUserguiding({requests_per_window: 1}, {limits: false});
    expect(await statuses(calls, 5)).toEqual(ok(5));
  });
});
