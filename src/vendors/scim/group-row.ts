import type {JsonObject} from '../../core/json';
import type {Row} from '../../read/reader';
import type {PiiColumns} from '../shared/protect-readers';
import {rowColumns, toColumns} from '../shared/row-columns';
import {fitValue, type ColumnKind} from './fit-value';

const columns = rowColumns<ColumnKind>([
  ['id', 'id'],
  ['externalId', 'id'],
  ['displayName', 'string'],
  ['members', 'members'],
  ['meta', 'object'],
  ['schemas', 'texts'],
]);

/** Where groups hold personal data: a member may be shown by its address. */
export const groupPii: PiiColumns = {
  searched: ['externalId', 'displayName', 'members', 'meta'],
};

/** A group of `GET /Groups` as a row of a stream of SCIM groups; see `resources/schemas/scim_groups.json`. */
export function toGroupRow(group: JsonObject): Row {
  return toColumns(group, columns, fitValue);
}
