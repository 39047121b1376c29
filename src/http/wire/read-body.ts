import type {SentList} from '../../core/records/sent-list';
import type {IncomingMessage} from 'node:http';
import {ANSWER_BYTES_MAX} from './answer-limits';
import {decompress} from './decompress';
import {understandBody, type UnderstoodBody} from './understand-body';

/** A body as it came over the wire. */
interface ArrivedBytes {
  readonly bytes: Buffer;
  /** False when the connection ended before the announced length or the last chunk. */
  readonly complete: boolean;
}

/**
 * Reads an answer's body to its end, undoes its compression and understands it. Never rejects: what
 * is cut off comes back as such. `too_large`: it is beyond our limits, and what is left of it was not
 * read. Of a refusal (400 and above) only the beginning is kept then, because its status says enough.
 */
export async function readBody(
  message: IncomingMessage,
  list: SentList | undefined,
): Promise<UnderstoodBody | 'too_large'> {
  const isRefusal = (message.statusCode ?? 0) >= 400;
  const arrived = await unpacked(message, isRefusal);
  if (arrived === 'too_large') return arrived;
  const body = understandBody(arrived.bytes, {
    complete: arrived.complete,
    contentType: message.headers['content-type'],
    ...(!isRefusal && {list}),
  });
  if (body !== 'too_large') return body;
  return isRefusal ? understandBody(arrived.bytes, {complete: false}) : body;
}

async function unpacked(
  message: IncomingMessage,
  isRefusal: boolean,
): Promise<ArrivedBytes | 'too_large'> {
  const {bytes, complete, isLonger} = await readBytes(message, isRefusal);
  if (isLonger) return isRefusal ? {bytes, complete: false} : 'too_large';
  if (!complete) return {bytes, complete};
  const plain = await decompress(bytes, message.headers['content-encoding']);
  if (plain === 'too_large') return isRefusal ? {bytes, complete: false} : plain;
  return plain ? {bytes: plain, complete} : {bytes, complete: false};
}

/** Reads until the end or the limit; the connection is closed there. */
function readBytes(
  message: IncomingMessage,
  isRefusal: boolean,
): Promise<ArrivedBytes & {readonly isLonger: boolean}> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (isLonger: boolean): void => {
      const [only] = chunks;
      const bytes = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, size);
      chunks.length = 0;
      resolve({bytes, complete: message.complete && !isLonger, isLonger});
    };
    const announced = Number(message.headers['content-length'] ?? 0);
    if (announced > ANSWER_BYTES_MAX && !isRefusal) {
      finish(true);
      message.destroy();
      return;
    }
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= ANSWER_BYTES_MAX) {
        chunks.push(chunk);
        return;
      }
      size -= chunk.length;
      finish(true);
      message.destroy();
    });
    message.once('end', () => finish(false));
    message.once('error', () => finish(false));
    message.once('close', () => finish(false));
  });
}
