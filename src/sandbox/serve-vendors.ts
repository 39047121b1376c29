import type {IncomingMessage, ServerResponse} from 'node:http';

import {htmlAnswer, jsonAnswer, withHeaders} from './answer';
import type {FaultAction} from './fault';
import {withNonsense} from './nonsense';
import {faultName} from './play-faults';
import type {FaultSchedule} from './play-faults';
import {maskQuery} from './request-log';
import type {RequestLog} from './request-log';
import {createRouter} from './router';
import type {RouteMatch} from './router';
import {sendAnswer, sendTruncated} from './send-answer';
import type {Answer, SandboxRequest, VendorPart} from './vendor-part';

/** A vendor part as it is served. */
export interface ServedPart {
  readonly name: string;
  readonly part: VendorPart;
}

/** What serving needs besides the parts. */
interface ServeOptions {
  readonly parts: readonly ServedPart[];
  readonly faults: FaultSchedule;
  readonly log: RequestLog;
  /** Decides which fields hold nonsense, where that is asked for. */
  readonly seed: number;
  readonly latencyMs: number;
  readonly now: () => number;
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  readonly origin: () => string;
}

/** A request that has arrived whole. */
interface Arrival {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly startedMs: number;
}

interface Door {
  readonly served: ServedPart;
  readonly find: (method: string, path: string) => RouteMatch;
  /** The path of the base URL below the vendor's prefix: `/v1`. */
  readonly basePath: string;
}

/** A function that answers requests of all vendors: faults, routes, delays, log. */
type VendorServer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** Makes it; the first segment of the path names the vendor. */
export function createVendorServer(options: ServeOptions): VendorServer {
  const doors = new Map(options.parts.map((served) => [served.name, openDoor(served)]));
  return (request, response, body) => {
    const [pathText = '', queryText = ''] = splitOnce(request.url ?? '/', '?');
    const [vendor = '', rest = ''] = splitOnce(pathText.slice(1), '/');
    const door = doors.get(vendor);
    if (!door) {
      sendAnswer(response, jsonAnswer(404, {error: `the sandbox has no vendor "${vendor}"`}));
      return;
    }
    const arrival: Arrival = {
      method: request.method ?? 'GET',
      path: `/${rest}`,
      query: new URLSearchParams(queryText),
      headers: request.headers,
      body,
      startedMs: options.now(),
    };
    serve(options, door, arrival, response);
  };
}

function openDoor(served: ServedPart): Door {
  const basePath = new URL(served.part.info('http://sandbox').baseUrl).pathname;
  return {served, find: createRouter(served.part.routes), basePath: basePath.replace(/\/$/, '')};
}

function serve(
  options: ServeOptions,
  door: Door,
  arrival: Arrival,
  response: ServerResponse,
): void {
  const {path, method} = arrival;
  const shortPath = path.startsWith(`${door.basePath}/`) ? path.slice(door.basePath.length) : path;
  const fault = options.faults.next({vendor: door.served.name, method, path, shortPath});
  if (fault?.type === 'hang' || fault?.type === 'reset_before') {
    note(options, door, arrival, {status: 0, fault});
    if (fault.type === 'reset_before') response.socket?.destroy();
    return;
  }
  const answer = answerTo(options, door, arrival, fault);
  // The work is done before the wait: a client that gives up has still changed the vendor's data.
  const waitMs = options.latencyMs + (fault?.type === 'slow' ? fault.ms : 0);
  const finish = (): void => {
    const lost = fault?.type === 'reset_after';
    const {records} = answer;
    note(options, door, arrival, {status: lost ? 0 : answer.status, fault, records});
    if (lost) response.socket?.destroy();
    else if (fault?.type === 'truncated') sendTruncated(response, answer);
    else sendAnswer(response, answer);
  };
  if (waitMs > 0) setTimeout(finish, waitMs).unref();
  else finish();
}

function answerTo(
  options: ServeOptions,
  door: Door,
  arrival: Arrival,
  fault: FaultAction | undefined,
): Answer {
  if (fault?.type === 'status') return faultAnswer(fault, door.served.part);
  const answer = work(options, door, arrival);
  return fault?.type === 'nonsense' ? withNonsense(answer, fault, options.seed) : answer;
}

function work(options: ServeOptions, door: Door, arrival: Arrival): Answer {
  const match = door.find(arrival.method, arrival.path);
  if (match.type === 'none') return door.served.part.refuse(match.status);
  const request: SandboxRequest = {
    method: arrival.method,
    path: arrival.path,
    params: match.params,
    query: arrival.query,
    headers: arrival.headers,
    body: arrival.body,
    url: `${options.origin()}/${door.served.name}`,
  };
  return match.route.handle(request);
}

function faultAnswer(fault: FaultAction & {type: 'status'}, part: VendorPart): Answer {
  const title = typeof fault.body === 'string' ? fault.body : `Error ${fault.status}`;
  const body = fault.body === undefined ? part.errorBody(fault.status) : fault.body;
  const answer = fault.html ? htmlAnswer(fault.status, title) : jsonAnswer(fault.status, body);
  return fault.headers ? withHeaders(answer, fault.headers) : answer;
}

/** Status 0 in the log: the client got no answer. */
function note(
  options: ServeOptions,
  door: Door,
  arrival: Arrival,
  ending: {
    readonly status: number;
    readonly fault: FaultAction | undefined;
    readonly records?: number | undefined;
  },
): void {
  options.log.add({
    at: arrival.startedMs,
    vendor: door.served.name,
    method: arrival.method,
    path: arrival.path,
    query: maskQuery(arrival.query),
    status: ending.status,
    durationMs: options.now() - arrival.startedMs,
    ...(ending.records !== undefined && {records: ending.records}),
    ...(ending.fault && {fault: faultName(ending.fault)}),
  });
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
