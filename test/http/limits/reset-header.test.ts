import fc from 'fast-check';
import {readReset} from '../../../src/http/limits/reset-header';

const NOW = 1_700_000_000_000;

describe('a reset header', () => {
  it('says the same in each of its forms', () => {
    fc.assert(
      fc.property(
        fc.integer({min: 0, max: 999_999}),
        fc.integer({min: 1_100_000_000, max: 4_000_000_000}),
        (seconds, nowSeconds) => {
          const nowMs = nowSeconds * 1000;
          const waitMs = seconds * 1000;
          const atMs = nowMs + waitMs;
          expect(readReset(String(seconds), nowMs)).toEqual({waitMs, form: 'seconds'});
          expect(readReset(String(atMs / 1000), nowMs)).toEqual({waitMs, form: 'epoch seconds'});
          expect(readReset(String(atMs), nowMs)).toEqual({waitMs, form: 'epoch milliseconds'});
          expect(readReset(new Date(atMs).toUTCString(), nowMs)).toEqual({waitMs, form: 'date'});
          expect(readReset(new Date(atMs).toISOString(), nowMs)).toEqual({waitMs, form: 'date'});
        },
      ),
    );
  });

  it('is never a negative wait nor something else than a number, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String)), (text) => {
        const reading = readReset(text, NOW);
        if (!reading) return;
        expect(reading.waitMs).toBeGreaterThanOrEqual(0);
        expect(Number.isNaN(reading.waitMs)).toBe(false);
      }),
      {numRuns: 1_000},
    );
  });

  it('in the past is no wait', () => {
    expect(readReset('Mon, 01 Jan 2001 00:00:00 GMT', NOW)).toEqual({waitMs: 0, form: 'date'});
    expect(readReset('1600000000', NOW)).toEqual({waitMs: 0, form: 'epoch seconds'});
    expect(readReset('1000000000', NOW)).toEqual({waitMs: 0, form: 'epoch seconds'});
    expect(readReset('1000000000000', NOW)).toEqual({waitMs: 0, form: 'epoch milliseconds'});
  });

  it.each(['2023-11-14 22:13:30', '2023-11-14T22:13:30', '2023-11-14T22:13:30.000'])(
    'without a zone means UTC: %s',
    (text) => {
      expect(readReset(text, NOW)?.waitMs).toBe(10_000);
    },
  );

  it('may have spaces around it', () => {
    expect(readReset(' 12 ', NOW)?.waitMs).toBe(12_000);
  });

  it('with a part of a second is rounded up', () => {
    expect(readReset('1.2345', NOW)?.waitMs).toBe(1_235);
  });

  it.each(['', '-5', 'soon', '12 apples', '1e9'])('that is "%s" says nothing', (text) => {
    expect(readReset(text, NOW)).toBeUndefined();
  });
});
