/** Starts the project's programs as a user would, from `bin/`. */
import {spawn} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

const bin = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'bin');

/** Starts the sandbox with its settings; gives its configuration and what drives it. */
export async function startSandbox(settings) {
  const set = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const child = spawn(path.join(bin, 'user-sync'), ['sandbox', '--json', ...set], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // What it says while it serves and stops is for people who started it by hand.
  let words = '';
  child.stderr.on('data', (chunk) => (words += chunk));
  const info = await firstJson(child, () => words);
  const control = async (method, what, body) => {
    const answer = await fetch(`${info.control_url}/${what}`, {
      method,
      ...(body && {body: JSON.stringify(body)}),
    });
    const value = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${what}: ${JSON.stringify(value)}`);
    return value;
  };
  return {
    config: info.source_config,
    dump: (vendor) => control('GET', `dump/${vendor}`),
    change: (vendor, change) => control('POST', 'change', {vendor, ...change}),
    requests: () => control('GET', 'requests'),
    clearRequests: () => control('DELETE', 'requests'),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
  };
}

async function firstJson(child, words) {
  for await (const line of createInterface({input: child.stdout})) return JSON.parse(line);
  throw new Error(`The sandbox ended before it served. ${words()}`);
}

/** Makes `discover` and `read` of a configuration; `close` removes their files. */
export async function openSource(config) {
  const folder = await mkdtemp(path.join(tmpdir(), 'show-streams-'));
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
    close: () => rm(folder, {recursive: true}),
  };
}

function configured(stream) {
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
  const child = spawn(path.join(bin, 'source-user-sync'), args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
