/** The destination's commands in a container, compared with the sandbox's own data. */
import {readFile, readdir} from 'node:fs/promises';
import path from 'node:path';
import {assertClean} from './check-source.mjs';
import {writableFolder} from './platform.mjs';

const STREAM = 'crm_people';
const GOOD_RECORDS = 50;
const BAD_RECORDS = 3;
/** A value that the sandbox does not make by itself. */
const PLAN = 'written from a container';

/** spec, check, discover, and a write whose values and rejected records are looked up. */
export async function checkDestination(assert, {image, platform, sandbox, folder}) {
  const pendo = sandbox.info.destination_config.pendo;
  const config = {
    pendo,
    mappings: [{stream: STREAM, object: 'pendo_visitors', key: 'person', mode: 'update'}],
    rejected_records: {directory: '/data/rejected'},
  };
  const spec = await platform(image, 'spec');
  assertClean(assert, 'spec', spec);
  assert(spec.ofType('SPEC').length === 1, 'spec: one SPEC message');

  const good = await platform(image, 'check', {files: {config}});
  assertClean(assert, 'check', good);
  assert(statusOf(good)?.status === 'SUCCEEDED', 'check: SUCCEEDED', statusOf(good)?.message);
  const refused = {...config, pendo: {...pendo, integration_key: 'of-nobody'}};
  const bad = await platform(image, 'check', {files: {config: refused}});
  assertClean(assert, 'check with a key of nobody', bad);
  const {status, message} = statusOf(bad) ?? {};
  assert(status === 'FAILED', 'check with a key of nobody: FAILED', message);

  const discover = await platform(image, 'discover', {files: {config}});
  assertClean(assert, 'discover', discover);
  const operations = discover.ofType('DESTINATION_CATALOG')[0]?.destination_catalog.operations;
  assert(operations?.length > 0, 'discover: one catalog', `${operations?.length} operations`);

  const rejected = await writableFolder(folder, 'rejected', '1000:1000');
  await checkWrite(assert, {image, platform, sandbox, config, rejected});
}

const statusOf = ({ofType}) => ofType('CONNECTION_STATUS')[0]?.connectionStatus;

async function checkWrite(assert, {image, platform, sandbox, config, rejected}) {
  const people = (await visitors(sandbox)).slice(0, GOOD_RECORDS).map(({visitorId}) => visitorId);
  const rows = [
    ...people.map((person) => ({person, plan: PLAN})),
    ...Array.from({length: BAD_RECORDS}, () => ({person: null, plan: PLAN})),
  ];
  const write = await platform(image, 'write', {
    files: {config, catalog},
    stdin: linesOf(rows),
    mounts: {'/data/rejected': rejected},
  });
  assertClean(assert, 'write', write);
  const states = write.ofType('STATE');
  const stats = states[0]?.state.destinationStats;
  assert(
    states.length === 1 && states[0].state.id === 7 && stats?.rejectedRecordCount === BAD_RECORDS,
    'write: the state came back with its id and the counts',
    JSON.stringify(stats),
  );
  const changed = (await visitors(sandbox)).filter(({metadata}) => metadata.custom?.plan === PLAN);
  const ids = new Set(changed.map(({visitorId}) => visitorId));
  assert(
    changed.length === people.length && people.every((person) => ids.has(person)),
    'write: the sandbox holds the written values, of those people and nobody else',
    `${changed.length} visitors`,
  );
  const [name] = await readdir(rejected);
  const text = name === undefined ? '' : await readFile(path.join(rejected, name), 'utf8');
  const lines = text.split('\n').filter((line) => line.includes('missing_key'));
  assert(
    lines.length === BAD_RECORDS,
    'write: the rejected records lie in the mounted folder with their reason',
    `${lines.length} of ${BAD_RECORDS}`,
  );
}

/** Named visitors; those that Pendo made up itself cannot be written. */
async function visitors(sandbox) {
  const dump = await sandbox.dump('pendo');
  return dump.visitors.filter(({visitorId}) => !visitorId.startsWith('_PENDO'));
}

const catalog = {
  streams: [
    {
      stream: {name: STREAM, json_schema: {type: 'object', properties: {person: {}, plan: {}}}},
      sync_mode: 'full_refresh',
      destination_sync_mode: 'append',
    },
  ],
};

function linesOf(rows) {
  const records = rows.map((data) => ({
    type: 'RECORD',
    record: {stream: STREAM, data, emitted_at: 1_760_000_000_000},
  }));
  const stream = {stream_descriptor: {name: STREAM}, stream_state: {rows: rows.length}};
  const state = {type: 'STATE', state: {type: 'STREAM', stream, id: 7}};
  return [...records, state].map((message) => `${JSON.stringify(message)}\n`).join('');
}
