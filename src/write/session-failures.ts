import {Failure} from '../core/failure';
import type {ObjectCounts} from './object-counts';
import type {RecordOrigin} from './record';

/** A writer that answered for more or fewer records than it was given. */
export function brokenWriter(object: string, sent: number, answered: number): Failure {
  return new Failure({
    kind: 'system',
    message: `Writing ${object} gave ${answered} outcomes for ${sent} records, so it is not known which records were accepted. This is a bug; please report it with the log.`,
  });
}

/** A record of a stream that no mapping names. */
export function unmappedStream(origin: RecordOrigin, mapped: readonly string[]): Failure {
  return new Failure({
    kind: 'config',
    message: `Record ${origin.position} belongs to stream ${JSON.stringify(origin.stream)}, which is not mapped to any object; add it to "mappings" or leave it out. Mapped streams: ${mapped.join(', ') || 'none'}.`,
  });
}

/** The program was told to stop. */
export function stopped(cause: unknown): Failure {
  return new Failure({
    kind: 'transient',
    message: 'Writing was stopped before its end; run again to send the rest.',
    cause,
  });
}

/** Too many rejections of one object. */
export function tooManyRejections(
  object: string,
  counts: ObjectCounts,
  limits: {readonly percentMax: number; readonly location: string | undefined},
): Failure {
  const settled = counts.written + counts.unchanged + counts.merged + counts.rejected;
  const share =
    counts.rejected === settled
      ? settled === 1
        ? `The only record for ${object} was rejected`
        : `All ${settled} records for ${object} were rejected`
      : `${counts.rejected} of ${settled} records for ${object} were rejected, more than the ${limits.percentMax} percent that "rejected_records.max_percent" allows`;
  const where = limits.location ?? 'the log';
  return new Failure({
    kind: 'data',
    message: `${share} (${reasons(counts)}). Mend the cause that ${where} names, then run again or replay them.`,
  });
}

/** Counts per reason, most frequent first: "missing_key 3, too_large 1". */
export function reasons(counts: ObjectCounts): string {
  return [...counts.rejectedByReason]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
}
