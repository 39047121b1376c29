import {AirbyteDestination} from 'faros-airbyte-cdk/lib/destinations/destination';
import {AirbyteSource} from 'faros-airbyte-cdk/lib/sources/source';
import {UserSyncDestination} from '../../../src/airbyte/commands/user-sync-destination';
import {UserSyncSource} from '../../../src/airbyte/commands/user-sync-source';
import {createProgram} from '../../../src/airbyte/program';
import type {JsonObject} from '../../../src/core/json';
import {loadedVendors} from '../../support/loaded-vendors';
import {capture} from '../support/capture';
import {frozenClock} from '../support/clock';
import {fakeDestination, record, state} from '../support/run-destination';
import {crmConfig, fakeSource, sweep} from '../support/run-source';

const stream = {name: 'crm_people'};
const streams = [{stream, sync_mode: 'full_refresh', primary_key: [['id']]}];
const spec = (): JsonObject => ({connectionSpecification: {type: 'object'}});

function program(): ReturnType<typeof createProgram> {
  return createProgram({stdout: capture().stream, clock: frozenClock, random: () => 0.5});
}

async function typesOf(messages: AsyncIterable<unknown>): Promise<readonly string[]> {
  const types: string[] = [];
  for await (const message of messages) {
    const one = message as {type: string; trace?: {type: string}};
    types.push(one.trace?.type ?? one.type);
  }
  return types;
}

describe('whoever knows the CDK only', () => {
  it('pulls the messages of a read from the source, each record by itself', async () => {
    const readers = [sweep('crm_people', [[{id: 1}, {id: 2}]])];
    const vendors = loadedVendors([fakeSource({readers})]);
    const source = new UserSyncSource({...program(), vendors, spec});
    expect(source).toBeInstanceOf(AirbyteSource);
    expect(await typesOf(source.read(crmConfig, {}, {streams}, {}))).toEqual([
      'STREAM_STATUS',
      'STREAM_STATUS',
      'RECORD',
      'RECORD',
      'STATE',
      'STREAM_STATUS',
    ]);
  });

  it('pulls the states of a write from the destination, behind their records', async () => {
    const vendor = fakeDestination();
    const config = {
      ...crmConfig,
      mappings: [{stream: 'crm_people', object: 'crm_people', key: 'id', mode: 'upsert'}],
    };
    const vendors = loadedVendors([vendor]);
    const destination = new UserSyncDestination({...program(), vendors, spec});
    expect(destination).toBeInstanceOf(AirbyteDestination);
    async function* input(): AsyncGenerator<string> {
      yield `${record(1)}\n${state(1)}\n${record(2)}\n${state(2)}\n`;
    }
    const types = await typesOf(destination.write(config, {}, {streams}, input(), false));
    expect({types, sent: vendor.sent}).toEqual({types: ['STATE', 'STATE'], sent: ['1', '2']});
  });
});
