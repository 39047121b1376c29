import {parseExactJson} from '../../core/exact-json';
import {Failure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import {isEndOfObject, holdsMessage} from './cut-message';
import {descriptorOf, textOrUndefined, type StreamDescriptor} from '../protocol/stream-descriptor';

/** What a line of the destination's input is. */
export type InputMessage =
  | {
      readonly type: 'record';
      readonly stream: string;
      readonly namespace: string | undefined;
      readonly data: JsonObject;
    }
  /** `stream` is undefined for a state of all streams (GLOBAL, LEGACY). */
  | {
      readonly type: 'state';
      readonly stream: StreamDescriptor | undefined;
    }
  /** The source says that it did not finish a stream. */
  | {readonly type: 'incomplete'; readonly stream: string}
  /** LOG, CONTROL and everything else that the protocol may bring: none of the destination's business. */
  | {readonly type: 'ignored'}
  /** Not a message at all; the protocol demands that it is dropped. */
  | {readonly type: 'foreign'};

const IGNORED: InputMessage = {type: 'ignored'};
const FOREIGN: InputMessage = {type: 'foreign'};

/**
 * Reads one line. A line that is no JSON object with a `type` is `foreign`. A line that begins or ends
 * like an object and is not valid JSON, and a RECORD or STATE without its parts, are `data` failures:
 * each may be a record, and dropping a record must not look like success. Failures name the line's
 * number and length, never its content.
 */
export function parseInputLine(line: string, position: number): InputMessage {
  const message = parseLine(line, position);
  if (!isJsonObject(message)) return FOREIGN;
  switch (message['type']) {
    case 'RECORD':
      return recordOf(message['record'], line, position);
    case 'STATE':
      return stateOf(message['state'], line, position);
    case 'TRACE':
      return traceOf(message['trace']);
    default:
      return typeof message['type'] === 'string' ? IGNORED : FOREIGN;
  }
}

function parseLine(line: string, position: number): unknown {
  try {
    return parseExactJson(line);
  } catch {
    if (!line.trimStart().startsWith('{')) {
      if (isEndOfObject(line)) {
        throw broken(line, position, 'ends like a message but has no beginning');
      }
      if (!holdsMessage(line)) return undefined;
      throw broken(line, position, 'is not JSON, but a record or state seems to be part of it');
    }
    throw broken(line, position, 'begins like a message but is not complete JSON');
  }
}

function recordOf(record: unknown, line: string, position: number): InputMessage {
  if (isJsonObject(record)) {
    const {stream, namespace, data} = record;
    if (typeof stream === 'string' && isJsonObject(data)) {
      return {type: 'record', stream, namespace: textOrUndefined(namespace), data};
    }
  }
  throw broken(line, position, 'is a RECORD without "stream" or without an object in "data"');
}

function stateOf(state: unknown, line: string, position: number): InputMessage {
  if (!isJsonObject(state)) throw broken(line, position, 'is a STATE without an object in "state"');
  const stream = state['stream'];
  if (state['type'] !== 'STREAM' && !isJsonObject(stream))
    return {type: 'state', stream: undefined};
  const descriptor = isJsonObject(stream) ? stream['stream_descriptor'] : undefined;
  if (!isJsonObject(descriptor) || typeof descriptor['name'] !== 'string') {
    throw broken(line, position, 'is a STATE that does not name its stream');
  }
  const namespace = textOrUndefined(descriptor['namespace']);
  return {type: 'state', stream: descriptorOf(descriptor['name'], namespace)};
}

function traceOf(trace: unknown): InputMessage {
  const status = isJsonObject(trace) ? trace['stream_status'] : undefined;
  if (!isJsonObject(status) || status['status'] !== 'INCOMPLETE') return IGNORED;
  const descriptor = status['stream_descriptor'];
  const name = isJsonObject(descriptor) ? descriptor['name'] : undefined;
  return typeof name === 'string' ? {type: 'incomplete', stream: name} : IGNORED;
}

function broken(line: string, position: number, what: string): Failure {
  return new Failure({
    kind: 'data',
    message: `Line ${position} of the input (${line.length} characters) ${what}. This line and all lines after it are not written; find out what cut or changed the source's output, and run again.`,
  });
}
