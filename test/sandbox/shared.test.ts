import fc from 'fast-check';

import {createVisitorData} from '../../src/sandbox/pendo/visitor-data';
import {radixOrder} from '../../src/sandbox/pendo/aggregation/radix-order';
import {createPeople} from '../../src/sandbox/shared/people';

describe('people of the sandbox', () => {
  it('have an e-mail each, the same for every caller', () => {
    const people = createPeople(3);
    const emails = Array.from({length: 30_000}, (_, index) => people.email(index));
    expect(new Set(emails).size).toBe(emails.length);
    expect(createPeople(3).email(12_345)).toBe(emails[12_345]);
    expect(emails.every((email) => /^[a-z]+\.[a-z]+\d*@[a-z-]+\.example$/.test(email))).toBe(true);
  });
});

describe('ids of visitors', () => {
  it.each([1, 2, 77])('are ordered by their keys as texts are, with seed %d', (seed) => {
    const data = createVisitorData({
      seed,
      people: createPeople(seed),
      visitors: 150_000,
      anonymous: 10_000,
      oddIds: false,
      equalTimestamps: 0,
      oneInWithoutLastUpdated: 0,
      dataEndMs: Date.UTC(2026, 0, 1),
      accountOf: () => undefined,
    });
    const rows = Array.from({length: data.rows}, (_, row) => ({
      id: data.id(row),
      key: data.idOrder(row),
    }));
    rows.sort((a, b) => a.key - b.key);
    const wrong = rows.findIndex(({id}, at) => id <= (rows[at - 1]?.id ?? ''));
    expect(wrong).toBe(-1);
  });
});

describe('radixOrder', () => {
  it('is a stable sort by key', () => {
    const key = fc.oneof(fc.integer({min: 0, max: 50}), fc.maxSafeNat());
    fc.assert(
      fc.property(fc.array(key, {maxLength: 200}), (keys) => {
        const rows = Uint32Array.from(keys.keys());
        const expected = [...rows].sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
        expect([...radixOrder(rows, Float64Array.from(keys))]).toEqual(expected);
      }),
    );
  });
});
