import {Failure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import type {SecretMask} from '../../core/secrets/secret-mask';
import {rowsOf} from '../../read/listing/rows-of';
import {countOf, signsOf} from '../../read/listing/signs';
import {errorWords} from './error-words';
import {attributeOf} from './names';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:error';
/** SCIM 1.1 names no message type, only the schema of what it lists. */
const SCIM_1 = 'urn:scim:schemas:';

/** A page of a SCIM list. */
interface ScimPage {
  /** How many resources the whole list has, where the service says so. */
  readonly total: number | undefined;
  readonly resources: readonly JsonObject[];
  /** Leads to the next page, where the service pages by cursors (RFC 9865). */
  readonly cursor: string | undefined;
}

/** What a body is read for. */
interface ListContext {
  /** As users know the vendor. */
  readonly title: string;
  /** "users", "groups". */
  readonly what: string;
  readonly mask: SecretMask;
}

/**
 * Reads a 2xx answer to a list; throws a Failure when it is none (RFC 7644, 3.4.2). Names may be in
 * any letter case; `schemas` and `totalResults` may be missing, for the list tells what it is and
 * further requests tell where it ends.
 */
export function readListPage(body: unknown, context: ListContext): ScimPage {
  if (!isJsonObject(body)) throw unusable(context, 'it is not a JSON object');
  refuseOthers(body, context);
  const total = countOf(attributeOf(body, 'totalResults'));
  const sent = attributeOf(body, 'Resources');
  // An empty list may come without Resources.
  if ((sent === undefined || sent === null) && total !== 0) {
    throw unusable(context, 'it has no list "Resources"');
  }
  const list: unknown = sent ?? [];
  if (!Array.isArray(list)) throw unusable(context, '"Resources" is not a list');
  const resources = rowsOf(list);
  if (resources === undefined) {
    throw unusable(context, '"Resources" contains entries that are not objects');
  }
  return {total, resources, cursor: signsOf(body).cursor};
}

/** Answers that say themselves that they are something else. */
function refuseOthers(body: JsonObject, context: ListContext): void {
  const sent = attributeOf(body, 'schemas');
  const schemas = (Array.isArray(sent) ? sent : [sent]).map((urn) => String(urn).toLowerCase());
  if (schemas.includes(ERROR)) throw refused(body, context);
  if (schemas.some((schema) => schema.startsWith(SCIM_1))) throw oldVersion(context);
  const isList = attributeOf(body, 'Resources') !== undefined;
  if (!isList && errorWords(body, context.mask) !== undefined) throw refused(body, context);
}

function refused(body: JsonObject, context: ListContext): Failure {
  const words = errorWords(body, context.mask) ?? 'no reason given';
  return unusable(context, `it is an error: ${words}`);
}

function unusable({title, what}: ListContext, reason: string): Failure {
  return new Failure({
    kind: 'data',
    message: `The answer of ${title}'s SCIM service to the request for ${what} cannot be used: ${reason}. Run the sync again; if it happens again, report it to ${title}.`,
  });
}

function oldVersion({title, what}: ListContext): Failure {
  return new Failure({
    kind: 'config',
    message: `${title}'s service lists ${what} in SCIM 1.1, which is not supported. Set base_url to its SCIM 2.0 address, or remove the entry from scim.`,
  });
}
