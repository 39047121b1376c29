/**
 * `npm run bench`: reading and writing against a page server on loopback, beside hand-written loops
 * measured in the same run, in turn. Options: `--records N` (default 100000), `--runs N` (default 3),
 * `--large N` (records of the memory rows, default 1000000).
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import Table from 'cli-table3';
import {runMeasured, startPageServer} from './run-measured.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const {values: options} = parseArgs({
  options: {
    records: {type: 'string', default: '100000'},
    runs: {type: 'string', default: '3'},
    large: {type: 'string', default: '1000000'},
  },
});
const records = Number(options.records);
const runs = Number(options.runs);
const large = Number(options.large);

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'user-sync-bench-'));
const inDirectory = (name, content) => {
  const file = path.join(directory, name);
  fs.writeFileSync(file, JSON.stringify(content));
  return file;
};
const node = (script, ...args) => ({
  command: process.execPath,
  args: [path.join(root, 'bench', script), ...args],
});

function readers(baseUrl, pageSize) {
  const config = inDirectory('source.json', {
    pendo: {
      integration_key: 'bench-key',
      base_url: baseUrl,
      page_size: pageSize,
      requests_per_second: 1000,
    },
  });
  const catalog = inDirectory('catalog.json', {
    streams: [
      {
        stream: {
          name: 'pendo_visitors',
          json_schema: {type: 'object', properties: {}},
          supported_sync_modes: ['incremental'],
        },
        sync_mode: 'incremental',
        destination_sync_mode: 'append_dedup',
      },
    ],
  });
  return {
    connector: {
      command: path.join(root, 'bin', 'source-user-sync'),
      args: ['read', '--config', config, '--catalog', catalog],
    },
    loop: node('read-loop.mjs', baseUrl, String(pageSize)),
  };
}

function writers(baseUrl, count) {
  const config = inDirectory('destination.json', {
    pendo: {
      integration_key: 'bench-key',
      base_url: baseUrl,
      metadata_api: 'value',
      batch_size: 500,
      requests_per_second: 1000,
    },
    mappings: [
      {stream: 'crm_visitors', object: 'pendo_visitors', key: 'visitor_id', other_columns: 'send'},
    ],
  });
  const catalog = inDirectory('write-catalog.json', {
    streams: [
      {
        stream: {
          name: 'crm_visitors',
          json_schema: {
            type: 'object',
            properties: {
              visitor_id: {type: 'string'},
              plan: {type: 'string'},
              seats: {type: 'integer'},
              role: {type: 'string'},
              active: {type: 'boolean'},
            },
          },
          supported_sync_modes: ['full_refresh'],
        },
        sync_mode: 'full_refresh',
        destination_sync_mode: 'append',
      },
    ],
  });
  const input = node('record-source.mjs', String(count));
  return {
    connector: {
      command: path.join(root, 'bin', 'destination-user-sync'),
      args: ['write', '--config', config, '--catalog', catalog],
      input,
    },
    loop: {...node('write-loop.mjs', baseUrl, '500'), input},
  };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Runs connector and loop in turn and returns the medians of both. */
async function compare(name, count, makePrograms, times = runs) {
  const server = await startPageServer(count);
  try {
    const programs = makePrograms(server.baseUrl);
    const measured = {connector: [], loop: []};
    let requestsOfOne = 0;
    for (let run = 0; run < times; run += 1) {
      for (const who of ['connector', 'loop']) {
        const before = await server.requests();
        measured[who].push(await runMeasured(programs[who]));
        if (who === 'connector') requestsOfOne = (await server.requests()) - before;
      }
    }
    const figures = (list) => ({
      perSecond: count / median(list.map((run) => run.wallSeconds)),
      cpuPer100k: (median(list.map((run) => run.cpuSeconds)) / count) * 100_000,
      peakMb: Math.max(...list.map((run) => run.peakMb)),
    });
    return {
      name,
      count,
      requestsOfOne,
      connector: figures(measured.connector),
      loop: figures(measured.loop),
    };
  } finally {
    server.stop();
  }
}

const rows = [
  await compare('read, 100 a page', records, (url) => readers(url, 100)),
  await compare('read, 5,000 a page', records, (url) => readers(url, 5000)),
  await compare('write Pendo, batches of 500', records, (url) => writers(url, records)),
  await compare('read, 5,000 a page', large, (url) => readers(url, 5000), 1),
  await compare('write Pendo, batches of 500', large, (url) => writers(url, large), 1),
];
fs.rmSync(directory, {recursive: true, force: true});

const whole = (number) => Math.round(number).toLocaleString('en-US');
const table = new Table({
  head: [
    'what',
    'records',
    'records/s',
    'loop records/s',
    'speed of loop',
    'CPU s/100k',
    'loop CPU s/100k',
    'peak MB',
    'loop MB',
    'requests/record',
  ],
  style: {head: [], border: []},
});
for (const row of rows) {
  table.push([
    row.name,
    whole(row.count),
    whole(row.connector.perSecond),
    whole(row.loop.perSecond),
    `${Math.round((row.connector.perSecond / row.loop.perSecond) * 100)} %`,
    row.connector.cpuPer100k.toFixed(2),
    row.loop.cpuPer100k.toFixed(2),
    whole(row.connector.peakMb),
    whole(row.loop.peakMb),
    (row.requestsOfOne / row.count).toFixed(5),
  ]);
}
console.log(
  `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node.js ${process.version}; median of ${runs} runs (large rows: one run); process start included.`,
);
console.log(table.toString());
