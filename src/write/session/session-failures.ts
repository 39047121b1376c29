import {Failure} from '../../core/failure';
import type {RecordOrigin} from '../record';

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
    message: `Record ${origin.position} belongs to stream ${JSON.stringify(origin.stream)}, which is not mapped to any object; add it to "mappings" or remove it from the connection. Mapped streams: ${mapped.join(', ') || 'none'}.`,
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
