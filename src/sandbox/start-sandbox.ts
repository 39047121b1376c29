import {createServer} from 'node:http';
import type {IncomingMessage, Server, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

import {jsonAnswer} from './answer';
import {CONTROL_PREFIX, control} from './control';
import {FaultSchedule} from './play-faults';
import {sandboxVendors} from './registry';
import {RequestLog} from './request-log';
import type {Sandbox, SandboxOptions, SandboxVendorInfo} from './sandbox';
import {createPeople, type People} from './shared/people';
import {rosterOf, trueAccounts, worldPeople} from './shared/world';
import {sendAnswer} from './send-answer';
import {createVendorServer} from './serve-vendors';
import type {ServedPart} from './serve-vendors';
import type {PartOptions, VendorPart} from './vendor-part';

const REQUESTS_KEPT = 100_000;
const BODY_BYTES_MAX = 64 * 1024 * 1024;
/** Longer than any client keeps an idle connection, so that reuse never races with our closing. */
const KEEP_ALIVE_MS = 120_000;
/** Made-up time stamps end here, so that the same seed gives the same data on any day. */
const DATA_END_MS = Date.UTC(2026, 0, 1);

/**
 * Starts a sandbox of all vendors on 127.0.0.1. Base URLs look as the vendors' own below a prefix:
 * `URL/pipedrive/v1`, `URL/pendo/api/v1`. Throws RangeError for vendors or settings that do not
 * exist, and the system's error when the port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const seed = options.seed ?? 1;
  const now = options.now ?? Date.now;
  const address = {origin: ''};
  const origin = (): string => address.origin;
  const parts = createParts(options, {seed, now, origin});
  const faults = new FaultSchedule(seed, options.faults ?? []);
  const log = new RequestLog(REQUESTS_KEPT);
  const serveVendors = createVendorServer({
    parts,
    faults,
    log,
    seed,
    latencyMs: options.latencyMs ?? 0,
    now,
    origin,
  });
  const server = createServer({keepAliveTimeout: KEEP_ALIVE_MS});
  await listen(server, options.port ?? 0);
  address.origin = originOf(server);
  const sandbox: Sandbox = {
    url: address.origin,
    vendors: describe(parts, address.origin),
    requests: () => log.list(),
    clearRequests: () => log.clear(),
    setFaults: (next) => faults.set(next),
    change: (vendor, change) => partOf(parts, vendor).change(change),
    dump: (vendor) =>
      vendor === 'people' && options.world === true
        ? dumpWorld(parts, createPeople(seed))
        : partOf(parts, vendor).dump(),
    close: () => close(server),
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    receive(request, response, (body) => {
      if (!request.url?.startsWith(CONTROL_PREFIX)) {
        serveVendors(request, response, body);
        return;
      }
      const url = new URL(request.url, address.origin);
      sendAnswer(response, control(sandbox, {method: request.method ?? 'GET', url, body}));
    });
  });
  return sandbox;
}

function createParts(
  options: SandboxOptions,
  {seed, now, origin}: Pick<PartOptions, 'seed' | 'now' | 'origin'>,
): readonly ServedPart[] {
  const settings = options.vendors ?? {};
  const names = sandboxVendors.map(({name}) => name);
  const unknown = Object.keys(settings).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(`the sandbox has no vendor ${unknown}; it has: ${names.join(', ')}`);
  }
  const dataEndMs = Math.min(DATA_END_MS, now());
  const people = createPeople(seed);
  return sandboxVendors.map((vendor) => ({
    name: vendor.name,
    part: vendor.create({
      seed,
      people: options.world === true ? worldPeople(people, vendor.name) : people,
      now,
      limits: options.limits ?? true,
      dataEndMs,
      settings: settings[vendor.name] ?? {},
      origin,
    }),
  }));
}

/** What no vendor knows: who should be here, and whose each account is. */
function dumpWorld(parts: readonly ServedPart[], people: People): ReturnType<VendorPart['dump']> {
  const accounts = parts.map(({name, part}) => ({
    name,
    users: (WORLD_VENDORS.has(name) ? (part.dump()['users'] ?? []) : []).map((user) => ({
      account_id: String(user['id'] ?? user['user_id']),
      email: String(user['email']),
    })),
  }));
  const size = Math.max(...accounts.map(({users}) => users.length));
  return {
    roster: rosterOf(people, size).map((row) => ({...row})),
    accounts: accounts.flatMap(({name, users}) =>
      trueAccounts(people, name, users).map((row) => ({...row})),
    ),
  };
}

/** Whose users are people of the company. */
const WORLD_VENDORS: ReadonlySet<string> = new Set(['pagerduty', 'pandadoc', 'pipedrive']);

function describe(
  parts: readonly ServedPart[],
  origin: string,
): Readonly<Record<string, SandboxVendorInfo>> {
  return Object.fromEntries(parts.map(({name, part}) => [name, part.info(`${origin}/${name}`)]));
}

function partOf(parts: readonly ServedPart[], vendor: string): VendorPart {
  const served = parts.find(({name}) => name === vendor);
  if (!served) throw new RangeError(`the sandbox has no vendor ${vendor}`);
  return served.part;
}

/** Collects the body; a request that breaks off is dropped without a trace, as nothing was done. */
function receive(
  request: IncomingMessage,
  response: ServerResponse,
  serve: (body: string) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
  });
  request.on('end', () => {
    if (bytes > BODY_BYTES_MAX) {
      sendAnswer(response, jsonAnswer(413, {error: 'the body is too large for the sandbox'}));
      return;
    }
    try {
      serve(Buffer.concat(chunks).toString('utf8'));
    } catch (error) {
      // A bug of the sandbox: told to the client, so that the other connections live on.
      const reason = error instanceof Error ? error.stack : String(error);
      sendAnswer(response, jsonAnswer(500, {error: 'the sandbox failed', reason}));
    }
  });
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function originOf(server: Server): string {
  // A server that listens on a host and port has an AddressInfo, never a pipe's name or null.
  const {port} = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

/** Stops listening and cuts every connection, also those of requests that hang. */
function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error && 'code' in error && error.code !== 'ERR_SERVER_NOT_RUNNING') reject(error);
      else resolve();
    });
    server.closeAllConnections();
  });
}
