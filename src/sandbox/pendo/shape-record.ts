import {newField} from '../shared/new-field';
import {idKeyOf} from './records/pendo-record';
import type {Kind} from './records/pendo-record';
import type {PendoState} from './pendo-state';

/** A row of the aggregation as JSON text: all groups, or the guide's ids only. */
export function writeRow(state: PendoState, kind: Kind, row: number): string {
  const store = state.stores[kind];
  if (!hasShortRows(state)) return withNewField(state, store.recordText(row));
  if (kind === 'account') return JSON.stringify({accountId: store.idAt(row)});
  const accountId = store.metadata(row)['auto']?.['accountid'];
  return JSON.stringify({visitorId: store.idAt(row), accountId});
}

function withNewField({settings}: PendoState, record: string): string {
  if (!settings.rare_fields) return record;
  return `${JSON.stringify(newField(true)).slice(0, -1)},${record.slice(1)}`;
}

/** True when aggregation rows carry ids only. */
function hasShortRows({settings}: PendoState): boolean {
  return settings.rows === 'short' || (settings.rows === 'profile' && settings.profile === 'guide');
}

/**
 * How one visitor or account looks on its own. The guide puts e-mail and name into `auto` and the
 * account beside the id; the vendor does not (Pendo Q7, Q8), and may name the id `id` (Q19).
 */
export function shapeSingle(state: PendoState, kind: Kind, row: number): Record<string, unknown> {
  const store = state.stores[kind];
  const metadata = store.metadata(row);
  const idKey = state.settings.single_id_key === 'id' ? 'id' : idKeyOf(kind);
  if (state.settings.profile !== 'guide') return {[idKey]: store.idAt(row), metadata};
  const lifted = kind === 'visitor' ? 'email' : 'name';
  const value = metadata['agent']?.[lifted];
  metadata['auto'] = {...metadata['auto'], ...(value !== undefined && {[lifted]: value})};
  const accountId = metadata['auto']['accountid'];
  return {
    [idKey]: store.idAt(row),
    ...(kind === 'visitor' && accountId !== undefined && {accountId}),
    metadata,
  };
}
