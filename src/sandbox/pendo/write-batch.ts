import {isFields} from '../shared/parse-json';
import {checkValues} from './check-values';
import {idKeyOf} from './records/pendo-record';
import type {Kind} from './records/pendo-record';
import type {PendoState} from './pendo-state';

/** A bulk write as it arrived. */
interface BatchWrite {
  readonly kind: Kind;
  readonly group: string;
  readonly items: readonly unknown[];
  /** Name of the values in each item: `values` (documented) or `custom` (guide). */
  readonly valuesKey: string;
  /** Create what does not exist. */
  readonly create: boolean;
}

/** What became of it; `updated + failed` is always the number of items. */
export interface BatchResult {
  readonly updated: number;
  readonly failed: number;
  /** Ids that do not exist, each counted in `failed`. */
  readonly missing: readonly string[];
  readonly errors: readonly string[];
}

type ItemResult =
  | {readonly type: 'updated'}
  | {readonly type: 'missing'; readonly id: string}
  | {readonly type: 'error'; readonly text: string};

/** Carries out a bulk write, item by item; all rows get one time stamp (Pendo Q9). */
export function writeBatch(state: PendoState, batch: BatchWrite): BatchResult {
  const atMs = state.now();
  const missing: string[] = [];
  const errors: string[] = [];
  let updated = 0;
  for (const [at, item] of batch.items.entries()) {
    const result = writeItem(state, batch, {item, at, atMs});
    if (result.type === 'updated') updated += 1;
    else if (result.type === 'missing') missing.push(result.id);
    else errors.push(result.text);
  }
  return {updated, failed: batch.items.length - updated, missing, errors};
}

function writeItem(
  state: PendoState,
  batch: BatchWrite,
  {item, at, atMs}: {readonly item: unknown; readonly at: number; readonly atMs: number},
): ItemResult {
  const idKey = idKeyOf(batch.kind);
  const id = isFields(item) ? item[idKey] : undefined;
  const values = isFields(item) ? item[batch.valuesKey] : undefined;
  if (typeof id !== 'string' || id === '') {
    return {type: 'error', text: `record ${at}: ${idKey} is missing`};
  }
  if (!isFields(values)) return {type: 'error', text: `${id}: ${batch.valuesKey} is missing`};
  const checked = checkValues(values, state.schema[batch.kind][batch.group] ?? {}, {
    undefinedFields: state.settings.undefined_fields,
    nullValues: state.settings.null_values,
  });
  const store = state.stores[batch.kind];
  const row = store.rowOf(id);
  if (row === undefined && !batch.create) return {type: 'missing', id};
  if (!checked.ok) return {type: 'error', text: `${id}: ${checked.reason}`};
  if (row === undefined) {
    const metadata = {auto: {id}, [batch.group]: {...checked.values}};
    store.add({id, lastUpdated: atMs, metadata});
  } else store.write(row, {group: batch.group, values: checked.values, atMs});
  return {type: 'updated'};
}
