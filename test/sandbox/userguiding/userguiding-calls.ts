import type {Sandbox, SandboxOptions} from '../../../src/sandbox/sandbox';
import {call, start} from '../running-sandbox';
import type {Seen} from '../running-sandbox';

/** A sandbox whose UserGuiding part is called by hand. */
export interface UserguidingCalls {
  readonly sandbox: Sandbox;
  /** `POST /v1/identify`; a string is sent as it is. */
  readonly identify: (body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Seen>;
  /** Any call below the User API's base URL. */
  readonly userApi: (method: string, path: string, json?: unknown) => Promise<Seen>;
  readonly dump: (
    list: 'users' | 'companies' | 'counters',
  ) => readonly Readonly<Record<string, unknown>>[];
}

export const apiKey = 'sandbox-userguiding-api-key-0001';
export const bearer = {authorization: `Bearer ${apiKey}`};

export async function startUserguiding(
  settings: Readonly<Record<string, unknown>> = {},
  options: SandboxOptions = {},
): Promise<UserguidingCalls> {
  const sandbox = await start({...options, vendors: {userguiding: settings}});
  const url = `${sandbox.url}/userguiding`;
  return {
    sandbox,
    identify: (body, headers = bearer) =>
      call('POST', `${url}/v1/identify`, {
        headers,
        ...(typeof body === 'string' ? {text: body} : {json: body}),
      }),
    userApi: (method, path, json) =>
      call(method, `${url}/user_api${path}`, {
        headers: {'ug-api-key': apiKey},
        ...(json !== undefined && {json}),
      }),
    dump: (list) => sandbox.dump('userguiding')[list] ?? [],
  };
}
