import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {primaryKeyOf, selectedColumns} from './configured-catalogs';
import {streamKey, streamNameOf, type SelectedStream} from './connection';

/** A record that passed. */
export interface PassedRecord {
  readonly selected: SelectedStream;
  /** The record with its selected columns only. */
  readonly record: JsonObject;
}

/** What the platform does with each record of a source before it goes on. */
export interface RecordGate {
  /** Undefined: dropped, because there is nothing in it. Throws what fails the sync. */
  pass(record: JsonObject): PassedRecord | undefined;
}

/** Creates the gate of the selected streams. */
export function createRecordGate(streams: readonly SelectedStream[]): RecordGate {
  const known = new Map(
    streams.map((selected) => [
      streamKey(streamNameOf(selected.stream)),
      {selected, columns: new Set(selectedColumns(selected))},
    ]),
  );
  return {
    pass: (record) => {
      const {data} = record;
      if (!isJsonObject(data)) throw new Error('A record without data');
      const name = streamNameOf(record, 'stream');
      const stream = known.get(streamKey(name));
      if (stream === undefined)
        throw new Error(`Missing catalog stream for the stream ${name.name}`);
      if (Object.keys(data).length === 0) return undefined;
      requirePrimaryKey(stream.selected, data);
      const kept = Object.entries(data).filter(([column]) => stream.columns.has(column));
      return {selected: stream.selected, record: {...record, data: Object.fromEntries(kept)}};
    },
  };
}

/** Only incremental and deduplicated streams: one of the key's columns must be there, even null. */
function requirePrimaryKey(selected: SelectedStream, data: JsonObject): void {
  if (selected.syncMode !== 'incremental' || !selected.destinationSyncMode.endsWith('_dedup'))
    return;
  const key = primaryKeyOf(selected);
  if (key.length === 0) throw new Error('Primary keys not found in catalog');
  if (key.some((column) => column in data)) return;
  throw new Error('All the defined primary keys are null');
}
