/** The project's own programs as processes, and the control surface of a sandbox. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const bin = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'bin');

/** The stream that all records of a show belong to. */
export const STREAM = 'crm_people';

/** Starts a sandbox, hands it to `work`, and stops it whatever happens. */
export async function withSandbox(options, work) {
  const folder = await mkdtemp(path.join(tmpdir(), 'user-sync-show-'));
  const config = await put(folder, 'sandbox.json', options);
  const args = ['sandbox', '--json', '--config', config];
  const child = spawn(path.join(bin, 'user-sync'), args, {stdio: ['ignore', 'pipe', 'ignore']});
  try {
    const info = JSON.parse(await firstLine(child));
    const control = async (method, name, body) => {
      const answer = await fetch(`${info.control_url}/${name}`, {
        method,
        ...(body && {body: JSON.stringify(body)}),
      });
      if (!answer.ok) throw new Error(`the sandbox answers ${answer.status} to ${name}`);
      return answer.json();
    };
    return await work({folder, info, control, dump: (vendor) => control('GET', `dump/${vendor}`)});
  } finally {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    await rm(folder, {recursive: true});
  }
}

/** `destination-user-sync write` with these rows; gives figures, exit code and the rejected file. */
export async function write(sandbox, {config, columns, rows}) {
  const {folder} = sandbox;
  const directory = path.join(folder, 'rejected');
  const files = [
    '--config',
    await put(folder, 'config.json', {...config, rejected_records: {directory}}),
    '--catalog',
    await put(folder, 'catalog.json', catalogOf(columns)),
  ];
  const args = ['write', ...files];
  const end = await run('destination-user-sync', args, linesOf(rows));
  const [name] = await readdir(directory).catch(() => []);
  return {
    code: end.code,
    seconds: end.seconds,
    figures: figuresOf(end.output),
    states: end.output.split('\n').filter((line) => line.includes('"destinationStats"')).length,
    rejectedFile: name === undefined ? undefined : path.join(directory, name),
  };
}

/** `user-sync replay` of a file with a fixed configuration; gives the report. */
export async function replay(sandbox, {config, key, file}) {
  const runFile = await put(sandbox.folder, 'run.json', {
    source: {config: sandbox.info.source_config},
    warehouse: {path: path.join(sandbox.folder, 'people.duckdb')},
    models: [{name: STREAM, key, sql: `SELECT 1 AS ${key}`}],
    destination: {config: {...config, rejected_records: {directory: sandbox.folder}}},
  });
  const end = await run('user-sync', ['replay', file, '--config', runFile, '--json'], []);
  return {code: end.code, report: JSON.parse(end.output)};
}

async function put(folder, name, content) {
  const file = path.join(folder, name);
  await writeFile(file, JSON.stringify(content));
  return file;
}

function catalogOf(columns) {
  const properties = Object.fromEntries(columns.map((column) => [column, {}]));
  const stream = {name: STREAM, json_schema: {type: 'object', properties}};
  return {
    streams: [
      {stream, sync_mode: 'full_refresh', destination_sync_mode: 'append', primary_key: []},
    ],
  };
}

function* linesOf(rows) {
  for (const data of rows) {
    const record = {stream: STREAM, data, emitted_at: 1_760_000_000_000};
    yield `${JSON.stringify({type: 'RECORD', record})}\n`;
  }
  const stream = {stream_descriptor: {name: STREAM}, stream_state: {rows: 'all'}};
  yield `${JSON.stringify({type: 'STATE', state: {type: 'STREAM', stream}})}\n`;
}

async function run(program, args, lines) {
  const began = Date.now();
  const child = spawn(path.join(bin, program), args, {stdio: 'pipe'});
  const chunks = [];
  const complaints = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => complaints.push(chunk));
  const ended = once(child, 'close');
  // A program that ends early closes its input; its exit code says why.
  child.stdin.on('error', () => undefined);
  for (const line of lines) {
    if (!child.stdin.write(line)) await Promise.race([once(child.stdin, 'drain'), ended]);
  }
  child.stdin.end();
  const [code] = await ended;
  const seconds = (Date.now() - began) / 1000;
  if (code !== 0) process.stderr.write(Buffer.concat(complaints));
  return {code, seconds, output: Buffer.concat(chunks).toString('utf8')};
}

async function firstLine(child) {
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    if (text.includes('\n')) return text;
  }
  throw new Error('the sandbox did not start');
}

const FIGURES =
  /: (\d+) received, (\d+) written \((\d+) created\), (\d+) unchanged, (\d+) merged[^,]*, (\d+) rejected(?: \((.*?)\))?, (\d+) not tried/;

/** Outcomes as the program's closing line says them: `written`, `unchanged`, and reasons. */
function figuresOf(output) {
  const [, received, written, , unchanged, merged, , reasons = '', notTried] =
    FIGURES.exec(output) ?? [];
  const rejected = reasons.split(', ').flatMap((text) => {
    const [reason, count] = text.split(' ');
    return count === undefined ? [] : [[reason, Number(count)]];
  });
  return withoutZeros({
    received: Number(received),
    written: Number(written),
    unchanged: Number(unchanged),
    merged: Number(merged),
    'not tried': Number(notTried),
    ...Object.fromEntries(rejected),
  });
}

/** Figures without those that are 0, so that tables show what there is. */
export function withoutZeros(figures) {
  return Object.fromEntries(Object.entries(figures).filter(([, count]) => count !== 0));
}
