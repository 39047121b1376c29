import type nock from 'nock';
import type {JsonObject} from '../../../src/core/json';

/** A list that a fake vendor gives as often as it is asked. */
export interface ServedList {
  /** The queries so far, in order. */
  readonly asked: readonly URLSearchParams[];
}

/** An answer's body, or its status and body. */
export type ListAnswer = JsonObject | readonly [status: number, body: JsonObject];

/**
 * Answers every GET of a list from its query, for tests that are not about the number of requests;
 * those that are look at `asked`.
 */
export function serveList(
  scope: nock.Scope,
  path: string,
  answer: (query: URLSearchParams) => ListAnswer,
): ServedList {
  const asked: URLSearchParams[] = [];
  scope
    .persist()
    .get(path)
    .query(true)
    .reply((uri) => {
      const query = new URL(uri, 'https://list.example').searchParams;
      asked.push(query);
      const given = answer(query);
      return Array.isArray(given) ? [Number(given[0]), given[1] as JsonObject] : [200, given];
    });
  return {asked};
}
