import type {Sandbox, SandboxOptions} from '../../src/sandbox/sandbox';
import {call, start} from './running-sandbox';
import type {CallOptions, Seen} from './running-sandbox';

/** A sandbox with short ways to its Pipedrive part. */
export interface PipedriveCalls {
  readonly sandbox: Sandbox;
  readonly credentials: Readonly<Record<string, string>>;
  /** The vendor's prefix. */
  readonly url: string;
  /** With the admin's token in the header. */
  readonly send: (method: string, path: string, options?: CallOptions) => Promise<Seen>;
  /** Without any credential; the path is below the prefix. */
  readonly bare: (method: string, path: string, options?: CallOptions) => Promise<Seen>;
}

/** Starts a sandbox with these Pipedrive settings. */
export async function startPipedrive(
  settings: Readonly<Record<string, unknown>> = {},
  options: SandboxOptions = {},
): Promise<PipedriveCalls> {
  const sandbox = await start({...options, vendors: {pipedrive: settings}});
  const info = sandbox.vendors['pipedrive'];
  const credentials = info?.credentials ?? {};
  const url = `${sandbox.url}/pipedrive`;
  const bare = (method: string, path: string, more: CallOptions = {}): Promise<Seen> =>
    call(method, `${url}${path}`, more);
  return {
    sandbox,
    credentials,
    url,
    bare,
    send: (method, path, more = {}) =>
      call(method, `${info?.baseUrl ?? ''}${path}`, {
        ...more,
        headers: {'x-api-token': credentials['api_token'] ?? '', ...more.headers},
      }),
  };
}
