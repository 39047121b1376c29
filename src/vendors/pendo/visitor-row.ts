import type {JsonObject} from '../../core/json';
import type {StreamColumns} from '../../read/columns/stream-columns';
import type {Row} from '../../read/reader';
import {firstText, groupsOf, idOf, textOrNull, textsOrNull, timeOf} from './row-parts';

/**
 * A visitor of the aggregation as a row of `pendo_visitors`; see its schema in `resources/schemas`.
 * Takes both shapes: with `metadata`, and with nothing but ids.
 */
export function toVisitorRow(visitor: JsonObject, columns: StreamColumns): Row {
  const {auto, agent, custom} = groupsOf(visitor);
  const row = columns.toRow(visitor);
  row['visitorId'] = idOf(visitor, 'visitorId', auto);
  row['accountId'] ??= textOrNull(auto['accountid']);
  // A visitor may belong to several accounts (Pendo Q11).
  row['accountIds'] ??= textsOrNull(auto['accountids']) ?? listOf(row['accountId']);
  row['lastUpdatedAt'] = timeOf(auto['lastupdated']);
  row['lastVisit'] = timeOf(auto['lastvisit']);
  row['firstVisit'] = timeOf(auto['firstvisit']);
  // The e-mail address is in agent, not in auto (Pendo Q7).
  row['email'] = firstText(agent['email'], auto['email'], custom['email']);
  return row;
}

function listOf(accountId: unknown): readonly unknown[] | null {
  return accountId === null ? null : [accountId];
}
