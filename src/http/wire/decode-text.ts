import {isAscii, isUtf8} from 'node:buffer';

/**
 * Stands for bytes that are no character: half of a surrogate pair, which no decoder makes. Whoever
 * writes records makes U+FFFD of it, and can count it, because a vendor's own U+FFFD stays what it is.
 */
const UNREADABLE = '\udcfd';
const REPLACEMENT = '\ufffd';
const REPLACEMENT_BYTES = Buffer.from(REPLACEMENT, 'utf8');

/** Windows-1252 from 0x80 to 0x9f; it is Latin-1 elsewhere. What it leaves open stays as it is. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * The text of a body: in the charset of its byte order mark, or of its `content-type`, or UTF-8. The
 * names are those of the WHATWG's encoding standard, by which `latin1` means Windows-1252; an
 * unknown one means UTF-8. No mark in the text; undecodable bytes are lone surrogates (U+DCFD).
 *
 * Two declarations are not believed, because the bytes themselves say otherwise: Latin-1, which servers
 * declare when nobody told them, of bytes that are UTF-8; and none, or UTF-8, of UTF-16.
 */
export function decodeText(bytes: Buffer, contentType?: string): string {
  const marked = charsetOfMark(bytes);
  if (marked) return decodeAs(marked.charset, bytes.subarray(marked.length));
  return decodeAs(charsetByBytes(bytes, charsetIn(contentType)), bytes);
}

/** Text that is not ASCII is valid UTF-8 by chance hardly ever, and no JSON has a NUL beside its first sign. */
function charsetByBytes(bytes: Buffer, declared: string): string {
  if (declared === 'windows-1252') return isUtf8(bytes) ? 'utf-8' : declared;
  if (declared !== 'utf-8') return declared;
  const [a, b] = bytes;
  if (a === 0 && isOpening(b)) return 'utf-16be';
  return b === 0 && isOpening(a) ? 'utf-16le' : declared;
}

/** `{` and `[` differ in this bit only. */
const BRACE_BIT = 0x20;

function isOpening(byte: number | undefined): boolean {
  return byte !== undefined && (byte | BRACE_BIT) === 0x7b;
}

function decodeAs(charset: string, bytes: Buffer): string {
  switch (charset) {
    case 'utf-8':
      return decodeUtf8(bytes);
    case 'utf-16le':
      return decodeUtf16(bytes);
    case 'utf-16be':
      return decodeUtf16(swapped(bytes));
    case 'windows-1252':
      // By hand: some versions of Node.js take it for Latin-1.
      return bytes.toString('latin1').replace(/[\x80-\x9f]/g, windows1252);
    default:
      return new TextDecoder(charset).decode(bytes).replaceAll(REPLACEMENT, UNREADABLE);
  }
}

function charsetOfMark(bytes: Buffer): {charset: string; length: number} | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return {charset: 'utf-8', length: 3};
  if (a === 0xfe && b === 0xff) return {charset: 'utf-16be', length: 2};
  return a === 0xff && b === 0xfe ? {charset: 'utf-16le', length: 2} : undefined;
}

function charsetIn(contentType: string | undefined): string {
  const label = /;\s*charset\s*=\s*["']?([^\s;"']+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label).encoding;
  } catch {
    // A RangeError: there is no such charset, or this Node.js lacks it.
    return 'utf-8';
  }
}

function decodeUtf8(bytes: Buffer): string {
  // Several times faster, and most answers are.
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const parts: string[] = [];
  for (let start = 0; start <= bytes.length;) {
    const found = bytes.indexOf(REPLACEMENT_BYTES, start);
    const end = found < 0 ? bytes.length : found;
    parts.push(bytes.toString('utf8', start, end).replaceAll(REPLACEMENT, UNREADABLE));
    start = end + REPLACEMENT_BYTES.length;
  }
  return parts.join(REPLACEMENT);
}

/** Halves of pairs come out as they are. */
function decodeUtf16(bytes: Buffer): string {
  const text = bytes.toString('utf16le');
  return bytes.length % 2 === 0 ? text : `${text}${UNREADABLE}`;
}

function swapped(bytes: Buffer): Buffer {
  const even = bytes.length - (bytes.length % 2);
  const turned = Buffer.from(bytes.subarray(0, even)).swap16();
  return even === bytes.length ? turned : Buffer.concat([turned, bytes.subarray(even)]);
}

function windows1252(character: string): string {
  return WINDOWS_1252.charAt(character.charCodeAt(0) - 0x80);
}
