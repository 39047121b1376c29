import type {Log} from '../core/log';
import type {MappedRecord, ReasonCode, Rejection} from './record';

/** Lines per object and reason; the rest is in the counts and in the rejected-records file. */
const LINES_PER_REASON_MAX = 10;

/** Logs the first rejections of each reason by position, without the record or the vendor's answer. */
export function createRejectionLog(log: Log): (record: MappedRecord, why: Rejection) => void {
  const logged = new Map<string, number>();
  return (record, why) => {
    const kind: `${string} ${ReasonCode}` = `${record.object} ${why.reason}`;
    const lines = (logged.get(kind) ?? 0) + 1;
    logged.set(kind, lines);
    if (lines > LINES_PER_REASON_MAX) return;
    const {stream, position} = record.origin;
    const end =
      lines === LINES_PER_REASON_MAX ? ' Further ones of this reason are counted only.' : '';
    log(
      'WARN',
      `Record ${position} of stream ${stream} was rejected for ${record.object} (${why.reason}): ${why.message}${end}`,
    );
  };
}
