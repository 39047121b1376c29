import {isTombstone} from '../contract/streams/support/stream-tables';
import {useAccounts} from './support/accounts';
import type {BasicReadTest} from './support/cat-config';
import type {Stream} from './support/catalog-rules';
import {discover, lacking, read, tablesOf} from './support/configured-reads';
import {source} from './support/connectors';
import {columnsOfTheMoment, loadExpectedRecords} from './support/expected-records';
import {notHeldBy} from './support/held-by-sandbox';
import {
  emptyStreams,
  endProblems,
  recordProblems,
  stateProblems,
  statusProblems,
} from './support/read-rules';
import {runConnector, type Run} from './support/run-connector';

const tests = source.config.acceptance_tests.basic_read.tests ?? [];
jest.setTimeout(120_000);

const accounts = useAccounts(tests.map(({config_path: path}) => path));

describe.each(tests)('A first read with $config_path', (test: BasicReadTest) => {
  let config: string;
  let streams: readonly Stream[];
  let names: readonly string[];
  let run: Run;

  beforeAll(async () => {
    config = accounts.reach(test.config_path);
    const empty = new Set((test.empty_streams ?? []).map(({name}) => name));
    streams = (await discover(config)).filter(({name}) => !empty.has(name));
    names = streams.map(({name}) => name);
    run = await read(accounts, {config, streams, timeoutSeconds: test.timeout_seconds});
  });

  it('ends well', () => expect(endProblems(run)).toEqual([]));

  it('brings records of every stream, none of them a deletion', () => {
    expect(emptyStreams(run, streams)).toEqual([]);
    expect(run.records.filter(({data}) => isTombstone(data))).toEqual([]);
  });

  it('brings records that keep their schemas, in declared columns, with whole keys', () => {
    expect(recordProblems(run, streams)).toEqual([]);
  });

  it('brings the records that are expected, which the sandbox knows too', () => {
    const {path} = test.expect_records;
    if (path === undefined) return;
    const expected = loadExpectedRecords(path);
    const covered = new Set(expected.map(({stream}) => stream));
    expect(names.filter((name) => !covered.has(name))).toEqual([]);
    expect(notHeldBy(accounts.sandboxOf(test.config_path), streams, expected)).toEqual([]);
    const found = tablesOf(streams, run.records, columnsOfTheMoment);
    expect(lacking(found, tablesOf(streams, expected))).toEqual([]);
  });

  it('tells of every stream that it started, runs and is complete', () => {
    expect(statusProblems(run, names)).toEqual([]);
  });

  it('has states for every stream, with the number of records that they cover', () => {
    expect(stateProblems(run, names)).toEqual([]);
  });

  it.each([
    {sync_mode: 'INVALID', destination_sync_mode: 'INVALID'},
    {sync_mode: 'full_refresh', destination_sync_mode: 'append'},
  ])('of a stream that does not exist (%j) ends with an error and not with 0', async (modes) => {
    const unknown: Stream = {
      name: '__AIRBYTE__stream_that_does_not_exist',
      json_schema: {type: 'object', properties: {f1: {type: 'string'}}},
      supported_sync_modes: ['full_refresh'],
    };
    const catalog = accounts.put('unknown-stream.json', {streams: [{stream: unknown, ...modes}]});
    const args = ['read', '--config', config, '--catalog', catalog];
    const failed = await runConnector(source, args, test.timeout_seconds);
    expect(failed.code).not.toBe(0);
    expect(failed.errors.length).toBeGreaterThan(0);
    expect([failed.stderr, failed.strayLines, failed.records]).toEqual(['', [], []]);
  });
});
