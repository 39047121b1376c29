import http, {type IncomingMessage} from 'node:http';
import https from 'node:https';
import type {AxiosInstance} from 'axios';
import {type Attempt, type AttemptLimits, startAttempt} from './attempt';
import type {SentList} from '../../core/records/sent-list';
import {loadAxios} from './load-axios';
import {readBody} from './read-body';
import type {UnderstoodBody} from './understand-body';
import {ANSWER_TOO_LARGE, stopError, type WireError} from './wire-error';

/** One request on the wire, complete with credentials. */
interface WireRequest extends AttemptLimits {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /**
   * Use a fresh connection. An idle one can be closed by the server while the request is on its
   * way, and then nobody knows whether a request that must not be repeated was carried out.
   */
  readonly ownConnection: boolean;
  /** Takes the records of a list from the text of the answer, where it can. */
  readonly list?: SentList | undefined;
}

/** What came back. */
export type WireResult =
  | {
      readonly type: 'answer';
      readonly status: number;
      /** Names in lower case; cookies left out. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: UnderstoodBody;
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
 * time is the machine's, regardless of the clock of the kit: what it measures happens outside.
 * `direct` goes past proxies that the environment names, for servers on this machine.
 */
export function createWire(options: {readonly direct: boolean}): Wire {
  const kept = createAgents({keepAlive: true, timeout: IDLE_MS, scheduling: 'lifo'});
  const fresh = createAgents({keepAlive: false});
  const instance = loadAxios().create({
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
    const broken = attempt.broken.then((error): WireResult => ({type: 'broken', error}));
    try {
      const agents = request.ownConnection ? fresh : kept;
      return await Promise.race([exchange(instance, request, {attempt, agents}), broken]);
    } catch (error) {
      return {type: 'broken', error: attempt.errorFrom(error)};
    } finally {
      attempt.end();
    }
  };
}

async function exchange(
  instance: AxiosInstance,
  request: WireRequest,
  {attempt, agents}: {readonly attempt: Attempt; readonly agents: Agents},
): Promise<WireResult> {
  const response = await instance.request<IncomingMessage>({
    url: request.url,
    method: request.method,
    headers: request.headers,
    data: request.body,
    transport: {request: attempt.open},
    ...agents,
  });
  // `responseType: stream` without decompression hands out Node.js's own message.
  return await readAnswer(response.data, attempt, request.list);
}

function createAgents(options: http.AgentOptions): Agents {
  return {httpAgent: new http.Agent(options), httpsAgent: new https.Agent(options)};
}

async function readAnswer(
  message: IncomingMessage,
  attempt: Attempt,
  list: SentList | undefined,
): Promise<WireResult> {
  const body = await readBody(message, list);
  if (body === 'too_large') {
    attempt.stop(ANSWER_TOO_LARGE);
    return {type: 'broken', error: stopError(ANSWER_TOO_LARGE)};
  }
  return {
    type: 'answer',
    status: message.statusCode ?? 0,
    headers: flatten(message.headers),
    body,
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
