import type {IncomingMessage} from 'node:http';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {stringify} from 'yaml';
import {loadRunFile} from '../../src/runner/run-file/load-run-file';
import {NO_PROGRESS} from '../../src/runner/progress/progress';
import type {RunReport} from '../../src/runner/report/report';
import type {RunOptions} from '../../src/runner/run/run-sync';
import {runSync} from '../../src/runner/run/run-sync';
import {vendors} from '../../src/vendors/registry';
import {kitWith, schemas} from './harness';

/** One write that a vendor took. */
export interface TakenWrite {
  readonly vendor: 'pendo' | 'userguiding' | 'pipedrive';
  readonly credential: string;
  readonly path: string;
  readonly body: unknown;
}

/** A loopback server that is Pipedrive, Pendo and UserGuiding for any number of accounts. */
export interface VendorDouble {
  readonly url: string;
  /** Company ids by Pipedrive token; a token that is not here is refused. */
  readonly companies: Map<string, number>;
  readonly requests: string[];
  /** What Pendo holds of every visitor; ids that begin with `nobody` are not its visitors. */
  readonly held: Map<string, Record<string, unknown>>;
  /** The writes since the last call. */
  taken(): readonly TakenWrite[];
  /** Answers that replace the usual ones, by `METHOD path`. */
  readonly answers: Map<string, {readonly status: number; readonly body: unknown}>;
  close(): Promise<void>;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly credential: string;
  readonly body: unknown;
  readonly creates: boolean;
}

export async function startVendorDouble(): Promise<VendorDouble> {
  const companies = new Map([['token-of-acme', 100]]);
  const requests: string[] = [];
  const held: VendorDouble['held'] = new Map();
  const answers: VendorDouble['answers'] = new Map();
  let writes: TakenWrite[] = [];
  const take = (vendor: TakenWrite['vendor'], call: Call): void => {
    writes.push({vendor, credential: call.credential, path: call.path, body: call.body});
  };
  const answer = (call: Call): {status: number; body: unknown} => {
    const known = answers.get(`${call.method} ${call.path}`);
    if (known) return known;
    if (call.path.startsWith('/pipedrive/')) return pipedrive(call, companies, take);
    if (call.path.startsWith('/pendo/')) return pendo(call, held, take);
    take('userguiding', call);
    return {status: 200, body: {success: true}};
  };
  const server = createServer((request, response) => {
    void callOf(request).then((call) => {
      requests.push(`${call.method} ${call.path}`);
      const {status, body} = answer(call);
      response.writeHead(status, {'content-type': 'application/json'});
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this shape.
  const {port} = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    companies,
    requests,
    held,
    answers,
    taken: () => {
      const taken = writes;
      writes = [];
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function callOf(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  const text = Buffer.concat(chunks).toString();
  const {headers, method = '', url = ''} = request;
  const credential =
    headers['x-api-token'] ??
    headers['x-pendo-integration-key'] ??
    headers['ug-api-key'] ??
    headers.authorization?.replace('Bearer ', '') ??
    '';
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const creates = url.includes('create=true');
  return {method, path: url.split('?')[0] ?? '', credential: String(credential), body, creates};
}

type Take = (vendor: TakenWrite['vendor'], call: Call) => void;

function pipedrive(
  call: Call,
  companies: ReadonlyMap<string, number>,
  take: Take,
): {status: number; body: unknown} {
  const company = companies.get(call.credential);
  if (company === undefined) return {status: 401, body: {success: false, error: 'unauthorized'}};
  const access = [{app: 'global', admin: true, permission_set_id: null}];
  const me = {
    id: 11,
    name: 'Ada',
    email: 'ada@example.com',
    active_flag: true,
    is_admin: 1,
    role_id: 1,
    access,
    company_id: company,
    company_domain: `company-${company}`,
  };
  const bob = {...me, id: 12, name: 'Bob', email: 'bob@example.com', is_admin: 0, access: []};
  const role = {id: company, name: `Role of ${company}`, parent_role_id: null, active_flag: true};
  const additional = {pagination: {start: 0, limit: 500, more_items_in_collection: false}};
  const data: Record<string, unknown> = {
    '/pipedrive/v1/users/me': me,
    '/pipedrive/v1/users': [me, bob],
    '/pipedrive/v1/roles': [{...role, assignment_count: '1', sub_role_count: '0', level: 1}],
  };
  if (call.method !== 'GET') {
    take('pipedrive', call);
    const fields = typeof call.body === 'object' ? call.body : {};
    return {status: 200, body: {success: true, data: {...bob, ...fields}}};
  }
  if (!(call.path in data)) return {status: 404, body: {success: false, error: 'Not found'}};
  return {status: 200, body: {success: true, data: data[call.path], additional_data: additional}};
}

function pendo(
  call: Call,
  held: VendorDouble['held'],
  take: Take,
): {status: number; body: unknown} {
  if (call.path.endsWith('/aggregation')) return {status: 200, body: {results: ask(call, held)}};
  if (call.path.includes('/metadata/schema/')) {
    if (call.method !== 'GET') return {status: 200, body: {}};
    const field = (Type: string): object => ({Type, DisplayName: Type});
    const fields = {plan: field('string'), city: field('string'), at: field('time')};
    return {status: 200, body: {custom: fields, agent: fields}};
  }
  if (!Array.isArray(call.body)) return {status: 404, body: {}};
  take('pendo', call);
  const records = (call.body as readonly Record<string, unknown>[]).map((record) => ({
    visitorId: String(record['visitorId'] ?? record['accountId']),
    // A value API's values, or those of a group of the bulk API.
    values: record['values'] ?? record['custom'] ?? {},
  }));
  const missing = records
    .map(({visitorId}) => visitorId)
    .filter((id) => !call.creates && !isKnown(id, held));
  for (const {visitorId, values} of records) {
    if (!missing.includes(visitorId)) held.set(visitorId, {...held.get(visitorId), ...values});
  }
  const [total, failed] = [records.length, missing.length];
  return {status: 200, body: {total, updated: total - failed, failed, missing}};
}

function isKnown(id: string, held: VendorDouble['held']): boolean {
  return held.has(id) || !id.startsWith('nobody');
}

/** Every visitor that the filter names, with what is held of it. */
function ask({body}: Call, held: VendorDouble['held']): readonly object[] {
  const ids = [...JSON.stringify(body).matchAll(/visitorId == \\"([^"\\]+)\\"/g)];
  return ids
    .flatMap(([, id]) => (id !== undefined && isKnown(id, held) ? [id] : []))
    .map((visitorId) => ({visitorId, metadata: {custom: held.get(visitorId) ?? {}}}));
}

/** What a test changes about its run file. */
export interface WorldSetup {
  readonly models: readonly {readonly name: string; readonly key?: string; readonly sql: string}[];
  readonly mappings: readonly object[];
  readonly destination: object;
  readonly source?: object;
  readonly warehouse?: string;
  readonly history?: object;
}

/** A folder with run files that reach a double. */
export interface World {
  readonly directory: string;
  readonly warehouse: string;
  run(setup: WorldSetup, more?: Partial<RunOptions>): Promise<RunReport>;
  clean(): void;
}

export function createWorld(double: VendorDouble): World {
  const directory = mkdtempSync(join(tmpdir(), 'user-sync-memory-'));
  let files = 0;
  return {
    directory,
    warehouse: join(directory, 'w.duckdb'),
    run: (setup, more = {}) => {
      files += 1;
      const path = join(directory, `run${files}.yaml`);
      const models = setup.models.map((model) => ({key: 'id', ...model}));
      const warehouse = {path: setup.warehouse ?? 'w.duckdb', memory_mb: 256};
      writeFileSync(
        path,
        stringify({
          source: {config: setup.source ?? pipedriveOf(double), streams: ['pipedrive_roles']},
          ...{warehouse, models},
          ...(setup.history && {history: setup.history}),
          destination: {config: {...setup.destination, mappings: setup.mappings}},
        }),
      );
      const kit = more.kit ?? kitWith();
      const known = schemas();
      return runSync({
        runFile: loadRunFile({path, schemas: known, mask: kit.mask, environment: {}}),
        vendors,
        schemas: known,
        progress: NO_PROGRESS,
        dryRun: false,
        kit,
        ...more,
      });
    },
    clean: () => rmSync(directory, {recursive: true, force: true}),
  };
}

export function pipedriveOf(double: VendorDouble, token = 'token-of-acme'): object {
  return {
    pipedrive: {
      credentials: {auth_type: 'api_token', api_token: token},
      base_url: `${double.url}/pipedrive/v1`,
    },
  };
}

export function pendoOf(double: VendorDouble, more: object = {}): object {
  return {
    pendo: {
      integration_key: 'key-of-acme-subscription',
      base_url: `${double.url}/pendo/api/v1`,
      requests_per_second: 1000,
      ...more,
    },
  };
}

export function userguidingOf(double: VendorDouble, more: object = {}): object {
  return {
    userguiding: {
      api_key: 'key-of-acme-workspace',
      base_url: `${double.url}/ug/v1`,
      requests_per_10_seconds: 10_000,
      ...more,
    },
  };
}
