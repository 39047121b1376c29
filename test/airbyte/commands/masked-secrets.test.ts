import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {loadedVendors} from '../../support/loaded-vendors';
import {createProgram} from '../../../src/airbyte/program';
import {runDestination} from '../../../src/airbyte/run-destination';
import {runSource} from '../../../src/airbyte/run-source';
import {systemClock} from '../../../src/core/clock';
import type {JsonObject} from '../../../src/core/json';
import {vendors} from '../../../src/vendors/registry';
import {capture} from '../support/capture';

const MASK = '**********';

/** A vendor that nobody may ask anything. */
const vendor: {server?: Server; url: string; asked: number} = {url: '', asked: 0};
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'user-sync-mask-'));
  const server = createServer((_request, response) => {
    vendor.asked += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this form.
  vendor.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vendor.server = server;
});

afterAll(() => {
  vendor.server?.close();
  rmSync(folder, {recursive: true});
});

async function check(side: 'source' | 'destination', config: JsonObject): Promise<string> {
  const path = join(folder, 'config.json');
  writeFileSync(path, JSON.stringify(config).replaceAll('VENDOR', vendor.url));
  const output = capture();
  const program = createProgram({stdout: output.stream, clock: systemClock, random: Math.random});
  const run = {program, args: ['check', '--config', path]};
  await (side === 'source'
    ? runSource({...run, vendors: loadedVendors(vendors.flatMap(({source}) => source ?? []))})
    : runDestination({
        ...run,
        vendors: loadedVendors(vendors.flatMap(({destination}) => destination ?? [])),
        openStdin: () => Readable.from([]),
      }));
  return output.text();
}

describe("A secret that is the platform's mask", () => {
  it.each<['source' | 'destination', string, JsonObject]>([
    [
      'source',
      'pagerduty.credentials.api_key',
      {pagerduty: {credentials: {auth_type: 'api_key', api_key: MASK}, base_url: 'VENDOR'}},
    ],
    [
      'source',
      'pandadoc.workspaces[1].credentials.api_key',
      {
        pandadoc: {
          base_url: 'VENDOR',
          workspaces: ['a real key', MASK].map((key) => ({
            name: key,
            credentials: {auth_type: 'api_key', api_key: key},
          })),
        },
      },
    ],
    [
      'source',
      'pandadoc.more_api_keys',
      {
        pandadoc: {
          use: 'yes',
          base_url: 'VENDOR',
          credentials: {auth_type: 'api_key', api_key: 'a real key'},
          more_api_keys: `Legal = another key\nHR = ${MASK}`,
        },
      },
    ],
    ['source', 'pendo_scim.token', {pendo_scim: {use: 'yes', token: MASK, base_url: 'VENDOR'}}],
    ['source', 'scim[0].token', {scim: [{vendor: 'pendo', token: MASK, base_url: 'VENDOR'}]}],
    ['destination', 'pendo.integration_key', {pendo: {integration_key: MASK, base_url: 'VENDOR'}}],
    [
      'destination',
      'pipedrive.credentials.refresh_token',
      {
        pipedrive: {
          base_url: 'VENDOR',
          credentials: {
            auth_type: 'oauth2',
            client_id: 'id',
            client_secret: 'a secret',
            refresh_token: MASK,
            token_url: 'VENDOR/token',
          },
        },
      },
    ],
  ])('is named and not sent: %s, %s', async (side, place, config) => {
    const said = await check(side, config);
    expect(said).toContain('FAILED');
    expect(said).toContain(JSON.stringify(`"${place}"`).slice(1, -1));
    expect(said).toContain('instead of a stored secret');
    expect(said).toContain('Enter the secret again.');
    expect(said).not.toContain('a real key');
    expect(vendor.asked).toBe(0);
  });

  it('does not matter in a section that is not used', async () => {
    const said = await check('source', {
      pendo: {use: 'no', integration_key: MASK},
      pipedrive: {credentials: {auth_type: 'api_token', api_token: MASK}},
    });
    expect(said).toContain('pipedrive.credentials.api_token');
    expect(said).not.toContain('pendo.integration_key');
  });
});
