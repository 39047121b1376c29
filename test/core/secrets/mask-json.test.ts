import {ExactNumber} from '../../../src/core/exact-number';
import {maskedText, maskObject} from '../../../src/core/secrets/mask-json';
import {createSecretMask} from '../../../src/core/secrets/secret-mask';

const mask = createSecretMask(['tok-1234', '98765']);

describe('an object with secrets', () => {
  it('has them masked in names and values, at any depth', () => {
    const object = {
      a: 'x tok-1234 y',
      'key tok-1234': [1, 'tok-1234', {b: 'tok-1234'}],
      c: {d: ['tok-1234']},
    };
    expect(maskObject(object, mask)).toEqual({
      a: 'x **** y',
      'key ****': [1, '****', {b: '****'}],
      c: {d: ['****']},
    });
  });

  it('keeps every other value as it is, with its type', () => {
    const digits = new ExactNumber('12345678901234567890');
    const object = {a: 1.5, b: true, c: false, d: null, e: digits, f: [], g: {}, h: undefined};
    expect(maskObject(object, mask)).toStrictEqual(object);
  });

  it('has a number masked that is a secret, of any length', () => {
    const object = {a: 98765, b: new ExactNumber('98765432109876543210'), c: 1};
    expect(maskObject(object, mask)).toEqual({a: '****', b: '****43210****43210', c: 1});
  });
});

describe('the text of an object', () => {
  it('has no secret in it', () => {
    expect(maskedText({a: 'tok-1234', b: 1}, mask)).toBe('{"a":"****","b":1}');
  });

  it('is its JSON where it has none, with every digit', () => {
    const object = {a: 'other', b: new ExactNumber('12345678901234567890')};
    expect(maskedText(object, mask)).toBe('{"a":"other","b":12345678901234567890}');
  });
});
