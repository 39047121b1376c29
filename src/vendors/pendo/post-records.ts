import {Failure} from '../../core/failure';
import type {HttpAnswer, HttpClient} from '../../http/request';
import type {PreparedRecord} from '../../write/object-writer';
import {pathOf, type MetadataRoute} from './metadata-route';
import {readWriteCounts, type WriteCounts} from './write-answer';

/** What Pendo makes of one request that writes metadata. */
export type PostResult =
  | {readonly type: 'counted'; readonly counts: WriteCounts}
  | {readonly type: 'too_large'}
  /** 400: something in the body is wrong; `text` is Pendo's answer, shortened. */
  | {readonly type: 'refused'; readonly text: string}
  /** 404: the server has no such route. */
  | {readonly type: 'no_route'};

const ANSWER_LENGTH_MAX = 300;

/** Sends records of one operation in one request. The client judges all other statuses. */
export async function postRecords(
  client: HttpClient,
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
    accept: [400, 404, 413],
    signal,
    purpose: `write ${route.kind} metadata`,
  });
  switch (answer.status) {
    case 400:
      return {type: 'refused', text: textOf(answer)};
    case 404:
      return {type: 'no_route'};
    case 413:
      return {type: 'too_large'};
    default:
      return {type: 'counted', counts: readWriteCounts(answer.body)};
  }
}

function textOf({body}: HttpAnswer): string {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  return text.slice(0, ANSWER_LENGTH_MAX);
}

/** No route of the configured API; nothing was written. */
export function noRoute(route: MetadataRoute): Failure {
  return new Failure({
    kind: 'config',
    message: `Pendo answers 404 to POST ${pathOf(route)}. Check pendo.base_url, and set pendo.metadata_api to auto.`,
    status: 404,
  });
}
