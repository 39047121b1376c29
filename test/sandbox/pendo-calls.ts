import type {Sandbox, SandboxOptions} from '../../src/sandbox/sandbox';
import {call, rowsAt, start} from './running-sandbox';
import type {CallOptions, Seen} from './running-sandbox';

/** A sandbox with short ways to its Pendo part. */
export interface PendoCalls {
  readonly sandbox: Sandbox;
  readonly send: (method: string, path: string, options?: CallOptions) => Promise<Seen>;
  readonly aggregate: (...pipeline: readonly unknown[]) => Promise<Seen>;
  readonly results: (
    ...pipeline: readonly unknown[]
  ) => Promise<readonly Record<string, unknown>[]>;
}

/** Starts a sandbox with these Pendo settings. */
export async function startPendo(
  settings: Readonly<Record<string, unknown>> = {},
  options: SandboxOptions = {},
): Promise<PendoCalls> {
  const sandbox = await start({...options, vendors: {pendo: settings}});
  const info = sandbox.vendors['pendo'];
  const key = info?.credentials['integration_key'] ?? '';
  const send = (method: string, path: string, more: CallOptions = {}): Promise<Seen> =>
    call(method, `${info?.baseUrl ?? ''}${path}`, {
      ...more,
      headers: {'x-pendo-integration-key': key, ...more.headers},
    });
  const aggregate = (...pipeline: readonly unknown[]): Promise<Seen> =>
    send('POST', '/aggregation', {
      json: {response: {mimeType: 'application/json'}, request: {pipeline}},
    });
  return {
    sandbox,
    send,
    aggregate,
    results: async (...pipeline) => {
      const answer = await aggregate(...pipeline);
      if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
      return rowsAt(answer.body, 'results');
    },
  };
}
