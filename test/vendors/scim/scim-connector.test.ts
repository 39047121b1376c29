import type {JsonObject} from '../../../src/core/json';
import type {SourceVendor} from '../../../src/read/source-vendor';
import type {Sandbox} from '../../../src/sandbox/sandbox';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import {scimSource} from '../../../src/vendors/scim/source';
import {useFolder} from '../../airbyte/support/folder';
import {capture, type Message} from '../../airbyte/support/capture';
import {catalogOf, fakeSource, sweep} from '../../airbyte/support/run-source';
import {loadedVendors} from '../../support/loaded-vendors';
import {createProgram} from '../../../src/airbyte/program';
import {runSource} from '../../../src/airbyte/run-source';
import type {Clock} from '../../../src/core/clock';
import {frozenClock} from '../../airbyte/support/clock';
import {createEagerClock} from '../../support/virtual-clock';
import {textOf} from '../support/text-of';

const folder = useFolder();

/** A clock that jumps over every wait but that of a command which must answer in time. */
function impatientClock(): Clock {
  const eager = createEagerClock();
  return {
    now: () => eager.now(),
    sleep: (ms, signal) => (ms === 15_000 ? frozenClock : eager).sleep(ms, signal),
  };
}

/** Runs one command of the connector without waiting for the vendors' pace. */
async function source(args: readonly string[], vendors: readonly SourceVendor[]) {
  const captured = capture();
  const program = createProgram({
    stdout: captured.stream,
    clock: impatientClock(),
    random: () => 0.5,
  });
  const code = await runSource({program, args, vendors: loadedVendors(vendors)});
  const messages: readonly Message[] = captured.messages();
  return {code, text: captured.text(), messages};
}

let sandbox: Sandbox;
let entries: readonly JsonObject[];

beforeAll(async () => {
  sandbox = await startSandbox({vendors: {scim: {users: 9, groups: 2}}});
  // Ready sections are plain JSON.
  entries = (sandbox.vendors['scim']?.sourceEntries ?? []) as readonly JsonObject[];
});

afterAll(async () => sandbox.close());

describe('SCIM in the connector', () => {
  it('is checked for every entry, and all failures come in one message', async () => {
    const wrong = entries.map((entry) => ({...entry, token: `wrong-${textOf(entry['token'])}`}));
    const good = await source(
      ['check', '--config', folder.put('c.json', {scim: entries})],
      [scimSource],
    );
    expect(good.messages).toMatchObject([{connectionStatus: {status: 'SUCCEEDED'}}]);
    const bad = await source(
      ['check', '--config', folder.put('c.json', {scim: wrong})],
      [scimSource],
    );
    const {message} = bad.messages[0]?.['connectionStatus'] as {message: string};
    expect(message.split('\n').map((line) => line.split("'")[0])).toEqual([
      ...['PagerDuty', 'PandaDoc', 'Pendo', 'Pipedrive'],
    ]);
    expect(bad.text).not.toContain('wrong-');
  });

  it('is refused when two entries are for one vendor', async () => {
    const config = folder.put('c.json', {scim: [entries[2], entries[2]]});
    const {code, messages} = await source(['check', '--config', config], [scimSource]);
    expect(code).toBe(0);
    expect(messages).toMatchObject([
      {
        connectionStatus: {
          status: 'FAILED',
          message: expect.stringContaining('"scim[1]" describes pendo_scim') as string,
        },
      },
    ]);
  });

  it('is discovered and read stream by stream, with states of its own', async () => {
    const config = folder.put('c.json', {scim: entries});
    const found = await source(['discover', '--config', config], [scimSource]);
    const {streams} = found.messages[0]?.['catalog'] as {streams: readonly JsonObject[]};
    expect(streams.map(({name}) => name)).toContain('pipedrive_scim_groups');
    expect(streams).toHaveLength(7);
    const names = streams.map(({name}) => textOf(name));
    const catalog = folder.put('catalog.json', catalogOf(...names));
    const args = ['read', '--config', config, '--catalog', catalog];
    const {code, messages} = await source(args, [scimSource]);
    expect(code).toBe(0);
    const records = messages.filter(({type}) => type === 'RECORD');
    expect(records).toHaveLength(4 * 9 + 3 * 2);
  });

  it('hands on the whole configuration when one entry has changed', async () => {
    const saving: SourceVendor = {
      ...fakeSource({
        name: 'scim',
        readers: (kit) => [
          {
            ...sweep('pendo_scim_users', []),
            async *pages() {
              await kit.saveSection({vendor: 'pendo', token: 'exchanged-token'});
              yield new Map([['pendo_scim_users', [{id: 1, name: 'exchanged-token'}]]]);
            },
          },
        ],
      }),
      nameEntry: ({vendor}) => `${textOf(vendor)}_scim`,
    };
    const config = folder.put('c.json', {scim: [{vendor: 'pendo', token: 'first-token'}]});
    const catalog = folder.put('catalog.json', catalogOf('pendo_scim_users'));
    const {messages, text} = await source(
      ['read', '--config', config, '--catalog', catalog],
      [saving],
    );
    expect(messages.find(({type}) => type === 'CONTROL')).toMatchObject({
      control: {
        connectorConfig: {config: {scim: [{vendor: 'pendo', token: 'exchanged-token'}]}},
      },
    });
    expect(text).not.toContain('first-token');
  });
});
