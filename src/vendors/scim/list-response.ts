import {Failure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import type {SecretMask} from '../../core/secret-mask';
import {errorWords} from './error-words';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
/** SCIM 1.1 names no message type, only the schema of what it lists. */
const SCIM_1 = 'urn:scim:schemas:';

/** A page of a SCIM list. */
export interface ListPage {
  /** How many resources the whole list has. */
  readonly total: number;
  readonly resources: readonly JsonObject[];
}

/** What a body is read for. */
export interface ListContext {
  /** As users know the vendor. */
  readonly title: string;
  /** "users", "groups". */
  readonly what: string;
  readonly mask: SecretMask;
}

/** Reads a 2xx answer to a list; throws a Failure when it is none (RFC 7644, 3.4.2). */
export function readListPage(body: unknown, context: ListContext): ListPage {
  if (!isJsonObject(body)) throw unusable(context, 'it is not a JSON object');
  checkSchemas(body, context);
  const total = body['totalResults'];
  if (typeof total !== 'number' || !Number.isSafeInteger(total) || total < 0) {
    throw unusable(context, 'totalResults is not a number');
  }
  // An empty list may come without Resources.
  const sent: unknown = body['Resources'] ?? [];
  if (!Array.isArray(sent)) throw unusable(context, 'Resources is not a list');
  const resources: readonly unknown[] = sent;
  if (!resources.every(isJsonObject)) {
    throw unusable(context, 'Resources holds something else than objects');
  }
  return {total, resources};
}

function checkSchemas(body: JsonObject, context: ListContext): void {
  const sent: unknown = body['schemas'];
  const schemas = (Array.isArray(sent) ? sent : []).map(String);
  const has = (urn: string): boolean =>
    schemas.some((schema) => schema.toLowerCase() === urn.toLowerCase());
  if (has(LIST)) return;
  if (has(ERROR)) {
    const words = errorWords(body, context.mask) ?? 'no reason given';
    throw unusable(context, `it is an error: ${words}`);
  }
  if (schemas.some((schema) => schema.startsWith(SCIM_1))) throw oldVersion(context);
  throw unusable(context, 'its schemas do not name a ListResponse');
}

function unusable({title, what}: ListContext, reason: string): Failure {
  return new Failure({
    kind: 'data',
    message: `The answer of ${title}'s SCIM service to the request for ${what} cannot be used: ${reason}. Run the sync again; if it stays so, check base_url.`,
  });
}

function oldVersion({title, what}: ListContext): Failure {
  return new Failure({
    kind: 'config',
    message: `${title}'s service lists ${what} in SCIM 1.1, which is not supported. Set base_url to its SCIM 2.0 address, or remove the entry from scim.`,
  });
}
