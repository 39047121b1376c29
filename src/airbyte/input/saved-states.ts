import {parseJson} from '../../config/parse-json';
import {readTextFile} from '../../config/read-text-file';
import {Failure} from '../../core/failure';
import {isJsonObject, type Json, type JsonObject} from '../../core/json';
import type {Log} from '../../core/log';
import {descriptorKey, descriptorOf, textOrUndefined} from '../protocol/stream-descriptor';

/**
 * States by `descriptorKey`; a stream without one is read from the beginning. A Failure says why the
 * state of its stream cannot be used.
 */
export type InputStates = Readonly<Record<string, JsonObject | Failure>>;

/** A file of states that is being read. */
interface StateFile {
  readonly path: string;
  readonly log: Log;
  readonly states: Map<string, JsonObject | Failure>;
}

/**
 * Reads a state file: a list of STREAM states as the platform hands them in, explicit nulls and
 * all; one such state alone; whole STATE messages; or nothing (`[]`, `{}`, `null`). A GLOBAL state
 * is used as far as it speaks of single streams; a LEGACY one cannot be, and is left out: both
 * with a warning, because neither is written by this source. A state that is not an object is the
 * `config` failure of its stream; anything else that is wrong is one of the whole file.
 */
export function loadStates(path: string, log: Log): InputStates {
  const content = parseJson(readTextFile(path, 'state'), path, 'state');
  const file: StateFile = {path, log, states: new Map()};
  const entries = Array.isArray(content) ? content : [content];
  entries.forEach((entry: Json, index) => readEntry(file, entry, index));
  return Object.fromEntries(file.states);
}

function readEntry(file: StateFile, entry: Json, index: number): void {
  if (entry === null) return;
  if (!isJsonObject(entry)) throw problem(file, index, 'it is not a JSON object');
  const state = isJsonObject(entry['state']) ? entry['state'] : entry;
  if (Object.keys(state).length === 0) return;
  const type = state['type'] ?? (isJsonObject(state['stream']) ? 'STREAM' : 'LEGACY');
  if (type === 'STREAM') readStream(file, state['stream'], index);
  else if (type === 'GLOBAL') readGlobal(file, state['global'], index);
  else if (type === 'LEGACY') warnLegacy(file, index);
  else throw problem(file, index, 'its "type" is not STREAM');
}

function readStream(file: StateFile, stream: Json | undefined, index: number): void {
  const content = isJsonObject(stream) ? stream : {};
  const descriptor = content['stream_descriptor'];
  const name = isJsonObject(descriptor) ? textOrUndefined(descriptor['name']) : undefined;
  if (!isJsonObject(descriptor) || name === undefined) {
    throw problem(file, index, 'it does not name its stream in "stream.stream_descriptor.name"');
  }
  const state = content['stream_state'] ?? {};
  const key = descriptorKey(descriptorOf(name, textOrUndefined(descriptor['namespace'])));
  if (!isJsonObject(state)) {
    const flaw = problem(file, index, 'its "stream.stream_state" is not a JSON object');
    file.states.set(key, flaw);
    return;
  }
  // The platform stores an empty state for a stream that has none.
  if (Object.keys(state).length > 0) file.states.set(key, state);
  else file.states.delete(key);
}

function readGlobal(file: StateFile, global: Json | undefined, index: number): void {
  const content = isJsonObject(global) ? global : {};
  const streams: unknown = content['stream_states'];
  if (!Array.isArray(streams)) throw problem(file, index, 'it has no "global.stream_states"');
  for (const stream of streams as readonly Json[]) readStream(file, stream, index);
  file.log(
    'WARN',
    `The state file ${file.path} holds a GLOBAL state, which this source does not write; its stream states are used, its shared state is ignored.`,
  );
}

function warnLegacy(file: StateFile, index: number): void {
  file.log(
    'WARN',
    `Entry ${index + 1} of the state file ${file.path} is a LEGACY state, which this source does not write; it is ignored, and streams without another state are read from the beginning.`,
  );
}

function problem(file: StateFile, index: number, what: string): Failure {
  return new Failure({
    kind: 'config',
    message: `Entry ${index + 1} of the state file ${file.path} cannot be used: ${what}. Give the states exactly as this source wrote them, or [] to read everything.`,
  });
}
