/**
 * Shows that every source stream is complete and incremental, against the sandbox and through the
 * programs in `bin/`: all streams with their counts and requests, a second read after 1 % changes,
 * and 12,000 PagerDuty users, which are more than PagerDuty lists. Exit code 1 when anything is not as it
 * must be. Needs a build, which `npm run show:streams` makes.
 */
import Table from 'cli-table3';
import {
  changesBetween,
  findsDeletions,
  heldBy,
  isSame,
  isTombstone,
  keyOf,
} from './show/compare-data.mjs';
import {withSandbox} from './show/programs.mjs';
import {openSource} from './show/read-source.mjs';

const VENDORS = {
  pagerduty: {users: 2_000},
  pandadoc: {workspaces: 3, users: 300},
  pendo: {visitors: 50_000, accounts: 500, profile: 'both', rows: 'full'},
  pipedrive: {users: 500, plan: 'ultimate'},
  scim: {users: 1_000},
};
/** One percent of each kind, at least one: changed, and some who join and leave. */
const CHANGES = [
  ['pagerduty', {kind: 'users', changed: 16, joined: 2, left: 2}],
  ['pagerduty', {kind: 'contact_methods', changed: 20}],
  ['pagerduty', {kind: 'teams', changed: 1}],
  ['pagerduty', {kind: 'team_members', changed: 10, joined: 5, left: 5}],
  ['pandadoc', {kind: 'members', changed: 2, joined: 1, left: 1}],
  ['pandadoc', {kind: 'workspaces', changed: 1}],
  ['pendo', {kind: 'visitors', changed: 400, joined: 50, left: 50}],
  ['pendo', {kind: 'accounts', changed: 3, joined: 1, left: 1}],
  ['pipedrive', {kind: 'users', changed: 3, joined: 1, left: 1}],
  ['pipedrive', {kind: 'roles', changed: 1}],
  ...['pagerduty', 'pandadoc', 'pendo', 'pipedrive'].map((vendor) => [
    'scim',
    {kind: `${vendor}_users`, changed: 8, joined: 1, left: 1},
  ]),
];
/** As in the contract suite: what a known record may cost in a state. */
const STATE_BYTES_MAX = 48;
/** With fewer records the members around the digests would be measured. */
const STATE_RECORDS_MIN = 500;
const USERS_BEYOND_THE_CAP = 12_000;

const problems = [];
const must = (holds, sentence) => {
  if (!holds) problems.push(sentence);
  return holds ? 'yes' : 'NO';
};

await withSandbox({vendors: VENDORS}, showAllStreams);
for (const onOffsetCap of ['split_by_team', 'fail']) {
  await withSandbox({vendors: {pagerduty: {users: USERS_BEYOND_THE_CAP}}}, (sandbox) =>
    showTheCap(sandbox, onOffsetCap),
  );
}
for (const problem of problems) console.log(`NOT AS IT MUST BE: ${problem}`);
console.log(problems.length === 0 ? '\nEverything is as it must be.' : '');
process.exitCode = problems.length === 0 ? 0 : 1;

async function showAllStreams(sandbox) {
  const source = await openSource(sandbox.folder, quick(sandbox.info.source_config));
  const streams = await source.discover();
  const first = await showFirstRead(sandbox, source, streams);
  await showChanges(sandbox, source, {streams, first});
}

/** All records, and a pace that is the sandbox's own limit. */
function quick({pendo, ...config}) {
  return {...config, pendo: {...pendo, include_anonymous: true, requests_per_second: 100}};
}

async function showFirstRead(sandbox, source, streams) {
  const held = await heldBy(sandbox, streams);
  await sandbox.control('DELETE', 'requests');
  const first = await source.read(streams);
  const together = (await sandbox.control('GET', 'requests')).length;
  must(first.code === 0, `the first read ended with ${first.code}: ${first.errors.join('; ')}`);
  const table = newTable(['stream', 'records', 'sandbox', 'equal', 'requests alone']);
  for (const stream of streams) {
    const {name} = stream;
    const {records = [], status} = first.streams.get(name) ?? {};
    const keys = new Set(records.map((record) => keyOf(stream, record)));
    const known = held.get(name);
    const equal = keys.size === records.length && isSame(keys, new Set(known.keys()));
    await sandbox.control('DELETE', 'requests');
    await source.read([stream]);
    const alone = (await sandbox.control('GET', 'requests')).length;
    const verdict = must(
      equal && status === 'COMPLETE' && known.size > 0,
      `${name}: ${records.length} records (${status}), and the sandbox holds ${known.size}`,
    );
    table.push([name, records.length, known.size, verdict, alone]);
  }
  console.log('\n1. All streams, read from the beginning');
  console.log(table.toString());
  console.log(`All streams together took ${together} requests.`);
  return {read: first, held};
}

async function showChanges(sandbox, source, {streams, first}) {
  const states = [...first.read.streams.values()].map(({state}) => state);
  for (const [vendor, change] of CHANGES)
    await sandbox.control('POST', 'change', {vendor, ...change});
  const after = await heldBy(sandbox, streams);
  const second = await source.read(streams, states);
  must(second.code === 0, `the second read ended with ${second.code}: ${second.errors.join('; ')}`);
  const head = ['stream', 'planted', 'emitted', 'gone', 'tombstones', 'exact', 'bytes a record'];
  const table = newTable(head);
  for (const stream of streams) {
    const {moved, left} = changesBetween(first.held.get(stream.name), after.get(stream.name));
    const {records = [], state} = second.streams.get(stream.name) ?? {};
    const keysOf = (some) => some.map((record) => keyOf(stream, record));
    const emitted = keysOf(records.filter((record) => !isTombstone(record)));
    const tombstones = keysOf(records.filter(isTombstone));
    const gone = findsDeletions(stream) ? left : new Set();
    const exact =
      records.length === moved.size + gone.size &&
      isSame(new Set(emitted), moved) &&
      isSame(new Set(tombstones), gone);
    const verdict = must(
      exact,
      `${stream.name}: ${emitted.length} + ${tombstones.length} emitted for ${moved.size} + ${gone.size} planted`,
    );
    const bytes = stateBytes(stream, state, after.get(stream.name).size);
    table.push([
      stream.name,
      moved.size,
      emitted.length,
      gone.size,
      tombstones.length,
      verdict,
      bytes,
    ]);
  }
  console.log('\n2. After changes to one percent');
  console.log(table.toString());
}

function newTable(head) {
  const style = {head: [], border: [], compact: true};
  const colAligns = head.map((_name, at) => (at === 0 ? 'left' : 'right'));
  return new Table({head, style, colAligns});
}

function stateBytes(stream, message, records) {
  must(message !== undefined, `${stream.name} has no state after the second read`);
  if (message === undefined) return 'none';
  const bytes = Buffer.byteLength(JSON.stringify(message.state.stream.stream_state)) / records;
  if (findsDeletions(stream) && records >= STATE_RECORDS_MIN) {
    must(bytes < STATE_BYTES_MAX, `${stream.name}: the state takes ${bytes} bytes a record`);
  }
  return bytes.toFixed(1);
}

/** Complete, or failed with the message; never short. */
async function showTheCap(sandbox, onOffsetCap) {
  const {pagerduty} = sandbox.info.source_config;
  const config = {pagerduty: {...pagerduty, on_offset_cap: onOffsetCap}};
  const source = await openSource(sandbox.folder, config);
  const wanted = ['pagerduty_users', 'pagerduty_contact_methods', 'pagerduty_notification_rules'];
  const streams = (await source.discover()).filter(({name}) => wanted.includes(name));
  const held = await heldBy(sandbox, streams);
  await sandbox.control('DELETE', 'requests');
  const read = await source.read(streams);
  const requests = (await sandbox.control('GET', 'requests')).length;
  console.log(`\n3. ${USERS_BEYOND_THE_CAP} PagerDuty users, on_offset_cap ${onOffsetCap}`);
  console.log(`${requests} requests, exit code ${read.code}`);
  for (const {name} of streams) {
    const {records = [], status} = read.streams.get(name) ?? {};
    console.log(`${name}: ${records.length} of ${held.get(name).size}, ${status}`);
    const complete = status === 'COMPLETE' && records.length === held.get(name).size;
    const failed = status === 'INCOMPLETE' && read.code === 1 && read.errors.length > 0;
    must(complete || failed, `${name} is short: ${records.length} of ${held.get(name).size}`);
  }
  for (const error of new Set(read.errors)) console.log(error);
}
