import type {Log} from '../../core/log';
import type {MappedRecord, Rejection} from '../record';
import type {RejectionGroup} from './rejection-groups';

/** Logs a rejection by its position, without the record and its key. */
export function logFirstRejection(log: Log, record: MappedRecord, why: Rejection): void {
  const {stream, position} = record.origin;
  log(
    'WARN',
    `Record ${position} of stream ${stream} was rejected for ${record.object} (${why.reason}): ${why.message}`,
  );
}

/** Logs once more, with their number, the reasons that more than one record has. */
export function logRepeatedRejections(
  log: Log,
  object: string,
  groups: readonly RejectionGroup[],
): void {
  for (const {reason, message, count, positions} of groups) {
    if (count < 2) continue;
    const more = count > positions.length ? ` and ${count - positions.length} more` : '';
    log(
      'WARN',
      `${count} records were rejected for ${object} for the same reason (${reason}): ${message} Records ${positions.join(', ')}${more}.`,
    );
  }
}
