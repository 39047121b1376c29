import {Failure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import type {ListPage} from '../../read/listing/list-source';
import {rowsOf} from '../../read/listing/rows-of';
import {signsOf} from '../../read/listing/signs';

/**
 * Reads a list's answer, `{"results":[…]}` with `total` where the vendor counts; throws a `data`
 * Failure when it is none.
 */
export function pageOf(body: unknown, purpose: string): ListPage<never> {
  const results = isJsonObject(body) ? rowsOf(body['results']) : undefined;
  if (!isJsonObject(body) || results === undefined) {
    throw unusable(purpose, 'it has no list "results" of objects');
  }
  const {more, total, cursor} = signsOf(body);
  // Pages are asked for by number; a cursor only says that there is one more.
  return {items: results, total, more: cursor === undefined ? more : true};
}

/** Reads an answer that is one object; throws a `data` Failure when it is none. */
export function objectOf(body: unknown, purpose: string): JsonObject {
  if (isJsonObject(body)) return body;
  throw unusable(purpose, 'it is not an object');
}

function unusable(purpose: string, detail: string): Failure {
  return new Failure({
    kind: 'data',
    message: `PandaDoc's answer to "${purpose}" cannot be used: ${detail}. Check pandadoc.base_url; run the sync again if it is right.`,
  });
}
