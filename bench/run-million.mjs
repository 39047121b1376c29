/**
 * `user-sync run` over a million rows, on this machine's loopback: what reading into the warehouse and
 * sending from it cost, first, when nothing has changed, and when one row in a hundred has.
 * `node bench/run-million.mjs [FOLDER] [--records N] [--only TEXT] [--memory-mb N]`; the folder holds the built
 * project, `.` by default, so that two versions can be measured in turn.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import Table from 'cli-table3';
import {keys} from './programs.mjs';
import {runMeasured, startPageServer} from './run-measured.mjs';

const {values: options, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    records: {type: 'string', default: '1000000'},
    only: {type: 'string', default: ''},
    'memory-mb': {type: 'string'},
  },
});
const program = path.resolve(positionals[0] ?? '.', 'bin/user-sync');
const count = Number(options.records);

const pendo = (origin, more) => ({
  integration_key: keys.pendo,
  base_url: `${origin}/api/v1`,
  requests_per_second: 1000,
  ...more,
});
const readVisitors = (origin) => ({
  config: {pendo: pendo(origin, {page_size: 5000})},
  streams: ['pendo_visitors'],
});
const readRoles = (origin) => ({
  config: {
    pipedrive: {
      credentials: {auth_type: 'api_token', api_token: keys.pipedrive},
      base_url: `${origin}/pipedrive`,
    },
  },
  streams: ['pipedrive_roles'],
});
const writeVisitors = (origin) => ({
  config: {
    pendo: pendo(origin, {batch_size: 1000, metadata_api: 'value'}),
    mappings: [{stream: 'm', object: 'pendo_visitors', key: 'id'}],
  },
});

/** A model that needs no stream; with a salt, one row in a hundred is another one. */
const madeUp = (salt) => `SELECT 'visitor-' || lpad(i::VARCHAR, 9, '0') || '@example.com' AS id,
  CASE WHEN ${salt} = 1 AND i % 100 = 0 THEN 'paid' ELSE 'plan ' || (i % 7) END AS plan,
  'city ' || (i % 1000) AS role, (i % 50)::INTEGER AS seats FROM range(${count}) r(i)`;

/** A model of the visitors themselves: it sends what it has read, a little changed. */
const ofVisitors = `SELECT visitorId AS id, 'plan ' || (hash(visitorId) % 7) AS plan FROM pendo_visitors`;

const model = (sql) => [{name: 'm', key: 'id', sql}];
const nobody = "SELECT visitorId AS id, 'pro' AS plan FROM pendo_visitors WHERE false";
const reading = (origin) => ({
  source: readVisitors(origin),
  models: model(nobody),
  destination: writeVisitors(origin),
});
const sending = (salt) => (origin) => ({
  source: readRoles(origin),
  models: model(madeUp(salt)),
  destination: writeVisitors(origin),
});
const both = (origin) => ({
  source: readVisitors(origin),
  models: model(ofVisitors),
  destination: writeVisitors(origin),
});

/** The runs of one line share a warehouse, one after the other; `elsewhere` is done before. */
const lines = [
  {
    name: 'read',
    runs: [
      ['first, all new', reading],
      ['nothing changed', reading],
      ['1 % changed', reading, '/change?every=100'],
    ],
  },
  {
    name: 'send',
    runs: [
      ['first, all new', sending(0)],
      ['nothing changed', sending(0)],
      ['1 % changed', sending(1)],
    ],
  },
  {
    name: 'read and send',
    runs: [
      ['first, all new', both],
      ['only our writes', both],
      ['nothing changed', both],
    ],
  },
];

const table = new Table({
  head: ['what', 'run', 'read', 'sent', 'seconds', 'CPU seconds', 'peak MB', 'warehouse MB'],
  style: {head: [], border: [], compact: true},
});
const whole = (number) => Math.round(number).toLocaleString('en-US');

async function measure({name, runs}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'user-sync-bench-'));
  const server = await startPageServer({records: count, keeps: true});
  try {
    for (const [label, fileOf, elsewhere] of runs) {
      if (elsewhere) await fetch(`${server.origin}${elsewhere}`);
      const memory = options['memory-mb'] && {memory_mb: Number(options['memory-mb'])};
      const file = {...fileOf(server.origin), warehouse: {path: 'w.duckdb', ...memory}};
      fs.writeFileSync(path.join(folder, 'run.yaml'), JSON.stringify(file));
      const args = ['run', path.join(folder, 'run.yaml'), '--json'];
      const run = await runMeasured({command: program, args, cwd: folder}, {keep: true});
      const {streams, objects} = JSON.parse(Buffer.concat(run.output).toString());
      table.push([
        ...[name, label, whole(streams[0].changed), whole(objects[0]?.written ?? 0)],
        ...[run.wallSeconds.toFixed(1), run.cpuSeconds.toFixed(1), whole(run.peakMb)],
        whole(fs.statSync(path.join(folder, 'w.duckdb')).size / 1e6),
      ]);
      process.stderr.write(`${name}, ${label}: measured\n`);
    }
  } finally {
    server.stop();
    fs.rmSync(folder, {recursive: true});
  }
}

for (const line of lines) if (['', line.name].includes(options.only)) await measure(line);
const memory = Math.round(os.totalmem() / 2 ** 30);
console.log(
  `${os.cpus().length} × ${os.cpus()[0]?.model}, ${memory} GiB, Node.js ${process.version}, load ${os.loadavg()[0].toFixed(1)}; ` +
    `${whole(count)} rows, process start included, without the page server.`,
);
console.log(table.toString());
