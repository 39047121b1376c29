import {parseExactJson} from '../../../core/exact-json';
import {isJsonObject, type Json, type JsonObject} from '../../../core/json';
import type {PreparedRecord} from '../../../write/object-writer';
import type {PlannedOutcome} from '../../../write/record';
import {changesBetween, type IsTime} from './compare-values';
import {notFound} from './judge-counts';
import type {MetadataRoute} from './metadata-route';
import {valuesIn, type CurrentRecord} from './read-current';

const HELD = 'Pendo already has these values; they would be sent again.';

/** What a plan needs to know besides the records. */
interface PlanOptions {
  readonly route: MetadataRoute;
  readonly current: ReadonlyMap<string, CurrentRecord>;
  readonly isTime: IsTime;
  readonly isNew: (key: string) => boolean;
}

/** Says of each record what sending it would do, from what Pendo holds now. */
export function planRecords(
  options: PlanOptions,
  records: readonly PreparedRecord[],
): readonly PlannedOutcome[] {
  return records.map((prepared) => planRecord(options, prepared));
}

/** Compares a record with the `metadata` that a stream has read of it. */
export function planFromRead(
  {route, isTime}: Pick<PlanOptions, 'route' | 'isTime'>,
  prepared: PreparedRecord,
  metadata: Json | undefined,
): PlannedOutcome {
  const held = valuesIn(metadata, route.group);
  const changes = changesBetween(held, valuesOf(prepared, route), isTime);
  if (changes.length === 0) return {status: 'unchanged'};
  return {status: 'update', changes, notes: [], ...(held === undefined && {unread: true})};
}

function planRecord(options: PlanOptions, prepared: PreparedRecord): PlannedOutcome {
  const wanted = valuesOf(prepared, options.route);
  const current = options.current.get(prepared.record.key);
  const notes = Object.keys(wanted)
    .filter(options.isNew)
    .map((key) => `Field ${key} would be created in Pendo first.`);
  if (current === undefined) return planUnknown(options, prepared, {wanted, notes});
  const changes = changesBetween(current.values, wanted, options.isTime);
  if (changes.length === 0) {
    // The run does not read before it writes, so it would send these, too.
    return prepared.body !== ''
      ? {status: 'update', changes, notes: [...notes, HELD]}
      : {status: 'unchanged'};
  }
  if (current.values !== undefined) return {status: 'update', changes, notes};
  const hidden = [...notes, 'Pendo does not show the current values.'];
  return {status: 'update', changes, notes: hidden, unread: true};
}

function planUnknown(
  {route, isTime}: PlanOptions,
  {record, body}: PreparedRecord,
  {wanted, notes}: {readonly wanted: JsonObject; readonly notes: readonly string[]},
): PlannedOutcome {
  if (body === '') return {status: 'unchanged'};
  if (record.operation !== 'upsert') return notFound;
  const changes = changesBetween(undefined, wanted, isTime);
  const bulkNote = 'The bulk API may not create records.';
  return {status: 'create', changes, notes: route.api === 'bulk' ? [...notes, bulkNote] : notes};
}

/** The values that a prepared body carries, with every digit. */
export function valuesOf({body}: PreparedRecord, {api, group}: MetadataRoute): JsonObject {
  if (body === '') return {};
  const record = parseExactJson(body);
  const values = isJsonObject(record) ? record[api === 'value' ? 'values' : group] : undefined;
  return isJsonObject(values) ? values : {};
}
