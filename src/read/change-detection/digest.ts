import {hash} from 'node:crypto';

/** Characters of a digest: 48 bits, so a change goes unnoticed once in 2.8e14. */
export const DIGEST_LENGTH = 8;

/** A short fingerprint of a text: 8 base64url characters of its SHA-256. */
export function digestOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, DIGEST_LENGTH);
}
