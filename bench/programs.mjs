import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
/** Gone when the bench ends. */
export const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'user-sync-bench-'));
process.on('exit', () => fs.rmSync(directory, {recursive: true, force: true}));

let files = 0;
/** Writes what a program reads from a file; it is gone when the bench ends. */
export function jsonFile(content) {
  files += 1;
  const file = path.join(directory, `${files}.json`);
  fs.writeFileSync(file, JSON.stringify(content));
  return file;
}

const script = (name, ...args) => ({
  command: process.execPath,
  args: [path.join(root, 'bench', name), ...args],
});

/** A configured catalog. */
export function catalogOf(names, columns, syncMode = 'incremental') {
  const properties = Object.fromEntries(columns.map(([name, type]) => [name, {type}]));
  return {
    streams: names.map((name) => ({
      stream: {
        name,
        json_schema: {type: 'object', properties},
        supported_sync_modes: ['full_refresh', 'incremental'],
      },
      sync_mode: syncMode,
      destination_sync_mode: 'append',
    })),
  };
}

/** As long as the vendors' own, because every text that goes out is searched for them. */
export const keys = {
  pendo: '00000000-1111-4222-8333-444444444444.us',
  pagerduty: 'u+BenchBenchBenchBen',
  pandadoc: 'b3e1c4d2'.repeat(5),
  pipedrive: 'c4d2b3e1'.repeat(5),
  userguiding: 'd2b3e1c4'.repeat(5),
};

/** By vendor: the source's section for the page server. */
const sourceSections = {
  pendo: (origin, pageSize) => ({
    integration_key: keys.pendo,
    base_url: `${origin}/api/v1`,
    page_size: pageSize,
    requests_per_second: 1000,
  }),
  pagerduty: (origin) => ({
    credentials: {auth_type: 'api_key', api_key: keys.pagerduty},
    base_url: `${origin}/pagerduty`,
  }),
  pandadoc: (origin) => ({
    workspaces: [{name: 'Acme', credentials: {auth_type: 'api_key', api_key: keys.pandadoc}}],
    base_url: `${origin}/pandadoc`,
  }),
  pipedrive: (origin) => ({
    credentials: {auth_type: 'api_token', api_token: keys.pipedrive},
    base_url: `${origin}/pipedrive`,
  }),
};

/** The connector that reads these streams, and the loop that reads the same pages. */
export function readers(origin, {streams, pageSize = 5000}) {
  const vendors = streams.map((stream) => stream.split('_')[0]);
  const config = jsonFile(
    Object.fromEntries(vendors.map((name) => [name, sourceSections[name](origin, pageSize)])),
  );
  return {
    connector: {
      command: path.join(root, 'bin', 'source-user-sync'),
      args: ['read', '--config', config, '--catalog', jsonFile(catalogOf(streams, []))],
    },
    loop: script('read-loop.mjs', origin, streams.join(','), String(pageSize)),
  };
}

const crmColumns = [
  ['visitor_id', 'string'],
  ['plan', 'string'],
  ['seats', 'integer'],
  ['role', 'string'],
  ['active', 'boolean'],
];

/** By object: destination section and mapping for the page server. */
const objects = {
  pendo_visitors: (origin, {requestsPerSecond = 1000}) => ({
    pendo: {
      integration_key: keys.pendo,
      base_url: `${origin}/api/v1`,
      metadata_api: 'value',
      batch_size: 500,
      requests_per_second: requestsPerSecond,
    },
    mappings: [{stream: 'crm', object: 'pendo_visitors', key: 'visitor_id', other_columns: 'send'}],
  }),
  userguiding_users: (origin, {requestsPer10Seconds = 10000}) => ({
    userguiding: {
      api_key: keys.userguiding,
      base_url: `${origin}/userguiding`,
      requests_per_10_seconds: requestsPer10Seconds,
    },
    mappings: [
      {stream: 'crm', object: 'userguiding_users', key: 'visitor_id', other_columns: 'send'},
    ],
  }),
  pipedrive_users: (origin) => ({
    pipedrive: {
      credentials: {auth_type: 'api_token', api_token: keys.pipedrive},
      base_url: `${origin}/pipedrive`,
    },
    mappings: [
      {
        stream: 'crm',
        object: 'pipedrive_users',
        key: 'visitor_id',
        key_field: 'email',
        fields: [{column: 'active', field: 'active_flag'}],
      },
    ],
  }),
};

/** The connector that writes `records` of an object, and for Pendo the loop that writes the same. */
export function writers(origin, {object, records, ...pace}) {
  const config = jsonFile(objects[object](origin, pace));
  const input = script('record-source.mjs', String(records), object);
  return {
    connector: {
      command: path.join(root, 'bin', 'destination-user-sync'),
      args: ['write', '--config', config, '--catalog', jsonFile(catalogOf(['crm'], crmColumns))],
      input,
    },
    ...(object === 'pendo_visitors' && {loop: {...script('write-loop.mjs', origin, '500'), input}}),
  };
}
