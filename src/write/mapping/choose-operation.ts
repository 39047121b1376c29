import {Failure} from '../../core/failure';
import {mistakesFailure} from '../../core/refusal';
import {listNames, quote} from './match-name';
import type {ObjectDescription} from '../object-writer';
import {called, type IncomingStream} from './incoming-stream';
import type {Operation} from '../record';

/**
 * Which operation a stream asks for. `append` and `append_dedup` leave it to the mapping's mode or
 * the object's default; `update` and `soft_delete` (data activation) are the operation.
 *
 * `overwrite` asks that everything else be removed, which never happens here, so it is refused; but
 * PyAirbyte chooses it by itself for streams with neither key nor cursor, where nobody asked for it.
 * For a stream without a primary key it therefore counts as `append`, and nothing is removed.
 */
export function chooseOperation(
  stream: IncomingStream,
  object: ObjectDescription,
  mode: Operation | undefined,
): Operation {
  const asked = operationOfSyncMode(stream);
  if (asked !== undefined && mode !== undefined && asked !== mode) {
    throw refuse(
      `Stream ${quote(stream.name)} has destination sync mode ${asked}, but its mapping to ${object.name} says mode ${mode}; use the same in both.`,
    );
  }
  const operation = mode ?? asked ?? object.operations[0];
  if (operation !== undefined && object.operations.includes(operation)) return operation;
  const sentence =
    stream.noun !== 'model'
      ? `Stream ${quote(stream.name)} asks for ${operation ?? 'an operation'} of ${object.name}, which does not support it. It supports: ${listNames(object.operations)}.`
      : `The mapping of ${called(stream)} to ${object.name} has mode ${operation ?? 'none'}, which ${object.name} does not support. It supports: ${listNames(object.operations)}.`;
  const place = ['mode'];
  throw mistakesFailure([
    {place, sentence, example: {place, value: object.operations[0] ?? 'update'}},
  ]);
}

function operationOfSyncMode(stream: IncomingStream): Operation | undefined {
  const mode = stream.destinationSyncMode;
  switch (mode) {
    case undefined:
    case 'append':
    case 'append_dedup':
      return undefined;
    case 'update':
    case 'soft_delete':
      return mode;
    case 'overwrite':
      if ((stream.primaryKey ?? []).length === 0) return undefined;
      break;
    default:
      break;
  }
  throw refuse(
    `Stream ${quote(stream.name)} has destination sync mode ${quote(mode)}, which this destination does not support: it never removes what it did not write. Choose append, append_dedup, update or soft_delete.`,
  );
}

function refuse(message: string): Failure {
  return new Failure({kind: 'config', message});
}
