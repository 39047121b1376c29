import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {JsonObject} from '../../src/core/json';
import {useAccounts} from './support/accounts';
import {catalogProblems, type Stream} from './support/catalog-rules';
import {catalogBreaks} from './support/compatibility';
import {discover} from './support/configured-reads';
import {source} from './support/connectors';

const tests = source.config.acceptance_tests.discovery.tests ?? [];
const specFolder = join(source.configPath, '..', 'test_files', 'acceptance', 'source');
jest.setTimeout(120_000);

const accounts = useAccounts(tests.map(({config_path: path}) => path));

describe.each(tests)('The catalog discovered with $config_path', (test) => {
  let streams: readonly Stream[];

  beforeAll(async () => {
    streams = await discover(accounts.reach(test.config_path), test.timeout_seconds);
  });

  it('keeps every rule of the acceptance tests', () => {
    expect(streams.length).toBeGreaterThan(0);
    expect(catalogProblems(streams)).toEqual([]);
  });

  it('takes nothing away that the last release gave', () => {
    const {previous_connector_version: version} = test.backward_compatibility_tests_config;
    const path = join(specFolder, 'releases', version, 'catalog.json');
    const {streams: previous} = JSON.parse(readFileSync(path, 'utf8')) as {streams: JsonObject[]};
    // Streams are JSON.
    expect(catalogBreaks(previous, streams as unknown as readonly JsonObject[])).toEqual([]);
  });
});
