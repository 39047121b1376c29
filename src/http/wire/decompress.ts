import {promisify} from 'node:util';
import zlib from 'node:zlib';
import {ANSWER_BYTES_MAX} from './answer-limits';

/** What we ask servers for, and can undo. */
export const ACCEPT_ENCODING = 'gzip, deflate, br';

/** Below this, a detour over a worker thread costs more than it saves. */
const SYNC_BYTES_MAX = 16 * 1024;

/** A bomb of a few kilobytes must not become gigabytes: zlib stops there. */
const OPTIONS = {maxOutputLength: ANSWER_BYTES_MAX};

interface Codec {
  readonly sync: (bytes: Buffer, options: typeof OPTIONS) => Buffer;
  readonly async: (bytes: Buffer, options: typeof OPTIONS) => Promise<Buffer>;
}

const gzip: Codec = {sync: zlib.gunzipSync, async: promisify(zlib.gunzip)};
const zlibWrapped: Codec = {sync: zlib.inflateSync, async: promisify(zlib.inflate)};
const rawDeflate: Codec = {sync: zlib.inflateRawSync, async: promisify(zlib.inflateRaw)};
const brotli: Codec = {sync: zlib.brotliDecompressSync, async: promisify(zlib.brotliDecompress)};

/**
 * Undoes `content-encoding`. Undefined when the bytes are not what the header says, which is what
 * a cut-off body looks like, or when the encoding is one that we did not ask for; `too_large` when
 * they would become more than we read.
 */
export async function decompress(
  bytes: Buffer,
  encoding: string | undefined,
): Promise<Buffer | 'too_large' | undefined> {
  const name = (encoding ?? 'identity').trim().toLowerCase();
  if (name === 'identity' || name === '' || bytes.length === 0) return bytes;
  const codec = codecFor(name, bytes);
  if (!codec) return undefined;
  try {
    if (bytes.length <= SYNC_BYTES_MAX) return codec.sync(bytes, OPTIONS);
    return await codec.async(bytes, OPTIONS);
  } catch (error) {
    // Otherwise zlib throws for broken input only; the caller treats that as a cut-off body.
    return isTooLarge(error) ? 'too_large' : undefined;
  }
}

function isTooLarge(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_BUFFER_TOO_LARGE'
  );
}

function codecFor(name: string, bytes: Buffer): Codec | undefined {
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return gzip;
    case 'deflate':
      // RFC 9110 wants the zlib wrapper; some servers send the bare stream. The wrapper's first
      // byte names method 8 in its low half.
      return ((bytes[0] ?? 0) & 0x0f) === 8 ? zlibWrapped : rawDeflate;
    case 'br':
      return brotli;
    default:
      return undefined;
  }
}
