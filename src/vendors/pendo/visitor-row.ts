import {isJsonObject, type JsonObject} from '../../core/json';
import type {Row} from '../../read/reader';
import {firstText, groupsOf, idOf, otherFields, textOrNull, timeOf} from './row-parts';

const named: ReadonlySet<string> = new Set(['visitorId', 'accountId', 'accountIds', 'metadata']);

/**
 * A visitor of the aggregation as a row of `pendo_visitors`; see its schema in `resources/schemas`.
 * Takes both shapes: with `metadata`, and with nothing but ids.
 */
export function toVisitorRow(visitor: JsonObject): Row {
  const {metadata, auto, agent, custom} = groupsOf(visitor);
  const accountId = textOrNull(visitor['accountId']) ?? textOrNull(auto['accountid']);
  return {
    visitorId: idOf(visitor, 'visitorId', auto),
    accountId,
    // A visitor may belong to several accounts (Pendo Q11).
    accountIds: accountIds(visitor['accountIds'] ?? auto['accountids'], accountId),
    lastUpdatedAt: timeOf(auto['lastupdated']),
    lastVisit: timeOf(auto['lastvisit']),
    firstVisit: timeOf(auto['firstvisit']),
    // The e-mail address is in agent, not in auto (Pendo Q7).
    email: firstText(agent['email'], auto['email'], custom['email']),
    metadata: isJsonObject(metadata) ? metadata : null,
    other_fields: otherFields(visitor, named),
  };
}

function accountIds(sent: unknown, accountId: string | null): readonly unknown[] | null {
  if (Array.isArray(sent)) return sent as readonly unknown[]; // its items are anything
  return accountId === null ? null : [accountId];
}
