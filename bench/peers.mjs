/**
 * `npm run bench:peers`: our source beside what a user would pick instead (`peers/programs.mjs`), each against the
 * same page server in turn. Makes its own Python environment. Options: `--runs N` (default 3), `--only TEXT`
 * (streams whose name has it). Exit code 1 when there is no Python, or when a program failed.
 */
import fs from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';
import Table from 'cli-table3';

import {Refusal, findPython} from '../scripts/python/find-python.mjs';
import {createProcesses} from '../scripts/python/processes.mjs';
import {prepareEnvironment} from '../scripts/python/python-environment.mjs';
import {machine, median, whole} from './figures.mjs';
import {peers} from './peers/programs.mjs';
import {runMeasured, startPageServer} from './run-measured.mjs';

const project = path.join(import.meta.dirname, '..');
const requirements = path.join(import.meta.dirname, 'peers', 'requirements.txt');

const rows = [
  {stream: 'pagerduty_users', key: 'id', records: 9_900},
  {stream: 'pendo_visitors', key: 'visitorId', records: 100_000},
  {stream: 'pipedrive_users', key: 'id', records: 20_000},
  {stream: 'pandadoc_members', key: 'membership_id', records: 20_000},
];

/** Seconds and memory of one run, and how many records it has brought. */
async function runOnce({before, count, ...program}) {
  before?.();
  const {output, ...measured} = await runMeasured(program, {keep: true});
  return {...measured, ...count(output)};
}

/** By name of the program: its runs, in which each had its turn. */
async function measure(row, python, runs) {
  const server = await startPageServer({records: row.records});
  try {
    const programs = Object.entries(peers(server.origin, {...row, pageSize: 5000}, python));
    const measured = new Map(programs.map(([name]) => [name, []]));
    for (let run = 0; run < runs; run += 1) {
      for (const [name, program] of programs) measured.get(name).push(await runOnce(program));
    }
    return measured;
  } finally {
    server.stop();
  }
}

/** What the worst run has lost, or written twice. */
function flawOf(runs, expected) {
  const lost = Math.max(...runs.map(({different}) => expected - different));
  const twice = Math.max(...runs.map(({records, different}) => records - different));
  return [lost > 0 && `${whole(lost)} lost`, twice > 0 && `${whole(twice)} twice`]
    .filter(Boolean)
    .join(', ');
}

function tableOf(row, measured) {
  const cpuOf = (name) => median(measured.get(name).map(({cpuSeconds}) => cpuSeconds));
  return [...measured].map(([name, runs]) => [
    row.stream,
    name,
    whole(Math.min(...runs.map(({different}) => different))),
    whole(row.records / median(runs.map(({wallSeconds}) => wallSeconds))),
    cpuOf(name).toFixed(2),
    (cpuOf(name) / cpuOf('ours')).toFixed(2),
    whole(Math.max(...runs.map(({peakMb}) => peakMb))),
    flawOf(runs, row.records) || 'none',
  ]);
}

function versions(python) {
  const pinned = fs.readFileSync(requirements, 'utf8');
  const ofPython = ['airbyte-cdk', 'singer-sdk', 'dlt', 'duckdb'].map((name) => {
    const lines = pinned.split('\n').filter((line) => line.startsWith(`${name}==`));
    return `${name} ${lines.at(-1).split(/==| /)[1]}`;
  });
  const {dependencies} = JSON.parse(fs.readFileSync(path.join(project, 'package.json'), 'utf8'));
  const faros = `faros-airbyte-cdk ${dependencies['faros-airbyte-cdk']}`;
  return [`Python ${python.version}`, ...ofPython, faros].join(', ');
}

async function main() {
  const {values: options} = parseArgs({
    options: {runs: {type: 'string', default: '3'}, only: {type: 'string', default: ''}},
  });
  const python = findPython();
  const processes = createProcesses();
  process.on('SIGINT', () => void processes.endAll().then(() => process.exit(130)));
  const environment = await prepareEnvironment({
    ...{project, python, processes, requirements},
    name: 'bench-peers',
    what: 'airbyte-cdk, singer-sdk and dlt',
    megabytes: 400,
  });
  const head = [
    'stream',
    'who',
    'records',
    'records/s',
    'CPU s',
    'CPU, ours = 1',
    'peak MB',
    'flaw',
  ];
  const table = new Table({head, style: {head: [], border: [], compact: true}});
  for (const row of rows.filter(({stream}) => stream.includes(options.only))) {
    table.push(...tableOf(row, await measure(row, environment.python, Number(options.runs))));
    process.stderr.write(`${row.stream}: measured\n`);
  }
  console.log(
    `${machine()}; ${versions(python)}; median of ${options.runs} runs; process start included.`,
  );
  console.log(table.toString());
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Refusal ? error.message : error);
  process.exitCode = 1;
}
