import type {Sandbox} from '../../../src/sandbox/sandbox';
import {call, start, type Seen} from '../running-sandbox';

/** A sandbox whose SCIM services are called by hand. */
export interface ScimCalls {
  readonly sandbox: Sandbox;
  /** Any call with the service's token, or the headers that are given. */
  readonly ask: (
    method: string,
    path: string,
    json?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Seen>;
}

export const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export async function startScim(
  vendor: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<ScimCalls> {
  const sandbox = await start({vendors: {scim: {users: 12, groups: 3, ...settings}}});
  const info = sandbox.vendors['scim'];
  const authorization = `Bearer ${info?.credentials[`${vendor}_token`] ?? ''}`;
  return {
    sandbox,
    ask: (method, path, json, headers = {authorization}) =>
      call(method, `${info?.otherUrls?.[vendor] ?? ''}${path}`, {
        headers,
        ...(json !== undefined && {json}),
      }),
  };
}

/** Names of an object's fields; none for anything else. */
export function keysOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
