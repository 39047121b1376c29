import {Failure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import type {SentList} from '../../core/records/sent-list';
import {isTooLarge} from '../../http/verdict/network-failure';
import type {HttpAnswer, HttpClient} from '../../http/request';
import {attempt} from '../shared/attempt';
import type {PendoKind} from './kind';

/** A question to Pendo's aggregation: source, filter, sort and limit, in this order. */
interface AggregationRequest {
  readonly kind: PendoKind;
  /** Leave out visitors whom Pendo cannot name; Pendo includes them otherwise (Q16). */
  readonly identifiedOnly: boolean;
  /** Accounts of every app of the subscription, not only of the first one. */
  readonly allApps?: boolean;
  readonly filter?: string;
  readonly sort: readonly string[];
  readonly limit: number;
  /** Makes rows of the records in the answer's text, where it can; they then stand in place of records. */
  readonly list?: SentList | undefined;
  /** The rows hold this field and no other. */
  readonly only?: string;
  readonly purpose: string;
  readonly signal: AbortSignal;
}

/**
 * The rows of an answer; or that Pendo ran out of time (Q14), or that its answer is larger than what
 * is read at once: a smaller limit may do.
 */
export type AggregationResult =
  | {
      readonly type: 'rows';
      /** Undefined stands for what is no object; see `wholeRows`. */
      readonly rows: readonly (JsonObject | undefined)[];
      readonly answer: HttpAnswer;
    }
  | {readonly type: 'too_slow'}
  | {readonly type: 'too_large'; readonly failure: Failure};

const TIMED_OUT = 408;

/** Runs `POST /aggregation`. */
export async function aggregate(
  client: HttpClient,
  request: AggregationRequest,
): Promise<AggregationResult> {
  const answer = await attempt(() =>
    client.send({
      method: 'POST',
      path: '/aggregation',
      body: {json: bodyOf(request)},
      repeatable: true, // a read, though it is a POST
      accept: [TIMED_OUT],
      list: request.list,
      signal: request.signal,
      purpose: request.purpose,
    }),
  );
  if (answer instanceof Failure) {
    if (isTooLarge(answer)) return {type: 'too_large', failure: answer};
    throw answer;
  }
  if (answer.status === TIMED_OUT) return {type: 'too_slow'};
  return {type: 'rows', rows: resultsOf(answer.body, request.purpose), answer};
}

/** The rows, for a look-up that must miss none; throws a `data` Failure when one is no object. */
export function wholeRows(
  rows: readonly (JsonObject | undefined)[],
  purpose: string,
): readonly JsonObject[] {
  const whole = rows.filter((row) => row !== undefined);
  if (whole.length < rows.length) throw notObjects(purpose);
  return whole;
}

function bodyOf(request: AggregationRequest): JsonObject {
  const name = `${request.kind}s`;
  const filter = request.filter === undefined ? [] : [{filter: request.filter}];
  return {
    response: {mimeType: 'application/json'},
    request: {
      requestId: name,
      name,
      pipeline: [
        {source: {[name]: sourceOptions(request)}},
        ...filter,
        {sort: request.sort},
        {limit: request.limit},
        ...(request.only === undefined ? [] : [{select: {[request.only]: request.only}}]),
      ],
    },
  };
}

function sourceOptions({kind, identifiedOnly, allApps}: AggregationRequest): JsonObject | null {
  if (kind === 'visitor') return identifiedOnly ? {identified: true} : null;
  return allApps === true ? {appId: 'expandAppIds("*")'} : null;
}

function resultsOf(body: unknown, purpose: string): readonly (JsonObject | undefined)[] {
  const results = isJsonObject(body) ? body['results'] : undefined;
  if (!Array.isArray(results)) throw unusable(purpose, 'it has no list "results"');
  const rows: readonly unknown[] = results;
  if (rows.length > 0 && !rows.some((row) => row === null || isJsonObject(row))) {
    throw notObjects(purpose);
  }
  return rows.map((row) => (isJsonObject(row) ? row : undefined));
}

function notObjects(purpose: string): Failure {
  return unusable(purpose, '"results" contains entries that are not objects');
}

function unusable(purpose: string, detail: string): Failure {
  return new Failure({
    kind: 'data',
    message: `Pendo's answer to "${purpose}" cannot be used: ${detail}. Check pendo.base_url, then run the sync again.`,
  });
}
