/** The source's commands in a container, compared with the sandbox's own data. */
import {changesBetween, findsDeletions, heldBy, isSame, keyOf} from '../show/compare-data.mjs';
import {configured} from '../show/read-source.mjs';

/** What changes between the first read and the second. */
const CHANGES = [
  {vendor: 'pagerduty', kind: 'users', changed: 5, joined: 1, left: 1},
  {vendor: 'pendo', kind: 'visitors', changed: 20, joined: 3, left: 0},
  {vendor: 'pipedrive', kind: 'users', changed: 3, joined: 1, left: 1},
];

/** spec, check, discover, read, and a read that goes on from the first one's states. */
export async function checkSource(assert, {image, platform, sandbox}) {
  const config = wholeConfig(sandbox.info.source_config);
  const spec = await platform(image, 'spec');
  assertClean(assert, 'spec', spec);
  assert(spec.messages.length === 1 && spec.ofType('SPEC').length === 1, 'spec: one SPEC message');
  await checkConnections(assert, {image, platform, config});

  const discover = await platform(image, 'discover', {files: {config}});
  assertClean(assert, 'discover', discover);
  const streams = discover.ofType('CATALOG')[0]?.catalog.streams ?? [];
  assert(streams.length > 0, 'discover: one catalog', `${streams.length} streams`);

  const catalog = {streams: streams.map(configured)};
  const before = await heldBy(sandbox, streams);
  const first = await platform(image, 'read', {files: {config, catalog}});
  assertClean(assert, 'read of all streams', first);
  compareFirst(assert, {streams, read: first, held: before});

  for (const change of CHANGES) await sandbox.control('POST', 'change', change);
  const after = await heldBy(sandbox, streams);
  const state = lastStates(first);
  const second = await platform(image, 'read', {files: {config, catalog, state}});
  assertClean(assert, 'second read with the states of the first', second);
  compareSecond(assert, {streams, read: second, before, after});
  return {config, catalog, streams};
}

/** Settings under which every stream gives all that the sandbox holds, at the sandbox's own pace. */
function wholeConfig({pendo, ...config}) {
  return {...config, pendo: {...pendo, include_anonymous: true, requests_per_second: 100}};
}

/** Exit code 0 in both places, messages only, nothing on stderr. */
export function assertClean(assert, what, {code, codeInFile, strangers, stderr, seconds}) {
  const clean = code === 0 && codeInFile === '0' && strangers.length === 0 && stderr === '';
  const found = clean
    ? `${seconds.toFixed(2)} s`
    : `exit code ${code}, ${strangers.length} other lines, stderr: ${stderr.slice(0, 300)}`;
  assert(clean, `${what}: exit code 0, nothing but messages on stdout, nothing on stderr`, found);
}

async function checkConnections(assert, {image, platform, config}) {
  const good = await platform(image, 'check', {files: {config}});
  assertClean(assert, 'check', good);
  assert(statusOf(good)?.status === 'SUCCEEDED', 'check: SUCCEEDED', statusOf(good)?.message);
  const credentials = {...config.pipedrive.credentials, api_token: 'of-nobody'};
  const files = {config: {pipedrive: {...config.pipedrive, credentials}}};
  const bad = await platform(image, 'check', {files});
  assertClean(assert, 'check with a token of nobody', bad);
  const status = statusOf(bad);
  assert(status?.status === 'FAILED', 'check with a token of nobody: FAILED', status?.message);
}

const statusOf = ({ofType}) => ofType('CONNECTION_STATUS')[0]?.connectionStatus;

function recordsByStream(read) {
  const streams = new Map();
  for (const {record} of read.ofType('RECORD')) {
    if (!streams.has(record.stream)) streams.set(record.stream, []);
    streams.get(record.stream).push(record.data);
  }
  return streams;
}

function compareFirst(assert, {streams, read, held}) {
  const records = recordsByStream(read);
  for (const stream of streams) {
    const rows = records.get(stream.name) ?? [];
    const keys = new Set(rows.map((row) => keyOf(stream, row)));
    const known = held.get(stream.name);
    const equal = rows.length === known.size && isSame(keys, new Set(known.keys()));
    const found = `${rows.length} records, the sandbox holds ${known.size}`;
    assert(equal && rows.length > 0, `read: ${stream.name} is complete`, found);
  }
}

function compareSecond(assert, {streams, read, before, after}) {
  const records = recordsByStream(read);
  const unequal = [];
  let total = 0;
  for (const stream of streams) {
    const {moved, left} = changesBetween(before.get(stream.name), after.get(stream.name));
    const wanted = new Set([...moved, ...(findsDeletions(stream) ? left : [])]);
    const rows = records.get(stream.name) ?? [];
    total += rows.length;
    const keys = new Set(rows.map((row) => keyOf(stream, row)));
    if (rows.length !== wanted.size || !isSame(keys, wanted)) {
      unequal.push(`${stream.name}: ${rows.length} for ${wanted.size}`);
    }
  }
  assert(
    unequal.length === 0 && total > 0,
    'second read: exactly what changed, joined and left since the first',
    unequal.join('; ') || `${total} records`,
  );
}

/** The state file that the platform hands in: the last state of each stream. */
function lastStates(read) {
  const states = new Map();
  for (const message of read.ofType('STATE')) {
    states.set(message.state.stream.stream_descriptor.name, message.state);
  }
  return [...states.values()];
}
