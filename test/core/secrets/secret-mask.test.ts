import fc from 'fast-check';
import {createSecretMask, MASK} from '../../../src/core/secrets/secret-mask';

/** Stars are what stands for a secret; a secret made of them could be made by masking another. */
const secret = fc
  .oneof(fc.string({minLength: 4}), fc.string({minLength: 4, unit: 'grapheme'}))
  .filter((text) => text.length >= 4 && !text.includes('*'));

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');
const units = (text: string): number[] =>
  Array.from({length: text.length}, (_, at) => text.charCodeAt(at));
const bytesOf = (text: string): number[] => [...Buffer.from(text, 'utf8')];
const points = (text: string): number[] => Array.from(text, (each) => each.codePointAt(0) ?? 0);
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** RFC 3986: what is not unreserved is encoded, `!'()*` too. */
const rfc3986 = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${hex(sign.charCodeAt(0), 2)}`);
const asciiJson = (text: string): string =>
  inJson(text).replace(/[^ -~]|[&<>'+]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`);
const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '/': '&sol;',
  '=': '&equals;',
  '+': '&plus;',
};
const html = (text: string): string => text.replace(/[&<>"'/=+]/g, (sign) => named[sign] ?? sign);

const forms: ((text: string) => string)[] = [
  (text) => text,
  (text) => inJson(text),
  (text) => encodeURIComponent(text),
  (text) => new URLSearchParams({q: text}).toString().slice(2),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('base64url'),
  rfc3986,
  (text) => rfc3986(text).replace(/%../g, (code) => code.toLowerCase()),
  (text) => encodeURIComponent(rfc3986(text)),
  (text) =>
    bytesOf(text)
      .map((byte) => `%${hex(byte, 2)}`)
      .join(''),
  (text) => inJson(text).replaceAll('/', '\\/'),
  asciiJson,
  (text) => asciiJson(text).replace(/\\u..../g, (code) => `\\u${code.slice(2).toUpperCase()}`),
  (text) =>
    units(text)
      .map((unit) => `\\u${hex(unit, 4)}`)
      .join(''),
  (text) => inJson(inJson(text)),
  (text) => inJson(inJson(inJson(text).replaceAll('/', '\\/'))),
  (text) => inJson(asciiJson(text)),
  html,
  (text) => html(html(text)),
  (text) =>
    points(text)
      .map((point) => `&#${point};`)
      .join(''),
  (text) =>
    points(text)
      .map((point) => `&#x${hex(point, 2)};`)
      .join(''),
  (text) => html(inJson(text)),
  (text) => inJson(html(text)),
  (text) => encodeURIComponent(inJson(text)),
  (text) => inJson(encodeURIComponent(text)),
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

  it.each([
    ['a percent sign at its end', 'pass %', '00'],
    ['an ampersand at its end', 'pass &', 'lt;'],
    ['a backslash at its end', 'pass \\', 'n'],
  ])('hides a secret with %s, whatever stands behind it', (_, text, behind) => {
    for (const form of forms) {
      const masked = createSecretMask([text]).apply(form(text) + behind);
      expect(masked).toContain(MASK);
      expect(masked).not.toContain('pass');
    }
  });

  it.each([
    ['hexadecimal digits after a percent sign', '%', "00 pass '"],
    ['a letter after a backslash', '\\', "n pass '"],
    ['the name of an entity after an ampersand', '&', "lt; pass '"],
  ])('hides a secret that begins with %s', (_, before, text) => {
    for (const form of forms) {
      const masked = createSecretMask([text]).apply(before + form(text));
      expect(masked).toContain(MASK);
      expect(masked).not.toContain('pass');
    }
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

  it.each(['', 'i', 'id', 'id:', 'client:'])(
    'hides a secret in base64 of itself behind "%s" and before anything',
    (before) => {
      fc.assert(
        fc.property(secret, fc.string(), (text, behind) => {
          fc.pre(Buffer.from(text).toString() === text);
          const mask = createSecretMask([text]);
          for (const encoding of ['base64', 'base64url'] as const) {
            const encoded = Buffer.from(before + text + behind).toString(encoding);
            for (const form of [encoded, encodeURIComponent(encoded), `"${encoded}"`]) {
              const masked = mask.apply(form);
              expect(masked).toContain(MASK);
              // What is left of it holds no three characters of the secret.
              const left = masked.split(MASK).map((part) => Buffer.from(part, 'base64').toString());
              for (const part of left) expect(part).not.toContain(text);
            }
          }
        }),
      );
    },
  );

  it('hides the secret of Basic authentication, whatever the name before it', () => {
    const text = 'p&s/w?rd~0123456789';
    const form = new URLSearchParams({s: text}).toString().slice(2);
    const mask = createSecretMask([text]);
    for (const [name, sent] of [
      ['a', text],
      ['ab', text],
      ['abc', form],
      ['abcd', encodeURIComponent(text)],
    ]) {
      const header = `Basic ${Buffer.from(`${name}:${sent}`).toString('base64')}`;
      const masked = mask.apply(`You sent ${header}!`);
      expect(masked).toMatch(/^You sent Basic [A-Za-z0-9+/]{1,8}\*{4}[A-Za-z0-9+/=]{0,4}!$/);
    }
  });

  it.each([0, 1, 2, 3, 4])(
    'hides every character of base64 that has bits of a secret, and no other, %d bytes behind its beginning',
    (before) => {
      for (const secret of ['token-123456', 'token-1234567', 'token-12345678']) {
        const mask = createSecretMask([secret]);
        const encoded = Buffer.from(`${'x'.repeat(before)}${secret}yyyyyy`).toString('base64');
        const first = Math.floor((before * 8) / 6);
        const end = Math.ceil(((before + secret.length) * 8) / 6);
        const masked = encoded.slice(0, first) + MASK + encoded.slice(end);
        expect(mask.apply(encoded)).toBe(masked);
        // Beside something else there is nothing more to hide.
        const alone = encoded.slice(
          Math.ceil((before * 8) / 6),
          Math.floor(((before + secret.length) * 8) / 6),
        );
        expect(mask.apply(`"${alone}"`)).toBe(`"${MASK}"`);
      }
    },
  );

  it('hides a secret in base64 of a JSON text', () => {
    const text = 'p"ss\\word-1234';
    const encoded = Buffer.from(JSON.stringify(`say ${text} here`)).toString('base64');
    expect(createSecretMask([text]).apply(encoded)).toContain(MASK);
  });

  it('hides a secret that was quoted many times over', () => {
    const text = 'p&s/w?rd~0123456789';
    let quoted = text;
    for (let layer = 0; layer < 7; layer += 1) quoted = encodeURIComponent(quoted);
    expect(createSecretMask([text]).apply(`<${quoted}>`)).toBe(`<${MASK}>`);
  });

  it('hides what a secret becomes where a server undoes a spelling in it', () => {
    expect(createSecretMask(['tok%41bcd']).apply('<tokAbcd>')).toBe(`<${MASK}>`);
    expect(createSecretMask(['a%41bc']).apply('<aAbc>')).toBe(`<${MASK}>`);
  });

  it('leaves it alone where too little is left then', () => {
    const mask = createSecretMask(['%41%42']);
    expect(mask.apply('AB <%41%42>')).toBe(`AB <${MASK}>`);
  });

  it('hides secrets that stand side by side each by itself', () => {
    expect(createSecretMask(['abcd', 'wxyz']).apply('abcdwxyz')).toBe(MASK + MASK);
    expect(createSecretMask(['abcd', 'abcdef']).apply('abcdefg')).toBe(`${MASK}g`);
  });

  it('knows fast that it would change nothing', () => {
    expect(createSecretMask().mayChange('tok-1234')).toBe(false);
    const mask = createSecretMask(['tok-1234']);
    expect(mask.mayChange('plain')).toBe(false);
    expect(mask.mayChange('a tok-1234')).toBe(true);
  });

  it('takes a secret that is not well-formed Unicode', () => {
    const mask = createSecretMask(['\ud800abcd']);
    expect(mask.apply('<\ud800abcd>')).toBe(`<${MASK}>`);
  });
});
