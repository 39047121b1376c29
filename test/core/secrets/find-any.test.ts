import fc from 'fast-check';
import {createFindAny} from '../../../src/core/secrets/find-any';

/** Few characters, so that searched texts do occur; two of them differ by a whole block. */
const letters = fc.constantFrom('a', 'b', 'c', '\u0101', '\uff61');
const searched = fc.array(fc.string({unit: letters, minLength: 2, maxLength: 6}), {maxLength: 4});
const text = fc.string({unit: letters, maxLength: 40});

describe('a search for many texts', () => {
  it('finds one exactly where one is', () => {
    fc.assert(
      fc.property(searched, text, (each, within) => {
        expect(createFindAny(each)(within)).toBe(each.some((one) => within.includes(one)));
      }),
      {numRuns: 2_000},
    );
  });

  it.each(['', 'x', 'before ', 'x'.repeat(500)])('finds one behind %j and at the end', (before) => {
    const find = createFindAny(['token', 'secret-value']);
    expect(find(`${before}token`)).toBe(true);
    expect(find(`${before}secret-value!`)).toBe(true);
    expect(find(`${before}toke`)).toBe(false);
    expect(find(`${before}ecret-value`)).toBe(false);
  });

  it('finds a text that is longer than the part which decides how far is skipped', () => {
    const long = 'abcdefghij'.repeat(60);
    const find = createFindAny([long]);
    expect(find(`${'z'.repeat(997)}${long}z`)).toBe(true);
    expect(find(`${'z'.repeat(997)}${long.slice(0, -1)}`)).toBe(false);
  });

  it('finds nothing when nothing is searched', () => {
    expect(createFindAny([])('anything')).toBe(false);
  });
});
