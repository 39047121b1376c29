import type {JsonObject} from '../../core/json';
import type {StreamColumns} from '../../read/columns/stream-columns';
import type {Row} from '../../read/reader';
import {firstText, groupsOf, idOf, timeOf} from './row-parts';

/** An account of the aggregation as a row of `pendo_accounts`; see its schema in `resources/schemas`. */
export function toAccountRow(account: JsonObject, columns: StreamColumns): Row {
  const {auto, agent, custom} = groupsOf(account);
  const row = columns.toRow(account);
  row['accountId'] = idOf(account, 'accountId', auto);
  row['lastUpdatedAt'] = timeOf(auto['lastupdated']);
  row['lastVisit'] = timeOf(auto['lastvisit']);
  row['firstVisit'] = timeOf(auto['firstvisit']);
  // The name is in agent, not in auto (Pendo Q8).
  row['name'] = firstText(agent['name'], auto['name'], custom['name']);
  return row;
}
