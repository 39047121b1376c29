import {systemClock} from '../../src/core/clock';
import {createEagerClock, createVirtualClock} from '../support/virtual-clock';

describe("the machine's clock", () => {
  it('throws the reason of the signal when that comes before the end of a sleep', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const slept = systemClock.sleep(3_600_000, controller.signal);
    controller.abort(reason);
    await expect(slept).rejects.toBe(reason);
  });

  it('throws the reason at once when the signal has fired already', async () => {
    const reason = new Error('enough');
    const slept = systemClock.sleep(3_600_000, AbortSignal.abort(reason));
    await expect(slept).rejects.toBe(reason);
  });

  it('sleeps without a signal', async () => {
    await systemClock.sleep(0);
    expect(systemClock.now()).toBeGreaterThan(1_600_000_000_000);
  });
});

describe('the virtual clock', () => {
  it('wakes sleepers in order, each at its own time', async () => {
    const clock = createVirtualClock(0);
    const woken: [string, number][] = [];
    const sleep = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push([name, clock.now()]);
    };
    const all = [sleep('b', 20), sleep('a', 10), sleep('c', 20), sleep('d', 500)];
    await clock.advance(100);
    expect(woken).toEqual([
      ['a', 10],
      ['b', 20],
      ['c', 20],
    ]);
    expect(clock.now()).toBe(100);
    await clock.runAll();
    await Promise.all(all);
    expect(clock.now()).toBe(500);
  });

  it('wakes those who fall asleep on the way', async () => {
    const clock = createVirtualClock(0);
    const twice = clock.sleep(10).then(() => clock.sleep(10));
    await clock.advance(20);
    await twice;
    expect(clock.now()).toBe(20);
  });

  it('lets an aborted sleeper go with the reason', async () => {
    const clock = createVirtualClock(0);
    const controller = new AbortController();
    const reason = new Error('enough');
    const slept = clock.sleep(10, controller.signal);
    controller.abort(reason);
    await expect(slept).rejects.toBe(reason);
    await clock.runAll();
    expect(clock.now()).toBe(0);
  });

  it('moves by itself when it is eager', async () => {
    const clock = createEagerClock(0);
    await Promise.all([clock.sleep(30), clock.sleep(10)]);
    expect(clock.now()).toBe(30);
  });
});
