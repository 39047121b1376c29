import {readFileSync} from 'node:fs';
import {parse} from 'yaml';
import {isJsonObject, type JsonObject} from '../../src/core/json';
import {useAccounts} from './support/accounts';
import type {Stream} from './support/catalog-rules';
import {discover} from './support/configured-reads';
import {source} from './support/connectors';
import {listOf} from './support/walk-schema';

const tests = source.config.acceptance_tests.connector_attributes?.tests ?? [];
jest.setTimeout(120_000);

const accounts = useAccounts(tests.map(({config_path: path}) => path));

describe.each(tests)('The attributes of the source, with $config_path', (test) => {
  let streams: readonly Stream[];
  let metadata: JsonObject;

  beforeAll(async () => {
    streams = await discover(accounts.reach(test.config_path), test.timeout_seconds);
    const file: unknown = parse(readFileSync(source.metadataPath, 'utf8'));
    const data = isJsonObject(file) ? file['data'] : undefined;
    metadata = isJsonObject(data) ? data : {};
  });

  it('are a primary key on every stream', () => {
    const excused = new Set((test.streams_without_primary_key ?? []).map(({name}) => name));
    const without = streams.filter(({source_defined_primary_key: keys = []}) => keys.length === 0);
    expect(without.map(({name}) => name).filter((name) => !excused.has(name))).toEqual([]);
  });

  it('are the hosts that the platform lets it reach', () => {
    expect(membersOf(metadata['allowedHosts'], 'hosts')).not.toEqual([]);
  });

  it('are suggested streams, all of which exist', () => {
    const suggested = membersOf(metadata['suggestedStreams'], 'streams');
    expect(suggested).not.toEqual([]);
    const names = streams.map(({name}) => name);
    expect(suggested.filter((name) => !names.some((known) => known === name))).toEqual([]);
  });
});

function membersOf(value: unknown, name: string): readonly unknown[] {
  return isJsonObject(value) ? listOf(value[name]) : [];
}
