import type {Sandbox, SandboxOptions} from '../../../src/sandbox/sandbox';
import {call, start} from '../running-sandbox';
import type {CallOptions, Seen} from '../running-sandbox';

/** A sandbox with short ways to its PandaDoc part. */
export interface PandadocCalls {
  readonly sandbox: Sandbox;
  readonly credentials: Readonly<Record<string, string>>;
  /** With the key of the first workspace; the path is below the base URL. */
  readonly send: (method: string, path: string, options?: CallOptions) => Promise<Seen>;
  /** With another credential, as the header has it. */
  readonly as: (authorization: string, method: string, path: string) => Promise<Seen>;
  /** Asks the token endpoint with a form. */
  readonly token: (form: Readonly<Record<string, string>>) => Promise<Seen>;
}

/** Starts a sandbox with these PandaDoc settings. */
export async function startPandadoc(
  settings: Readonly<Record<string, unknown>> = {},
  options: SandboxOptions = {},
): Promise<PandadocCalls> {
  const sandbox = await start({...options, vendors: {pandadoc: settings}});
  const info = sandbox.vendors['pandadoc'];
  const credentials = info?.credentials ?? {};
  const base = info?.baseUrl ?? '';
  const first = `API-Key ${credentials['api_key_0'] ?? ''}`;
  return {
    sandbox,
    credentials,
    send: (method, path, more = {}) =>
      call(method, base + path, {...more, headers: {authorization: first, ...more.headers}}),
    as: (authorization, method, path) => call(method, base + path, {headers: {authorization}}),
    token: (form) =>
      call('POST', info?.otherUrls?.['token'] ?? '', {
        headers: {'content-type': 'application/x-www-form-urlencoded'},
        text: new URLSearchParams({
          client_id: credentials['client_id'] ?? '',
          client_secret: credentials['client_secret'] ?? '',
          ...form,
        }).toString(),
      }),
  };
}
