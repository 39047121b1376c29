import fc from 'fast-check';
import {locateJsonError} from '../../src/config/locate-json-error';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('locateJsonError', () => {
  it.each([
    ['{"a": 1,}', 1, 9, 'a name in double quotes'],
    ['{"a": 1\n "b": 2}', 2, 2, 'a comma or }'],
    ['{\n  "a": x\n}', 2, 8, 'a value'],
    ['{"a" 1}', 1, 6, 'a colon'],
    ['[1, 2', 1, 6, 'a comma or ]'],
    ['{"a": "b\n"}', 1, 9, 'a closing double quote'],
    ['{"a": "\\x"}', 1, 8, 'a valid escape'],
    ['{} {}', 1, 4, 'the end of the file'],
    ["{'a': 1}", 1, 2, 'a name in double quotes or }'],
    ['01', 1, 2, 'the end of the file'],
    ['', 1, 1, 'a value'],
  ])('finds the mistake in %j', (text, line, column, expected) => {
    expect(locateJsonError(text)).toEqual({line, column, expected});
  });

  it('finds nothing in any valid text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, '\t'), (value, indent) => {
        expect(locateJsonError(JSON.stringify(value, null, indent))).toBeUndefined();
      }),
    );
  });

  it('agrees with JSON.parse about any damaged text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), fc.string({maxLength: 3}), (value, at, junk) => {
        const text = JSON.stringify(value);
        const place = at % (text.length + 1);
        const damaged = text.slice(0, place) + junk + text.slice(place + 1);
        expect(locateJsonError(damaged) === undefined).toBe(parses(damaged));
      }),
      {numRuns: 2000},
    );
  });

  it('copes with texts and nestings too large for recursion', () => {
    const deep = '['.repeat(100_000);
    expect(locateJsonError(deep)?.column).toBe(100_001);
    const long = `{"a": "${'x'.repeat(5_000_000)}`;
    expect(locateJsonError(long)?.expected).toBe('a closing double quote');
  });
});
