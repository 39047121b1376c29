import {wellFormed} from '../json-text';
import {plainText} from './plain-spelling';

/** How a secret may stand inside base64 of itself with something before and behind it. */
export interface Base64Needle {
  /** What depends on the secret alone, in the standard alphabet. */
  readonly text: string;
  /** One more character before it holds bits of the secret. */
  readonly bitsBefore: boolean;
  /** One more character behind it holds bits of the secret. */
  readonly bitsBehind: boolean;
}

/** What is looked for. */
export interface SecretNeedles {
  /** In any spelling of each character; the first is the secret itself. */
  readonly spelled: readonly string[];
  /** In the text with its spellings undone; undefined where too little would be left of it. */
  readonly plain: string | undefined;
  /** There too, for base64. */
  readonly base64: readonly Base64Needle[];
}

/** Bits of a byte, and of a character of base64. */
const BYTE_BITS = 8;
const CHARACTER_BITS = 6;

/** The forms of a secret; `lengthMin` is the length of the shortest that is looked for. */
export function needlesOf(secret: string, lengthMin: number): SecretNeedles {
  // Well-formed first, as bytes on the wire are: half of a surrogate pair cannot be encoded.
  const sent = wellFormed(secret);
  const formEncoded = new URLSearchParams({s: sent}).toString().slice(2);
  const escaped = JSON.stringify(secret).slice(1, -1);
  const plain = plainText(secret).text;
  const sources = new Set([sent, formEncoded, encodeURIComponent(sent), wellFormed(escaped)]);
  return {
    // A form decoder makes a space of every plus.
    spelled: [...new Set([secret, secret.replaceAll('+', ' '), sent])],
    plain: plain.length < lengthMin ? undefined : plain,
    base64: [...sources].flatMap(base64Needles),
  };
}

/**
 * Three bytes are four characters, so what stands before a secret shifts it in three ways. Of four bytes, four
 * characters or more depend on nothing else.
 */
function base64Needles(text: string): readonly Base64Needle[] {
  const bytes = Buffer.from(text, 'utf8');
  return [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const firstBit = shift * BYTE_BITS;
    const endBit = firstBit + bytes.length * BYTE_BITS;
    return {
      text: whole.slice(Math.ceil(firstBit / CHARACTER_BITS), Math.floor(endBit / CHARACTER_BITS)),
      bitsBefore: firstBit % CHARACTER_BITS !== 0,
      bitsBehind: endBit % CHARACTER_BITS !== 0,
    };
  });
}
