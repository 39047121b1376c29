import fc from 'fast-check';
import {anyOf, quoteFilterText} from '../../../src/vendors/pendo/filter-text';

/** Reads a filter string as Pendo does: `\` takes the next character as it is, `"` ends it. */
function read(quoted: string): {text: string; rest: string} {
  let text = '';
  for (let at = 1; at < quoted.length; at += 1) {
    const sign = quoted.charAt(at);
    if (sign === '"') return {text, rest: quoted.slice(at + 1)};
    if (sign === '\\') at += 1;
    text += quoted.charAt(at);
  }
  throw new Error('the string does not end');
}

describe('a text in a filter of Pendo', () => {
  it('comes back as it was, whatever it holds, and ends where it should (Q5)', () => {
    fc.assert(
      fc.property(
        fc.string({unit: fc.constantFrom('\\', '"', 'a', ' ', 'é', '😀', "'", '\n')}),
        (text) => {
          expect(read(quoteFilterText(text))).toEqual({text, rest: ''});
        },
      ),
    );
  });

  it('escapes the backslash before the quote', () => {
    expect(quoteFilterText('a\\"b')).toBe('"a\\\\\\"b"');
  });

  it('is compared with each id of several', () => {
    expect(anyOf('visitorId', ['a', 'b "c"'])).toBe('visitorId == "a" || visitorId == "b \\"c\\""');
  });
});
