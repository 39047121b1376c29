import {Failure} from '../../../core/failure';
import {jsonText} from '../../../core/json-text';
import type {SecretMask} from '../../../core/secrets/secret-mask';
import type {HttpAnswer, HttpClient} from '../../../http/request';
import {answerWords} from '../../../http/verdict/vendor-words';
import type {PreparedRecord} from '../../../write/object-writer';
import {pathOf, type MetadataRoute} from './metadata-route';
import {readWriteCounts, type WriteCounts} from './write-answer';

/** What Pendo makes of one request that writes metadata. */
export type PostResult =
  | {readonly type: 'counted'; readonly counts: WriteCounts}
  | ({readonly type: 'too_large'} & Said)
  /** 400 or 422: something in the body is wrong. */
  | ({readonly type: 'refused'} & Said)
  /** 404: the server has no such route. */
  | {readonly type: 'no_route'};

/** What Pendo answered. */
export interface Said {
  /** Status and body, shortened, for the rejected-records file. */
  readonly answer: string;
  readonly words: string | undefined;
}

const ANSWER_LENGTH_MAX = 300;

/** Sends records of one operation in one request. The client judges all other statuses. */
export async function postRecords(
  {client, mask}: {readonly client: HttpClient; readonly mask: SecretMask},
  route: MetadataRoute,
  records: readonly PreparedRecord[],
  signal: AbortSignal,
): Promise<PostResult> {
  // Only the value API knows `create`, and only an upsert may create.
  const create = route.api === 'value' && records[0]?.record.operation === 'upsert';
  const answer = await client.send({
    method: 'POST',
    path: pathOf(route),
    ...(create && {query: {create: true}}),
    body: {text: `[${records.map(({body}) => body).join(',')}]`},
    // Values are set, not added: the same request twice leaves the same values.
    repeatable: true,
    accept: [400, 404, 413, 422],
    signal,
    purpose: `write ${route.kind} metadata`,
  });
  switch (answer.status) {
    case 400:
    case 422:
      return {type: 'refused', ...saidIn(answer, mask)};
    case 404:
      return {type: 'no_route'};
    case 413:
      return {type: 'too_large', ...saidIn(answer, mask)};
    default:
      return {type: 'counted', counts: readWriteCounts(answer.body, mask)};
  }
}

function saidIn(answer: HttpAnswer, mask: SecretMask): Said {
  const {status, body} = answer;
  const text = typeof body === 'string' ? body : body === undefined ? '' : jsonText(body);
  return {
    answer: `HTTP ${status}: ${mask.apply(text).slice(0, ANSWER_LENGTH_MAX)}`,
    words: answerWords(answer, mask),
  };
}

/** No route of the configured API; nothing was written. */
export function noRoute(route: MetadataRoute): Failure {
  return new Failure({
    kind: 'config',
    message: `Pendo answers 404 to POST ${pathOf(route)}. Check pendo.base_url, and set pendo.metadata_api to auto.`,
    status: 404,
  });
}
