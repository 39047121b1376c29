import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {textOf} from './messages';

/** Who failed. */
export type FailureOrigin = 'source' | 'destination';

/** What the user is shown of a failed attempt; the first one decides whether there is another. */
export interface FailureReason {
  readonly origin: FailureOrigin;
  readonly type: 'config_error' | 'transient_error' | 'system_error';
  readonly message: string;
  /** Name of the stream that failed, where one did. */
  readonly stream?: string;
}

/** The failure in an ERROR trace; undefined for any other trace. */
export function traceFailure(origin: FailureOrigin, trace: JsonObject): FailureReason | undefined {
  const error = trace['error'];
  if (trace['type'] !== 'ERROR' || !isJsonObject(error)) return undefined;
  const {message, failure_type: type, stream_descriptor: stream} = error;
  return {
    origin,
    type: type === 'config_error' || type === 'transient_error' ? type : 'system_error',
    message: textOf(message),
    ...(isJsonObject(stream) && {stream: textOf(stream['name'])}),
  };
}

/** What the platform says when a program gave no reason, or broke a rule. */
export function platformFailure(origin: FailureOrigin, cause: unknown): FailureReason {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return {
    origin,
    type: 'system_error',
    message: `Something went wrong within the ${origin} connector: ${detail}`,
  };
}
