import nock from 'nock';
import {useNockStrictly} from '../../support/nock-rules';
import {createVendorKit} from '../support/vendor-kit';
import {identifyHost, openWriter, record, sendAll, shortly} from './support';

useNockStrictly();

function mock() {
  return nock(identifyHost).post('/v1/identify');
}

/** Sends users one by one; returns when each call arrived, milliseconds from the start. */
async function arrivals(count: number, answers: (nth: number) => [number, object, object?]) {
  const kit = createVendorKit();
  const startMs = kit.clock.now();
  const times: number[] = [];
  mock()
    .times(count)
    .reply(() => {
      times.push(kit.clock.now() - startMs);
      const [status, body, headers] = answers(times.length);
      return [status, JSON.stringify(body), {...headers}];
    });
  const writer = await openWriter({requests_per_10_seconds: 10}, kit);
  const refused = Array.from({length: count}, (_, at) => answers(at + 1)[0] === 429);
  const users = refused.filter((one) => !one).length;
  const outcomes = await sendAll(
    writer,
    Array.from({length: users}, (_, at) => record(`user_${at}`)),
  );
  expect(new Set(shortly(outcomes))).toEqual(new Set(['written']));
  return times;
}

const refusal = {message: 'too many requests'};

describe('a 429 of UserGuiding', () => {
  it('without a header is waited for a minute and a little more (Q6)', async () => {
    const [first = 0, second = 0] = await arrivals(2, (nth) =>
      nth === 1 ? [429, refusal] : [200, {success: true}],
    );
    expect(second - first).toBeGreaterThan(61_000);
    expect(second - first).toBeLessThan(68_000);
  });

  it('with Retry-After is waited for as long as it says, at most 300 s', async () => {
    for (const [seconds, waitMs] of [
      [12, 12_000],
      [9_999, 300_000],
    ]) {
      const [first = 0, second = 0] = await arrivals(2, (nth) =>
        nth === 1 ? [429, refusal, {'retry-after': String(seconds)}] : [200, {success: true}],
      );
      expect(second - first).toBeGreaterThanOrEqual(waitMs ?? 0);
      expect(second - first).toBeLessThan((waitMs ?? 0) + 1_000);
    }
  });

  it('halves the pace, which climbs back by a tenth per quiet minute', async () => {
    const times = await arrivals(300, (nth) =>
      nth === 10 ? [429, refusal] : [200, {success: true}],
    );
    const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    const openAgainMs = times[10] ?? 0;
    const gapAfter = (ms: number): number =>
      gaps[times.findIndex((time) => time >= openAgainMs + ms)] ?? 0;
    // One a second before the block, one in two seconds after it.
    expect(gaps[5]).toBeLessThanOrEqual(1_050);
    for (const [ms, perSecond] of [
      [10_000, 0.5],
      [50_000, 0.5],
      [70_000, 0.6],
      [135_000, 0.7],
    ] as const) {
      expect(gapAfter(ms) / 1000).toBeCloseTo(1 / perSecond, 1);
    }
    expect(Math.max(...gaps.slice(-5))).toBeLessThanOrEqual(1_050);
  });

  it('that never ends is given up without hammering, as a limit', async () => {
    const kit = createVendorKit();
    const startMs = kit.clock.now();
    let calls = 0;
    nock(identifyHost)
      .persist()
      .post('/v1/identify')
      .reply(() => {
        calls += 1;
        return [429, refusal];
      });
    const writer = await openWriter({}, kit);
    await expect(sendAll(writer, [record('a')])).rejects.toMatchObject({kind: 'limited'});
    expect(calls).toBeLessThanOrEqual((kit.clock.now() - startMs) / 60_000 + 1);
  });
});
