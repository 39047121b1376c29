// node push.mjs people|leavers [--dry-run]
//
// Sends the rows of a PostgreSQL table that changed since the last run through destination-user-sync:
// psql prints Airbyte messages (people.sql), the destination writes them, and the STATE that it
// echoes is kept as the next run's beginning. psql finds the database by PGHOST, PGDATABASE, PGUSER
// and PGPASSWORD or PGPASSFILE; destination.json says which other variables are needed.
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const destination = join(here, '..', '..', 'bin', 'destination-user-sync');
const [table, ...options] = process.argv.slice(2);
if (!['people', 'leavers'].includes(table) || options.some((option) => option !== '--dry-run')) {
  end(2, 'Usage: node push.mjs people|leavers [--dry-run]');
}
const stateFile = join(variable('USER_SYNC_DATA'), `${table}.state.json`);
const work = mkdtempSync(join(tmpdir(), 'push-'));
// The folder holds secrets: it goes whatever ends this program, a signal included.
process.once('exit', () => rmSync(work, {recursive: true}));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => end(130, signal));
process.exitCode = await push();

async function push() {
  const config = configFile();
  const psql = start(process.env.PSQL ?? 'psql', [
    ...['-XqAt', '-v', 'ON_ERROR_STOP=1', '-v', `cursor=${cursor()}`],
    ...['-f', join(here, `${table}.sql`)],
  ]);
  const writer = start(destination, [
    ...['write', '--config', config, '--catalog', join(here, `${table}.catalog.json`)],
    ...options,
  ]);
  psql.process.stdout.pipe(writer.process.stdin);
  // A destination that has ended reads no more; its exit code says why.
  writer.process.stdin.on('error', () => psql.process.kill());
  psql.process.stdin.end();
  for await (const line of createInterface({input: writer.process.stdout})) hear(JSON.parse(line));
  const [read, written] = await Promise.all([psql.ended, writer.ended]);
  if (read !== 0) console.error(`psql ended with ${read}; what it had printed was sent.`);
  return written === 0 ? read : written;
}

function hear({type, log, trace, state}) {
  if (type === 'LOG') console.error(`${log.level}: ${log.message}`);
  if (trace?.error) console.error(`ERROR: ${trace.error.message}`);
  // An echoed STATE means that all rows before it are accepted, or kept as rejected. A dry run has none.
  if (type !== 'STATE') return;
  writeFileSync(`${stateFile}.new`, JSON.stringify(state));
  renameSync(`${stateFile}.new`, stateFile);
}

function cursor() {
  try {
    return JSON.parse(readFileSync(stateFile, 'utf8')).stream.stream_state.cursor;
  } catch (error) {
    // The first run sends everything. A state that is there and cannot be read is a failure.
    if (error.code === 'ENOENT') return '-infinity';
    throw error;
  }
}

/** The destination's configuration with the environment's values, for this user's eyes only. */
function configFile() {
  const template = JSON.parse(readFileSync(join(here, 'destination.json'), 'utf8'), (_, value) =>
    typeof value === 'string'
      ? value.replace(/\$\{(\w+)\}/g, (_all, name) => variable(name))
      : value,
  );
  const path = join(work, 'config.json');
  writeFileSync(path, JSON.stringify(template), {mode: 0o600});
  return path;
}

function start(program, args) {
  const process = spawn(program, args, {stdio: ['pipe', 'pipe', 'inherit']});
  const ended = new Promise((resolve) => {
    process.once('error', (error) => end(1, `${program} cannot be started: ${error.message}`));
    process.once('close', (code, signal) => resolve(code ?? signal));
  });
  return {process, ended};
}

function variable(name) {
  return process.env[name] ?? end(2, `Set the environment variable ${name}.`);
}

function end(code, sentence) {
  console.error(sentence);
  process.exit(code);
}
