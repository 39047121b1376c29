import {VError} from 'verror';
import type {Failure, FailureKind} from '../../core/failure';
import type {FailureType, OutMessage} from './messages';
import type {StreamDescriptor} from './stream-descriptor';

/** The platform retries all but `config_error`. */
const FAILURE_TYPES: Readonly<Record<FailureKind, FailureType>> = {
  config: 'config_error',
  auth: 'config_error',
  limited: 'transient_error',
  transient: 'transient_error',
  data: 'system_error',
  system: 'system_error',
};

/** An ERROR trace: the user's sentence, the engineer's details, and what the platform must do. */
export function errorTrace({
  failure,
  nowMs,
  stream,
}: {
  readonly failure: Failure;
  readonly nowMs: number;
  /** The stream that failed; absent when the whole command did. */
  readonly stream?: StreamDescriptor;
}): OutMessage {
  const stack = failure.kind === 'system' ? stackOf(failure) : undefined;
  return {
    type: 'TRACE',
    trace: {
      type: 'ERROR',
      emitted_at: nowMs,
      error: {
        message: failure.message,
        internal_message: internalMessage(failure),
        ...(stack !== undefined && {stack_trace: stack}),
        failure_type: FAILURE_TYPES[failure.kind],
        ...(stream && {stream_descriptor: stream}),
      },
    },
  };
}

function internalMessage(failure: Failure): string {
  const parts = [
    `kind ${failure.kind}`,
    failure.status === undefined ? '' : `HTTP ${failure.status}`,
    failure.detail ?? '',
    ...causesOf(failure).map((cause) => `caused by ${cause.name}: ${cause.message}`),
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** Where a bug is: the stack of the first error, which the Failure only passed on. */
function stackOf(failure: Failure): string | undefined {
  return causesOf(failure).at(-1)?.stack ?? failure.stack;
}

function causesOf(failure: Failure): readonly Error[] {
  const causes: Error[] = [];
  let cause = nextCause(failure);
  while (cause && !causes.includes(cause)) {
    causes.push(cause);
    cause = nextCause(cause);
  }
  return causes;
}

/** VError and plain errors keep their causes in different places. */
function nextCause(error: Error): Error | undefined {
  const cause: unknown = VError.cause(error) ?? error.cause;
  return cause instanceof Error ? cause : undefined;
}
