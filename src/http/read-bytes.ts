import type {IncomingMessage} from 'node:http';

/** A body as it came over the wire. */
export interface ArrivedBytes {
  readonly bytes: Buffer;
  /** False when the connection ended before the announced length or the last chunk. */
  readonly complete: boolean;
}

/** Larger answers are not read: a JavaScript string could not hold twice as much. */
export const ANSWER_BYTES_MAX = 256 * 1024 * 1024;

/**
 * Reads a body to its end. Never rejects: a cut-off body comes back as incomplete. Undefined when
 * it grows above `bytesMax`; the connection is closed then.
 */
export function readBytes(
  message: IncomingMessage,
  bytesMax: number,
): Promise<ArrivedBytes | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (): void => {
      const [only] = chunks;
      const bytes = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, size);
      resolve({bytes, complete: message.complete});
    };
    message.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= bytesMax) return;
      resolve(undefined);
      message.destroy();
    });
    message.once('end', finish);
    message.once('error', finish);
    message.once('close', finish);
  });
}
