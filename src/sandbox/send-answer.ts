import type {ServerResponse} from 'node:http';
import {Readable} from 'node:stream';

import type {Answer} from './vendor-part';

/** Sends an answer: with its length when it is one piece, else in chunks as the client takes them. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, headersOf(answer));
  if (Buffer.isBuffer(answer.body)) response.end(answer.body);
  else Readable.from(answer.body, {objectMode: true}).pipe(response);
}

/** Sends half of an answer under the length of the whole, then cuts the connection. */
export function sendTruncated(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, headersOf(answer));
  const part = Buffer.isBuffer(answer.body)
    ? answer.body.subarray(0, Math.floor(answer.body.length / 2))
    : firstOf(answer.body);
  response.write(part, () => response.socket?.destroy());
}

function firstOf(chunks: Iterable<Buffer>): Buffer {
  for (const chunk of chunks) return chunk;
  return Buffer.alloc(0);
}

function headersOf(answer: Answer): Record<string, string | number> {
  return {
    ...(answer.contentType !== undefined && {'content-type': answer.contentType}),
    ...(Buffer.isBuffer(answer.body) && {'content-length': answer.body.length}),
    ...answer.headers,
  };
}
