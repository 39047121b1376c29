import {jsonText} from '../core/json-text';
import type {Kit} from '../core/kit';
import {buildUrl} from './build-url';
import type {Cancellation, MakeCancellation} from './wire/cancellation';
import {ACCEPT_ENCODING} from './wire/decompress';
import type {HttpPolicy, RawAnswer} from './policy';
import type {Visit} from './limits/rate-gate';
import type {HttpAnswer, HttpRequest} from './request';
import type {WireResult} from './wire/wire';

/** A request made ready once, for all its tries: everything but the credential. */
export interface Call extends Visit {
  readonly request: HttpRequest;
  readonly url: string;
  readonly host: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What a call is made from. */
export interface CallParts {
  readonly policy: HttpPolicy;
  readonly baseUrl: string;
  readonly host: string;
  readonly kit: Kit;
  readonly cancellations: MakeCancellation;
}

const USER_AGENT = 'airbyte-user-sync';
const EXCERPT_LENGTH = 500;

/** Makes a call; throws Failures about what the caller wrote. */
export function prepareCall(parts: CallParts, request: HttpRequest, ticket: number): Call {
  const {policy, kit} = parts;
  const body = bodyOf(request);
  return {
    request,
    ticket,
    url: buildUrl(parts.baseUrl, request),
    host: parts.host,
    headers: {
      accept: 'application/json',
      'accept-encoding': ACCEPT_ENCODING,
      'user-agent': USER_AGENT,
      ...(body !== undefined && {'content-type': 'application/json'}),
      ...lowerCase(policy.headers),
      ...lowerCase(request.headers),
    },
    body,
    demand: {endpoint: request.endpoint ?? request.purpose, cost: request.cost ?? 1},
    cancellation: cancellationOf(parts, kit.signal, request),
  };
}

/** An answer with its body understood. The excerpt is made when somebody asks for it. */
export function toRawAnswer(
  result: Extract<WireResult, {type: 'answer'}>,
  call: Call,
  kit: Kit,
): RawAnswer {
  const {kind, value, problem, head} = result.body;
  return {
    status: result.status,
    headers: result.headers,
    body: value,
    bodyKind: kind,
    ...(problem !== undefined && {problem}),
    method: call.request.method,
    path: kit.mask.apply(call.request.path),
    get excerpt() {
      return kit.mask.apply(head()).slice(0, EXCERPT_LENGTH);
    },
  };
}

/** What the caller gets. */
export function toHttpAnswer(raw: RawAnswer, bytes: number): HttpAnswer {
  const {status, headers, bodyKind} = raw;
  const readable = bodyKind === 'json' || bodyKind === 'empty';
  return {status, headers, body: readable ? raw.body : raw.excerpt, bodyKind, bytes};
}

function bodyOf({body}: HttpRequest): string | undefined {
  if (!body) return undefined;
  return 'text' in body ? body.text : jsonText(body.json);
}

function cancellationOf(parts: CallParts, own: AbortSignal, request: HttpRequest): Cancellation {
  const {signal, purpose} = request;
  const signals = signal === undefined || signal === own ? [own] : [own, signal];
  return parts.cancellations(signals, purpose);
}

function lowerCase(headers: HttpRequest['headers']): Record<string, string> | undefined {
  if (!headers) return undefined;
  const lower: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) lower[name.toLowerCase()] = value;
  }
  return lower;
}
