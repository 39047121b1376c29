/** What a user would pick instead, as programs to be measured: our own short code on four public frameworks. */
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import {catalogOf, directory, jsonFile, keys, readers} from '../programs.mjs';

const here = import.meta.dirname;

/** Switches off the peers' telemetry, and the files that Python leaves beside sources. */
const quiet = {
  DO_NOT_TRACK: '1',
  RUNTIME__DLTHUB_TELEMETRY: 'false',
  PYTHONPATH: here,
  PYTHONDONTWRITEBYTECODE: '1',
};

/** Each value of `key` in the records of Airbyte's or Singer's lines. */
function* keysOfLines(output, key) {
  for (const line of Buffer.concat(output).toString().split('\n')) {
    if (!line.startsWith('{')) continue;
    const {type, record} = JSON.parse(line);
    if (type === 'RECORD') yield (record.data ?? record)[key];
  }
}

/** How many records came, and how many of them were different ones. */
function countLines(output, key) {
  let records = 0;
  const seen = new Set();
  for (const value of keysOfLines(output, key)) {
    records += 1;
    seen.add(value);
  }
  return {records, different: seen.size};
}

const COUNT_ROWS = `
import sys, duckdb
_, file, table, key = sys.argv
rows = duckdb.connect(file, read_only=True).sql(f"SELECT count(*), count(DISTINCT {key}) FROM users.{table}")
print(*rows.fetchall()[0])
`;

function countRows(python, database, stream, key) {
  const column = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const told = spawnSync(python, ['-c', COUNT_ROWS, database, stream, column], {encoding: 'utf8'});
  if (told.status !== 0) throw new Error(`The rows of dlt could not be counted: ${told.stderr}`);
  const [records, different] = told.stdout.split(' ').map(Number);
  return {records, different};
}

/** By name: all programs that read `stream` from the server at `origin`; each also counts what it has brought. */
export function peers(origin, {stream, key, pageSize}, python) {
  const config = jsonFile({
    base_url: origin,
    api_key: keys[stream.split('_')[0]],
    page_size: pageSize,
    stream,
  });
  const catalog = jsonFile(catalogOf([stream], [], 'full_refresh'));
  const read = ['read', '--config', config, '--catalog', catalog];
  const {connector, loop} = readers(origin, {streams: [stream], pageSize});
  const lines = (program) => ({...program, count: (output) => countLines(output, key)});
  return {
    ours: lines(connector),
    'axios loop': lines(loop),
    'faros CDK': lines({command: process.execPath, args: [path.join(here, 'faros.mjs'), ...read]}),
    'singer-sdk': lines({
      command: python,
      args: [path.join(here, 'singer_tap.py'), '--config', config],
      env: quiet,
    }),
    'airbyte-cdk': lines({
      command: path.join(path.dirname(python), 'source-declarative-manifest'),
      args: [...read, '--manifest-path', path.join(here, 'manifest.yaml')],
      env: quiet,
    }),
    'dlt to DuckDB': dlt({config, stream, key, python}),
  };
}

/** Each run gets a new folder, because dlt goes on where the last one ended. */
function dlt({config, stream, key, python}) {
  const folder = fs.mkdtempSync(path.join(directory, 'dlt-'));
  const database = path.join(folder, 'warehouse.duckdb');
  return {
    command: python,
    args: [path.join(here, 'dlt_load.py'), config, stream, database, folder],
    env: quiet,
    before: () => {
      fs.rmSync(folder, {recursive: true});
      fs.mkdirSync(folder);
    },
    count: () => countRows(python, database, stream, key),
  };
}
