import type {ObjectWriter, Prepared, PreparedRecord} from '../../../write/object-writer';
import {joinFaults, rejection} from '../../../write/rejection';
import {prepareBody, preparePlain} from './metadata-route';
import type {RouteChoice} from './route-choice';
import type {ValuesWriter} from '../fields/write-values';

/** A request is kept below 1 MB; Pendo publishes no limit and answers 413 above its own. */
export const BODY_BYTES_MAX = 1_000_000;

/** Creates the check of a record before it is batched. */
export function createPrepare(
  choice: RouteChoice,
  writeValues: ValuesWriter,
): ObjectWriter['prepare'] {
  return (record) => {
    if (record.operation !== 'update' && record.operation !== 'upsert') return unsupported;
    if (writeValues.isPlain(record.fields)) return fitting(preparePlain(choice.current(), record));
    const values = writeValues.each(record.fields);
    if ('faults' in values) return {ok: false, rejection: joinFaults(values.faults)};
    return fitting(prepareBody(choice.current(), record, values.values));
  };
}

function fitting(prepared: PreparedRecord): Prepared {
  return prepared.bytes > BODY_BYTES_MAX - 2 ? tooLarge : {ok: true, prepared};
}

const unsupported: Prepared = {
  ok: false,
  rejection: rejection(
    'unsupported_operation',
    'Pendo metadata can only be updated or upserted; change the mode of the mapping.',
  ),
};

const tooLarge: Prepared = {
  ok: false,
  rejection: rejection('too_large', 'The record is larger than 1 MB. Map fewer or shorter fields.'),
};
