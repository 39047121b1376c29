/**
 * `npm run bench`: reading and writing against a page server on loopback, beside hand-written loops
 * measured in the same run, in turn. Options: `--records N` (default 100000), `--runs N` (default 3),
 * `--large N` (records of the memory rows, default 1000000), `--only TEXT` (rows whose name has it).
 */
import {parseArgs} from 'node:util';
import Table from 'cli-table3';
import {machine, median, whole} from './figures.mjs';
import {readers, writers} from './programs.mjs';
import {runMeasured, startPageServer} from './run-measured.mjs';

const {values: options} = parseArgs({
  options: {
    records: {type: 'string', default: '100000'},
    runs: {type: 'string', default: '3'},
    large: {type: 'string', default: '1000000'},
    only: {type: 'string', default: ''},
  },
});
const records = Number(options.records);
const large = Number(options.large);
const runs = Number(options.runs);

const visitors = ['pendo_visitors'];
const mainStreams = ['pendo_visitors', 'pagerduty_users', 'pandadoc_members', 'pipedrive_users'];

/** PagerDuty lists no more than 10,000 users in one go. */
const listed = 9_900;

/** Pipedrive and PandaDoc send all their users in one answer. */
const atOnce = 20_000;

const read = (name, count, more) => ({
  name,
  count,
  total: count * more.streams.length,
  programs: (origin) => readers(origin, more),
  ...more,
});
const write = (name, count, more) => ({
  name,
  count,
  total: count,
  programs: (origin) => writers(origin, {records: count, ...more}),
  ...more,
});
const rows = [
  read('read Pendo visitors, 100 a page', records, {streams: visitors, pageSize: 100}),
  read('read Pendo visitors, 5,000 a page', records, {streams: visitors}),
  read('read PagerDuty users', listed, {streams: ['pagerduty_users']}),
  read('read PandaDoc members', atOnce, {streams: ['pandadoc_members']}),
  read('read Pipedrive users', atOnce, {streams: ['pipedrive_users']}),
  read('read these four at once', listed, {streams: mainStreams}),
  read('read Pendo visitors, 5,000 a page', large, {streams: visitors, runs: 1}),
  write('write Pendo visitors', records, {object: 'pendo_visitors'}),
  write('write Pendo visitors', large, {object: 'pendo_visitors', runs: 1}),
  write('write Pendo, 50 ms away, 20 requests/s', 100_000, {
    object: 'pendo_visitors',
    latencyMs: 50,
    requestsPerSecond: 20,
    runs: 1,
  }),
  write('write UserGuiding, 1,000 requests/s', 5_000, {object: 'userguiding_users', runs: 1}),
  write('write UserGuiding, 40 requests/10 s', 80, {
    object: 'userguiding_users',
    requestsPer10Seconds: 40,
    runs: 1,
  }),
  write('write Pipedrive users, unchanged', 10_000, {object: 'pipedrive_users', runs: 1}),
].filter(({name}) => name.includes(options.only));

function figuresOf(measured, total) {
  return {
    perSecond: total / median(measured.map((run) => run.wallSeconds)),
    cpuSeconds: median(measured.map((run) => run.cpuSeconds)),
    cpuPer100k: (median(measured.map((run) => run.cpuSeconds)) / total) * 100_000,
    peakMb: Math.max(...measured.map((run) => run.peakMb)),
  };
}

/** Runs connector and loop in turn and returns the medians of both. */
async function measure(row) {
  const server = await startPageServer({records: row.count, latencyMs: row.latencyMs});
  try {
    const programs = row.programs(server.origin);
    const measured = {connector: [], loop: []};
    let requests = 0;
    for (let run = 0; run < (row.runs ?? runs); run += 1) {
      for (const who of ['connector', 'loop']) {
        if (programs[who] === undefined) continue;
        const before = await server.requests();
        measured[who].push(await runMeasured(programs[who]));
        if (who === 'connector') requests = (await server.requests()) - before;
      }
    }
    return {
      requests,
      connector: figuresOf(measured.connector, row.total),
      loop: programs.loop && figuresOf(measured.loop, row.total),
    };
  } finally {
    server.stop();
  }
}

const orDash = (value, format) => (value === undefined ? '–' : format(value));
const table = new Table({
  head: [
    'what',
    'records',
    'records/s',
    'of loop',
    'CPU of loop',
    'CPU s/100k',
    'loop CPU',
    'peak MB',
    'loop MB',
    'requests/record',
  ],
  style: {head: [], border: [], compact: true},
});
for (const row of rows) {
  const {requests, connector, loop} = await measure(row);
  table.push([
    row.name,
    whole(row.total),
    whole(connector.perSecond),
    orDash(loop, (it) => `${Math.round((connector.perSecond / it.perSecond) * 100)} %`),
    orDash(loop, (it) => `${Math.round((it.cpuSeconds / connector.cpuSeconds) * 100)} %`),
    connector.cpuPer100k.toFixed(2),
    orDash(loop, (it) => it.cpuPer100k.toFixed(2)),
    whole(connector.peakMb),
    orDash(loop, (it) => whole(it.peakMb)),
    (requests / row.total).toFixed(5),
  ]);
  process.stderr.write(`${row.name}, ${whole(row.total)}: measured\n`);
}
console.log(
  `${machine()}; median of ${runs} runs, large and paced rows one run; process start included.`,
);
console.log(table.toString());
