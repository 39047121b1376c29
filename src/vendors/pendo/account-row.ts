import {isJsonObject, type JsonObject} from '../../core/json';
import type {Row} from '../../read/reader';
import {firstText, groupsOf, idOf, otherFields, timeOf} from './row-parts';

const named: ReadonlySet<string> = new Set(['accountId', 'metadata']);

/** An account of the aggregation as a row of `pendo_accounts`; see its schema in `resources/schemas`. */
export function toAccountRow(account: JsonObject): Row {
  const {metadata, auto, agent, custom} = groupsOf(account);
  return {
    accountId: idOf(account, 'accountId', auto),
    lastUpdatedAt: timeOf(auto['lastupdated']),
    lastVisit: timeOf(auto['lastvisit']),
    firstVisit: timeOf(auto['firstvisit']),
    // The name is in agent, not in auto (Pendo Q8).
    name: firstText(agent['name'], auto['name'], custom['name']),
    metadata: isJsonObject(metadata) ? metadata : null,
    other_fields: otherFields(account, named),
  };
}
