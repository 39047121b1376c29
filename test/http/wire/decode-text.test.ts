import fc from 'fast-check';
import {decodeText} from '../../../src/http/wire/decode-text';

const json = (charset: string): string => `application/json; charset=${charset}`;
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

describe('the text of a body', () => {
  it.each([
    ['UTF-8', Buffer.from('Zoë €'), 'Zoë €'],
    ['ISO-8859-1', Buffer.from('Zoë', 'latin1'), 'Zoë'],
    ['"latin1"', Buffer.from('Zoë', 'latin1'), 'Zoë'],
    ['windows-1252', Buffer.from([0x80, 0x92, 0xe9]), '€’é'],
    ['utf-16le', Buffer.from('Zoë €', 'utf16le'), 'Zoë €'],
    ['utf-16be', utf16be('Zoë €'), 'Zoë €'],
    ['Shift_JIS', Buffer.from([0x93, 0xfa, 0x96, 0x7b]), '日本'],
    ['no-such-charset', Buffer.from('Zoë €'), 'Zoë €'],
  ])('is read in the charset %s', (charset, bytes, text) => {
    expect(decodeText(bytes, json(charset))).toBe(text);
  });

  it.each([
    [Buffer.from([0xef, 0xbb, 0xbf, 0x41]), 'A'],
    [Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Zoë', 'utf16le')]), 'Zoë'],
    [Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be('Zoë')]), 'Zoë'],
  ])('is read as its byte order mark says, which is left out', (bytes, text) => {
    expect(decodeText(bytes, json('ISO-8859-1'))).toBe(text);
    expect(decodeText(bytes)).toBe(text);
  });

  it('is not read in a charset that its bytes contradict', () => {
    const text = '[{"name":"Zoë €"}]';
    expect(decodeText(Buffer.from(text), json('ISO-8859-1'))).toBe(text);
    expect(decodeText(Buffer.from(text, 'utf16le'))).toBe(text);
    expect(decodeText(utf16be(text), json('utf-8'))).toBe(text);
  });

  it('has lone surrogates for what cannot be decoded, and keeps a genuine U+FFFD', () => {
    const bytes = Buffer.concat([
      Buffer.from('a\ufffdb'),
      Buffer.from([0xff]),
      Buffer.from('c\ufffd'),
    ]);
    expect(decodeText(bytes)).toBe('a\ufffdb\udcfdc\ufffd');
    expect(decodeText(Buffer.from([0x41, 0xe9, 0x42]))).toBe('A\udcfdB');
    expect(decodeText(Buffer.from([0x41, 0x00, 0x42]), json('utf-16le'))).toBe('A\udcfd');
  });

  it('is what was encoded as UTF-8, and never holds a lone surrogate then', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), (text) => {
        fc.pre(!text.startsWith('\ufeff'));
        expect(decodeText(Buffer.from(text, 'utf8'))).toBe(Buffer.from(text, 'utf8').toString());
      }),
    );
  });
});
