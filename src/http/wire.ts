import type {RequestOptions} from 'node:https';
import http, {type ClientRequest, type IncomingMessage} from 'node:http';
import https from 'node:https';
import type {Socket} from 'node:net';
import {TLSSocket} from 'node:tls';
import axios from 'axios';
import type {Cancellation} from './cancellation';
import {decompress} from './decompress';
import {ANSWER_BYTES_MAX, readBytes} from './read-bytes';
import {
  ANSWER_TIMEOUT,
  ANSWER_TOO_LARGE,
  CANCELLED,
  CONNECT_TIMEOUT,
  stopError,
  toWireError,
  type WireError,
} from './wire-error';

/** One request on the wire, complete with credentials. */
interface WireRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /**
   * Use a fresh connection. An idle one can be closed by the server while the request is on its
   * way, and then nobody knows whether a request that must not be repeated was carried out.
   */
  readonly ownConnection: boolean;
  readonly cancellation: Cancellation;
}

/** What came back. */
export type WireResult =
  | {
      readonly type: 'answer';
      readonly status: number;
      /** Names in lower case; cookies left out. */
      readonly headers: Readonly<Record<string, string>>;
      /** Decompressed. */
      readonly bytes: Buffer;
      readonly complete: boolean;
    }
  | {readonly type: 'broken'; readonly error: WireError};

/** Sends one request and reads its whole answer; never rejects. */
export type Wire = (request: WireRequest) => Promise<WireResult>;

/**
 * Longest quiet time of an idle connection. Servers close theirs after 5 seconds (Node.js) to a
 * few minutes; most announce it, and Node.js heeds that.
 */
const IDLE_MS = 30_000;

interface Agents {
  readonly httpAgent: http.Agent;
  readonly httpsAgent: https.Agent;
}

/**
 * Creates the wire of one client: one pair of keep-alive agents, axios for the exchange. Network
 * time is the machine's, whatever clock the kit has: what it measures happens outside.
 * `direct` goes past proxies that the environment names, for servers on this machine.
 */
export function createWire(options: {readonly direct: boolean}): Wire {
  const kept = createAgents({keepAlive: true, timeout: IDLE_MS, scheduling: 'lifo'});
  const fresh = createAgents({keepAlive: false});
  const instance = axios.create({
    responseType: 'stream',
    // We follow redirects ourselves: axios would carry credentials along.
    maxRedirects: 0,
    // axios undoes compression leniently: a cut-off gzip stream would pass as complete.
    decompress: false,
    validateStatus: null,
    transformRequest: [],
    transformResponse: [],
    ...(options.direct && {proxy: false as const}),
  });
  return async (request) => {
    const attempt = startAttempt(request);
    try {
      const response = await instance.request<IncomingMessage>({
        url: request.url,
        method: request.method,
        headers: request.headers,
        data: request.body,
        transport: {request: attempt.open},
        ...(request.ownConnection ? fresh : kept),
      });
      // `responseType: stream` without decompression hands out Node.js's own message.
      return await readAnswer(response.data, attempt);
    } catch (error) {
      return {type: 'broken', error: attempt.errorFrom(error)};
    } finally {
      attempt.end();
    }
  };
}

function createAgents(options: http.AgentOptions): Agents {
  return {httpAgent: new http.Agent(options), httpsAgent: new https.Agent(options)};
}

async function readAnswer(message: IncomingMessage, attempt: Attempt): Promise<WireResult> {
  const arrived = await readBytes(message, ANSWER_BYTES_MAX);
  if (!arrived) attempt.stop(ANSWER_TOO_LARGE);
  if (attempt.stoppedBy() !== undefined || !arrived) {
    return {type: 'broken', error: attempt.errorFrom(undefined)};
  }
  const bytes = arrived.complete
    ? await decompress(arrived.bytes, message.headers['content-encoding'])
    : arrived.bytes;
  return {
    type: 'answer',
    status: message.statusCode ?? 0,
    headers: flatten(message.headers),
    bytes: bytes ?? arrived.bytes,
    complete: arrived.complete && bytes !== undefined,
  };
}

/** Node.js gives lists for cookies only, which nobody here may see or keep. */
function flatten(headers: http.IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string') flat[name] = value;
  }
  return flat;
}

interface Attempt {
  /** What axios calls to create the request. */
  readonly open: (
    options: RequestOptions,
    onAnswer: (message: IncomingMessage) => void,
  ) => ClientRequest;
  stop(code: string): void;
  stoppedBy(): string | undefined;
  errorFrom(caught: unknown): WireError;
  end(): void;
}

/** Watches one exchange: its connection, its time-outs, its cancellation. */
function startAttempt(wanted: WireRequest): Attempt {
  let request: ClientRequest | undefined;
  let stopCode: string | undefined;
  let ownError: Error | undefined;
  let connectTimer: NodeJS.Timeout | undefined;

  const stop = (code: string): void => {
    stopCode ??= code;
    request?.destroy(new Error(code));
  };
  const answerTimer = setTimeout(() => stop(ANSWER_TIMEOUT), wanted.timeoutMs);
  const off = wanted.cancellation.on(() => stop(CANCELLED));
  return {
    open: (options, onAnswer) => {
      const opened = (options.protocol === 'https:' ? https : http).request(options, onAnswer);
      request = opened;
      // axios wraps errors and drops what tells a failed connection from a broken one.
      opened.once('error', (error) => {
        ownError = error;
      });
      if (wanted.connectTimeoutMs < wanted.timeoutMs) {
        connectTimer = setTimeout(() => {
          if (isConnecting(opened.socket)) stop(CONNECT_TIMEOUT);
        }, wanted.connectTimeoutMs);
      }
      if (stopCode !== undefined) opened.destroy(new Error(stopCode));
      return opened;
    },
    stop,
    stoppedBy: () => stopCode,
    errorFrom: (caught) =>
      stopCode === undefined ? toWireError(ownError ?? caught) : stopError(stopCode),
    end: () => {
      clearTimeout(answerTimer);
      clearTimeout(connectTimer);
      off();
    },
  };
}

/** True until the connection could carry a request, TLS included. */
function isConnecting(socket: Socket | null): boolean {
  if (socket === null || socket.connecting) return true;
  // Node.js says null here until the handshake is over, then a name or false.
  return socket instanceof TLSSocket && socket.alpnProtocol === null;
}
