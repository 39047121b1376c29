import fc from 'fast-check';
import {createSecretMask, MASK} from '../../src/core/secret-mask';

/** Stars are what stands for a secret; a secret made of them could be made by masking another. */
const secret = fc
  .oneof(fc.string({minLength: 4}), fc.string({minLength: 4, unit: 'grapheme'}))
  .filter((text) => text.length >= 4 && !text.includes('*'));

const forms: ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify(text),
  (text) => encodeURIComponent(text),
  (text) => new URLSearchParams({q: text}).toString(),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('base64url'),
];

describe('a secret mask', () => {
  it('leaves no known secret in any text, in any of its forms', () => {
    fc.assert(
      fc.property(
        secret,
        fc.string(),
        fc.string(),
        fc.constantFrom(...forms),
        (text, a, b, form) => {
          const masked = createSecretMask([text]).apply(`${a}${form(text)}${b}`);
          expect(masked).toContain(MASK);
          expect(masked).not.toContain(text);
          expect(masked).not.toContain(form(text));
        },
      ),
    );
  });

  it('changes nothing in a text that it has masked already', () => {
    fc.assert(
      fc.property(
        fc.array(secret, {maxLength: 4}),
        fc.array(fc.string(), {maxLength: 5}),
        (secrets, texts) => {
          const mask = createSecretMask(secrets);
          const parts = texts.flatMap((text, index) => [text, secrets[index] ?? '']);
          const once = mask.apply(parts.join(''));
          expect(mask.apply(once)).toBe(once);
        },
      ),
    );
  });

  it('leaves a text alone that has no secret in it', () => {
    fc.assert(
      fc.property(secret, fc.stringMatching(/^[a-z ]*$/), (text, other) => {
        fc.pre(forms.every((form) => !other.includes(form(text))));
        fc.pre(!/^[a-z ]+$/.test(text));
        expect(createSecretMask([text]).apply(other)).toBe(other);
      }),
    );
  });

  it('hides the whole of a secret that contains another', () => {
    const mask = createSecretMask(['abcd', 'xxabcdyy']);
    expect(mask.apply('<xxabcdyy> <abcd>')).toBe(`<${MASK}> <${MASK}>`);
  });

  it('learns secrets that come up later', () => {
    const mask = createSecretMask();
    expect(mask.apply('new-token')).toBe('new-token');
    mask.add('new-token');
    expect(mask.apply('new-token')).toBe(MASK);
  });

  it('does not tear holes into text for values of less than four characters', () => {
    expect(createSecretMask(['', 'a', 'abc']).apply('abc a')).toBe('abc a');
  });

  it('takes a secret that is not well-formed Unicode', () => {
    const mask = createSecretMask(['\ud800abcd']);
    expect(mask.apply('<\ud800abcd>')).toBe(`<${MASK}>`);
  });
});
