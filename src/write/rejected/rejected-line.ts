import type {JsonObject} from '../../core/json';
import {jsonText} from '../../core/json-text';
import {maskObject} from '../../core/secrets/mask-json';
import type {SecretMask} from '../../core/secrets/secret-mask';
import type {MappedRecord, Operation, ReasonCode, Rejection} from '../record';

/** One line of a rejected-records file. */
interface RejectedLine {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly object: string;
  readonly stream: string;
  readonly namespace?: string;
  readonly position: number;
  /** Empty when the record had no usable key. */
  readonly key: string;
  readonly operation: Operation;
  readonly reason: ReasonCode;
  readonly message: string;
  readonly answer?: string;
  /** The record as it came in. */
  readonly record: JsonObject;
  /** True: a secret stood in the record and was replaced, so it must not be sent again as it is. */
  readonly masked?: true;
}

/** The line for a rejected record, with its line break and without secrets. */
export function formatRejectedLine(
  rejected: {readonly record: MappedRecord; readonly rejection: Rejection},
  timeMs: number,
  mask: SecretMask,
): string {
  const line = rejectedLine(rejected.record, rejected.rejection, timeMs);
  const text = jsonText(line);
  // Masking the text itself could tear the JSON where a secret is a number or ends in a backslash.
  return mask.apply(text) === text ? `${text}\n` : `${jsonText(maskLine(line, mask))}\n`;
}

function rejectedLine(record: MappedRecord, rejection: Rejection, timeMs: number): RejectedLine {
  const {origin, object, key, operation, source} = record;
  const {reason, message, answer} = rejection;
  return {
    time: new Date(timeMs).toISOString(),
    object,
    stream: origin.stream,
    ...(origin.namespace !== undefined && {namespace: origin.namespace}),
    position: origin.position,
    key,
    operation,
    reason,
    message,
    ...(answer !== undefined && {answer}),
    record: source,
  };
}

/** Masks what comes from records and vendors; names of objects, streams and reasons are ours. */
function maskLine(line: RejectedLine, mask: SecretMask): RejectedLine {
  const record = maskObject(line.record, mask);
  const touched = jsonText(record) !== jsonText(line.record);
  return {
    ...line,
    key: mask.apply(line.key),
    message: mask.apply(line.message),
    ...(line.answer !== undefined && {answer: mask.apply(line.answer)}),
    record,
    ...(touched && {masked: true}),
  };
}
