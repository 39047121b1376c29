import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {stringify} from 'yaml';
import {assembleSpec} from '../../src/config/assemble-spec';
import {configSchemaOf} from '../../src/config/assemble-spec';
import {systemClock} from '../../src/core/clock';
import type {Kit} from '../../src/core/kit';
import {createSecretMask} from '../../src/core/secrets/secret-mask';
import {loadResource} from '../../src/resources/load-resource';
import {loadRunFile} from '../../src/runner/run-file/load-run-file';
import {NO_PROGRESS} from '../../src/runner/progress/progress';
import type {RunReport} from '../../src/runner/report/report';
import type {ConfigSchemas} from '../../src/runner/run-file/run-file';
import type {RunOptions} from '../../src/runner/run/run-sync';
import {runSync} from '../../src/runner/run/run-sync';
import type {Sandbox, SandboxOptions} from '../../src/sandbox/sandbox';
import {startSandbox} from '../../src/sandbox/start-sandbox';
import {vendors} from '../../src/vendors/registry';

const SIZES = {
  pipedrive: {users: 40, roles: 5},
  pendo: {visitors: 120, accounts: 10, requests_per_second: 10_000},
};

export const VISITORS = {
  name: 'crm_visitors',
  key: 'visitor_id',
  sql: `SELECT lower(email) AS visitor_id, id AS crm_id, name AS crm_name, role_id::VARCHAR AS role
    FROM pipedrive_users WHERE email LIKE '%@%'
    QUALIFY row_number() OVER (PARTITION BY lower(email) ORDER BY id) = 1 ORDER BY id`,
};

export const VISITORS_MAPPING = {
  stream: 'crm_visitors',
  object: 'pendo_visitors',
  key: 'visitor_id',
  mode: 'update',
  fields: [
    {column: 'crm_id', field: 'crmid'},
    {column: 'crm_name', field: 'crmname'},
    {column: 'role', field: 'role'},
  ],
};

export function schemas(): ConfigSchemas {
  const load = loadResource;
  const sourceVendors = vendors.flatMap(({name, source}) => (source ? [name] : []));
  const destinationVendors = vendors.flatMap(({name, destination}) => (destination ? [name] : []));
  return {
    source: configSchemaOf(assembleSpec({side: 'source', vendors: sourceVendors, load})),
    destination: configSchemaOf(
      assembleSpec({side: 'destination', vendors: destinationVendors, load}),
    ),
    sourceVendors,
    destinationVendors,
  };
}

export function kitWith(signal = new AbortController().signal): Kit {
  return {
    clock: systemClock,
    log: () => undefined,
    mask: createSecretMask(),
    random: Math.random,
    signal,
  };
}

/** What a test changes about the run file. */
export interface Setup {
  readonly models?: readonly object[];
  readonly mappings?: readonly object[];
  readonly streams?: readonly string[];
  readonly destination?: object;
}

/** A sandbox and a folder with run files that use it. */
export interface Bench {
  readonly directory: string;
  readonly sandbox: Sandbox;
  readonly warehouse: string;
  /** Writes a run file and gives its path. */
  file(setup?: Setup): string;
  options(setup?: Setup, more?: Partial<RunOptions>): RunOptions;
  run(setup?: Setup, more?: Partial<RunOptions>): Promise<RunReport>;
  /** Records that were sent to Pendo since the last call. */
  written(): number;
  rejectedFiles(): readonly string[];
  custom(visitorId: string): Record<string, unknown>;
  /** Gives a visitor of Pendo custom values, as another program would. */
  changeElsewhere(visitorId: string, values: object): Promise<void>;
  close(): Promise<void>;
}

export async function openBench(options: SandboxOptions = {}): Promise<Bench> {
  const sandbox = await startSandbox({vendors: SIZES, limits: false, ...options});
  const directory = mkdtempSync(join(tmpdir(), 'user-sync-test-'));
  const {pipedrive, pendo} = sandbox.vendors;
  let files = 0;
  const file = (setup: Setup = {}): string => {
    files += 1;
    const path = join(directory, `run${files}.yaml`);
    const {models = [VISITORS], mappings = [VISITORS_MAPPING], streams, destination} = setup;
    const pendoConfig = {...pendo?.destinationConfig, requests_per_second: 1000};
    writeFileSync(
      path,
      stringify({
        source: {
          config: {
            pipedrive: pipedrive?.sourceConfig,
            pendo: {...pendo?.sourceConfig, requests_per_second: 1000},
          },
          streams: streams ?? ['pipedrive_users', 'pipedrive_roles'],
        },
        warehouse: {path: 'people.duckdb', memory_mb: 256},
        models,
        destination: {
          config: {
            ...{pendo: pendoConfig, mappings, rejected_records: {directory: 'rejected'}},
            ...destination,
          },
        },
      }),
    );
    return path;
  };
  const runOptions = (setup?: Setup, more: Partial<RunOptions> = {}): RunOptions => {
    const kit = more.kit ?? kitWith();
    const parts = {schemas: schemas(), mask: kit.mask, environment: {}};
    return {
      runFile: loadRunFile({path: file(setup), ...parts}),
      vendors,
      schemas: parts.schemas,
      progress: NO_PROGRESS,
      dryRun: false,
      kit,
      ...more,
    };
  };
  return {
    directory,
    sandbox,
    warehouse: join(directory, 'people.duckdb'),
    file,
    options: runOptions,
    run: (setup, more) => runSync(runOptions(setup, more)),
    written: () => {
      const writes = sandbox
        .requests()
        .filter(({vendor, path}) => vendor === 'pendo' && /value$|bulk$/.test(path));
      sandbox.clearRequests();
      return writes.reduce((sum, {records}) => sum + (records ?? 0), 0);
    },
    rejectedFiles: () => readdirSync(join(directory, 'rejected')).sort(),
    custom: (visitorId) => customOf(sandbox, visitorId),
    changeElsewhere: (visitorId, values) => writeCustom(sandbox, visitorId, values),
    close: async () => {
      await sandbox.close();
      rmSync(directory, {recursive: true, force: true});
    },
  };
}

function customOf(sandbox: Sandbox, visitorId: string): Record<string, unknown> {
  const visitor = sandbox.dump('pendo')['visitors']?.find((one) => one['visitorId'] === visitorId);
  // The dump's visitors are records of Pendo, whose metadata are objects by group.
  const metadata = visitor?.['metadata'] as Record<string, Record<string, unknown>> | undefined;
  return metadata?.['custom'] ?? {};
}

async function writeCustom(sandbox: Sandbox, visitorId: string, values: object): Promise<void> {
  const config = sandbox.vendors['pendo']?.destinationConfig;
  const response = await fetch(`${String(config?.['base_url'])}/metadata/visitor/custom/value`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-pendo-integration-key': String(config?.['integration_key']),
    },
    body: JSON.stringify([{visitorId, values}]),
  });
  expect(response.status).toBe(200);
}
