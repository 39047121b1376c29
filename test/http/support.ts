import http, {type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {Failure} from '../../src/core/failure';
import type {Kit} from '../../src/core/kit';
import {headerAuth} from '../../src/http/auth/auth';
import type {AuthPolicy} from '../../src/http/auth/auth-policy';
import {createHttpClient, type TrackedHttpClient} from '../../src/http/http-client';
import type {HttpPolicy} from '../../src/http/policy';
import type {HttpRequest} from '../../src/http/request';
import {createTestKit} from '../support/test-kit';
import {createEagerClock} from '../support/virtual-clock';

export const BASE = 'https://api.acme.test/v1';
export const TOKEN = 'tok-3c9a1f0e77';

export function policy(overrides: Partial<HttpPolicy> = {}): HttpPolicy {
  return {
    vendor: 'Acme',
    timeoutMs: 5_000,
    retry: {
      retriesMax: 3,
      baseMs: 500,
      capMs: 8_000,
      statuses: [500, 502, 503, 504],
      limitWaitMaxMs: 120_000,
      limitWaitMs: 2_000,
    },
    limits: [],
    concurrencyMax: 4,
    authAdvice: 'Check acme.api_key.',
    ...overrides,
  };
}

export function get(overrides: Partial<HttpRequest> = {}): HttpRequest {
  return {method: 'GET', path: '/users', repeatable: true, purpose: 'list users', ...overrides};
}

export function post(overrides: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'POST',
    path: '/users',
    body: {json: {name: 'Ada'}},
    repeatable: false,
    purpose: 'create a user',
    ...overrides,
  };
}

interface Setup {
  readonly policy?: Partial<HttpPolicy>;
  readonly baseUrl?: string;
  readonly auth?: AuthPolicy;
  readonly kit?: Partial<Kit>;
  readonly onRateLimited?: (resetAtMs: number) => void;
}

export function setUp(setup: Setup = {}): {
  client: TrackedHttpClient;
  kit: ReturnType<typeof createTestKit>;
} {
  const kit = createTestKit({clock: createEagerClock(), ...setup.kit});
  const client = createHttpClient({
    policy: policy(setup.policy),
    baseUrl: setup.baseUrl ?? BASE,
    auth: setup.auth ?? headerAuth('x-api-token', TOKEN),
    kit,
    ...(setup.onRateLimited && {onRateLimited: setup.onRateLimited}),
  });
  return {client, kit};
}

/** The Failure that a promise rejects with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('Expected a failure, but there was none.');
}

export interface TestServer {
  readonly url: string;
  readonly requests: {
    method: string;
    url: string;
    headers: http.IncomingHttpHeaders;
    body: string;
  }[];
  /** Number of TCP connections so far. */
  connections(): number;
  close(): Promise<void>;
}

/** A real server on this machine; the handler gets the request's number, from 1. */
export async function startServer(
  handler: (request: IncomingMessage, response: ServerResponse, n: number) => void,
): Promise<TestServer> {
  const requests: TestServer['requests'] = [];
  let connections = 0;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      });
      handler(request, response, requests.length);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address with a port.
  const {port} = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
