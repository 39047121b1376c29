import type {ServerResponse} from 'node:http';

/** Nothing is loaded, kept, or told to the next page: the address holds a code. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'",
  'referrer-policy': 'no-referrer',
  connection: 'close',
} as const;

/** Shows the browser a sentence of ours; never one of a request, which anybody could have written. */
export function answerPage(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, HEADERS);
  response.end(
    `<!DOCTYPE html><html lang="en"><title>user-sync authorize</title><p>${sentence}</p></html>`,
  );
}
