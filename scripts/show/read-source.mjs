/** `source-user-sync` as a process: discover and read. */
import {spawn} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

const program = path.join(
  path.dirname(fileURLToPath(import.meta.url)),
  ...['..', '..', 'bin', 'source-user-sync'],
);

/** Makes `discover` and `read` of a configuration; their files go to `folder`. */
export async function openSource(folder, config) {
  const file = async (name, value) => {
    const place = path.join(folder, name);
    await writeFile(place, JSON.stringify(value));
    return place;
  };
  const configFile = await file('config.json', config);
  return {
    discover: async () => {
      const {messages} = await run(['discover', '--config', configFile], collect());
      return messages.find(({type}) => type === 'CATALOG').catalog.streams;
    },
    read: async (streams, states = []) => {
      const catalog = await file('catalog.json', {streams: streams.map(configured)});
      const state = await file('state.json', states);
      const args = ['read', '--config', configFile, '--catalog', catalog, '--state', state];
      return run(args, collectByStream());
    },
  };
}

/** A sync of the stream as the platform configures it. */
export function configured(stream) {
  return {
    stream,
    sync_mode: 'incremental',
    destination_sync_mode: 'append_dedup',
    cursor_field: stream.default_cursor_field,
    primary_key: stream.source_defined_primary_key,
  };
}

/** Runs the source and hands each message to `into`; gives what that made of them. */
async function run(args, into) {
  const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'inherit']});
  const exit = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
  for await (const line of createInterface({input: child.stdout})) into.take(JSON.parse(line));
  return {code: await exit, ...into.result};
}

function collect() {
  const messages = [];
  return {take: (message) => messages.push(message), result: {messages}};
}

/** Records, last state and end of each stream; texts of error traces. */
function collectByStream() {
  const streams = new Map();
  const errors = [];
  const of = (name) => {
    const known = streams.get(name) ?? {records: [], state: undefined, status: 'none'};
    streams.set(name, known);
    return known;
  };
  const take = ({type, record, state, trace}) => {
    if (type === 'RECORD') of(record.stream).records.push(record.data);
    if (type === 'STATE') of(state.stream.stream_descriptor.name).state = {type, state};
    if (trace?.type === 'ERROR') errors.push(trace.error.message);
    if (trace?.type === 'STREAM_STATUS') {
      const {stream_descriptor: stream, status} = trace.stream_status;
      of(stream.name).status = status;
    }
  };
  return {take, result: {streams, errors}};
}
