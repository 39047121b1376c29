import fc from 'fast-check';
import {parseExactJson} from '../../src/core/exact-json';
import {ExactNumber, fitsDouble} from '../../src/core/exact-number';
import {isJsonObject} from '../../src/core/json';
import {jsonText} from '../../src/core/json-text';

const digits = fc.stringMatching(/^[1-9]\d{0,40}$/);
const decimal = fc
  .tuple(fc.constantFrom('', '-'), digits, fc.option(fc.stringMatching(/^\d{1,30}$/)))
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}`);

describe('A JSON text that is parsed and written again', () => {
  it('keeps every digit of integers and decimals of any length, at any depth', () => {
    fc.assert(
      fc.property(decimal, fc.string(), (number, name) => {
        const text = `{${JSON.stringify(name)}:[${number},{"x":${number}}]}`;
        const written = jsonText(parseExactJson(text));
        if (fitsDouble(number)) expect(JSON.parse(written)).toEqual(JSON.parse(text));
        else expect(written).toBe(text);
      }),
    );
  });

  it('is what JSON.parse and JSON.stringify make of it when every number fits a double', () => {
    fc.assert(
      fc.property(fc.jsonValue({noUnicodeString: false}), (value) => {
        const text = JSON.stringify(value);
        expect(parseExactJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('leaves digits inside texts alone, escaped quotes and backslashes included', () => {
    const value = {a: '1234567890123456789', b: 'x:123456789012345678901,"\\', c: '\\"9e999'};
    const text = `{"n":9007199254740993,${JSON.stringify(value).slice(1)}`;
    expect(jsonText(parseExactJson(text))).toBe(text);
  });

  it.each(['9007199254740993', '-12345678901234567890', '0.1234567890123456789', '1e400', '1E-400'])(
    'has %s as an exact number',
    (number) => {
      expect(parseExactJson(number)).toEqual(new ExactNumber(number));
      expect(jsonText(parseExactJson(`[${number}]`))).toBe(`[${number}]`);
    },
  );

  it.each(['0.87', '1e5', '9007199254740992', '1.7976931348623157e308', '100000000000000000000'])(
    'has %s as a plain number, because a double holds it',
    (number) => {
      expect(parseExactJson(number)).toBe(Number(number));
    },
  );

  it.each(['[1-2e5]', '{"a":12345678901234567890', '12345678901234567890 x', '[1e]', '[01e5]'])(
    'is refused as JSON.parse refuses it: %s',
    (text) => {
      expect(() => parseExactJson(text)).toThrow(SyntaxError);
    },
  );
});

describe('An exact number', () => {
  const exact = new ExactNumber('9007199254740993');

  it('is no JSON object', () => {
    expect(isJsonObject(exact)).toBe(false);
  });

  it('keeps its digits as a text where it is written by JSON.stringify alone', () => {
    expect(JSON.stringify({exact})).toBe('{"exact":"9007199254740993"}');
  });
});

describe('A text that JSON cannot hold', () => {
  it('gets U+FFFD for each half of a surrogate pair, and says how many there were', () => {
    const counts: number[] = [];
    const text = jsonText({['k\udc00']: 'a\ud83d', pair: '\ud83d\ude00'}, (n) => counts.push(n));
    expect(JSON.parse(text)).toEqual({'k\ufffd': 'a\ufffd', pair: '\ud83d\ude00'});
    expect(counts).toEqual([2]);
  });

  it('is left as it is when a backslash and "ud83d" are its own characters', () => {
    const value = {a: '\\ud83d', b: '\\\\ud83d\\'};
    expect(jsonText(value)).toBe(JSON.stringify(value));
  });

  it('is well-formed whatever strings are in it', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (value) => {
        const text = jsonText([value, 'x\ud800']);
        expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text);
        expect(JSON.parse(text)).toEqual([value.replace(/\p{Surrogate}/gu, '\ufffd'), 'x\ufffd']);
      }),
    );
  });
});
