// Writes what the acceptance tests compare with: the expected records, three of each stream, and both
// committed specifications. With `--release VERSION` it also keeps specification and catalog as those
// of that release, for the tests of backward compatibility.
//
//   npm run --silent build && node scripts/expected-records.mjs [--release 0.1.0]
//
// Read the difference before it is committed: what is written here is what the tests take for right.
import {execFile} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs, promisify} from 'node:util';
import {format, resolveConfig} from 'prettier';
import {parse} from 'yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = join(root, 'test_files', 'acceptance');
const {startSandbox} = createRequire(import.meta.url)('../lib/sandbox/start-sandbox.js');
const run = promisify(execFile);

/** Expected records do not say when they were read. */
const EMITTED_AT = Date.UTC(2026, 0, 1);

const ACCOUNTS = [
  ['sandbox.yaml', 'config.json', 'expected_records.jsonl'],
  ['sandbox_guide.yaml', 'config_guide.json', 'expected_records_guide.jsonl'],
];

const {values} = parseArgs({options: {release: {type: 'string'}}});
const folder = mkdtempSync(join(tmpdir(), 'user-sync-expected-'));
try {
  for (const side of ['source', 'destination']) await writeSpec(side);
  for (const account of ACCOUNTS) await writeRecords(...account);
} finally {
  rmSync(folder, {recursive: true});
}

/** Messages of a command, which has to end with 0. */
async function messages(side, args) {
  const program = join(root, 'bin', `${side}-user-sync`);
  const {stdout} = await run(program, args, {maxBuffer: 1 << 28});
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

async function writeSpec(side) {
  const found = await messages(side, ['spec']);
  const {spec} = found.find(({type}) => type === 'SPEC');
  await putJson(join(files, side, 'spec.json'), spec);
  if (values.release) await putJson(releaseFile(side, 'spec.json'), spec);
}

async function writeRecords(sandboxFile, configFile, recordsFile) {
  const options = parse(readFileSync(join(files, sandboxFile), 'utf8'));
  const sandbox = await startSandbox({...options, port: 0});
  try {
    const text = readFileSync(join(files, 'source', configFile), 'utf8');
    const config = join(folder, configFile);
    writeFileSync(config, text.replaceAll(`http://127.0.0.1:${options.port}`, sandbox.url));
    const discovered = await messages('source', ['discover', '--config', config]);
    const {streams} = discovered.find(({type}) => type === 'CATALOG').catalog;
    if (values.release && configFile === 'config.json') {
      await putJson(releaseFile('source', 'catalog.json'), {streams: streams.map(withoutWords)});
    }
    const catalog = join(folder, `catalog-${configFile}`);
    const configured = streams.map((stream) => ({
      stream,
      sync_mode: 'full_refresh',
      destination_sync_mode: 'append',
    }));
    writeFileSync(catalog, JSON.stringify({streams: configured}));
    const read = await messages('source', ['read', '--config', config, '--catalog', catalog]);
    const records = read.flatMap(({record}) => record ?? []);
    const lines = streams.flatMap(({name}) =>
      threeOf(records.filter(({stream}) => stream === name)).map((record) =>
        JSON.stringify({stream: name, data: lasting(record), emitted_at: EMITTED_AT}),
      ),
    );
    writeFileSync(join(files, 'source', recordsFile), `${lines.join('\n')}\n`);
    console.log(`${recordsFile}: ${lines.length} records of ${streams.length} streams`);
  } finally {
    await sandbox.close();
  }
}

/** The first, one in the middle and the last. */
function threeOf(records) {
  const places = [0, Math.floor(records.length / 2), records.length - 1];
  return [...new Set(places)].flatMap((place) => records[place] ?? []);
}

/** The record without the columns that are others in every read or every run of the sandbox. */
function lasting({stream, data}) {
  const passing = stream === 'pagerduty_audit_records' ? 'execution_time' : '_ab_cdc_updated_at';
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== passing));
}

/** A stream without its descriptions, which break nothing. */
function withoutWords(stream) {
  return JSON.parse(
    JSON.stringify(stream, (name, value) =>
      (name === 'description' || name === 'title') && typeof value === 'string' ? undefined : value,
    ),
  );
}

function releaseFile(side, name) {
  return join(files, side, 'releases', values.release, name);
}

async function putJson(path, value) {
  mkdirSync(join(path, '..'), {recursive: true});
  const style = await resolveConfig(path);
  writeFileSync(path, await format(JSON.stringify(value, null, 2), {...style, parser: 'json'}));
}
