import {subscribe, unsubscribe} from 'node:diagnostics_channel';
import type {IncomingMessage} from 'node:http';
import type {Sandbox} from '../../../src/sandbox/sandbox';

const STARTS = 'http.server.request.start';

/** What Node.js tells of a request to any HTTP server of this process. */
interface RequestStart {
  readonly request: IncomingMessage;
}

/**
 * Calls `seen` for every request to a vendor of the sandbox, at the moment when it has arrived whole
 * and nothing is done about it yet. Gives the function that ends the watch.
 */
export function watchRequests(
  sandbox: Sandbox,
  seen: (request: {readonly method: string; readonly path: string}) => void,
): () => void {
  const {host} = new URL(sandbox.url);
  const onStart = (message: unknown): void => {
    // The channel's messages are documented to have this form.
    const {request} = message as RequestStart;
    if (request.headers.host !== host) return;
    const {method = '', url = ''} = request;
    request.once('end', () => seen({method, path: url}));
  };
  subscribe(STARTS, onStart);
  return () => {
    unsubscribe(STARTS, onStart);
  };
}
