import {Failure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';

/** A page of a list: `{"results":[…]}`, with `total` where the vendor counts. */
export interface Page {
  readonly records: readonly JsonObject[];
  readonly total: number | undefined;
}

/** Reads a list's answer; throws a `data` Failure when it is none. */
export function pageOf(body: unknown, purpose: string): Page {
  const results: unknown = isJsonObject(body) ? body['results'] : undefined;
  if (!isJsonObject(body) || !Array.isArray(results) || !results.every(isJsonObject)) {
    throw unusable(purpose, 'it has no list "results" of objects');
  }
  const {total} = body;
  return {records: results, total: typeof total === 'number' ? total : undefined};
}

/** Reads an answer that is one object; throws a `data` Failure when it is none. */
export function objectOf(body: unknown, purpose: string): JsonObject {
  if (isJsonObject(body)) return body;
  throw unusable(purpose, 'it is not an object');
}

/** A text that names something; undefined for anything else. Numbers become their digits. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function unusable(purpose: string, detail: string): Failure {
  return new Failure({
    kind: 'data',
    message: `PandaDoc's answer to "${purpose}" cannot be used: ${detail}. Check pandadoc.base_url; run the sync again if it is right.`,
  });
}
