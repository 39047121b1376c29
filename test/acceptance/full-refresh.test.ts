import {useAccounts} from './support/accounts';
import type {FullRefreshTest} from './support/cat-config';
import type {Stream} from './support/catalog-rules';
import {chosenStreams, lacking, read, tablesOf} from './support/configured-reads';
import {source} from './support/connectors';
import {endProblems} from './support/read-rules';
import type {Run} from './support/run-connector';

const tests = source.config.acceptance_tests.full_refresh.tests ?? [];
jest.setTimeout(300_000);

const accounts = useAccounts(tests.map(({config_path: path}) => path));

describe.each(tests)('Two full reads with $config_path', (test: FullRefreshTest) => {
  let streams: readonly Stream[];
  let first: Run;
  let second: Run;

  beforeAll(async () => {
    const config = accounts.reach(test.config_path);
    streams = await chosenStreams(config, test.configured_catalog_path);
    const mode = 'full_refresh';
    first = await read(accounts, {config, streams, mode, timeoutSeconds: test.timeout_seconds});
    second = await read(accounts, {config, streams, mode, timeoutSeconds: test.timeout_seconds});
  });

  it('end well', () => {
    expect([...endProblems(first), ...endProblems(second)]).toEqual([]);
    expect(first.records.length).toBeGreaterThan(0);
  });

  it('bring the same records, apart from the fields that the file names', () => {
    const ignored = test.ignored_fields ?? {};
    const before = tablesOf(streams, first.records, ignored);
    expect(lacking(tablesOf(streams, second.records, ignored), before)).toEqual([]);
  });

  it('differ in the fields that the file names, so that none is named in vain', () => {
    const named = Object.entries(test.ignored_fields ?? {}).flatMap(([stream, fields]) =>
      fields.map(({name}) => [stream, name] as const),
    );
    const differing = new Set(
      lacking(tablesOf(streams, second.records), tablesOf(streams, first.records)).map((problem) =>
        problem.replace(/: \[.*\] has another /, ' '),
      ),
    );
    expect(named.filter(([stream, name]) => !differing.has(`${stream} ${name}`))).toEqual([]);
  });

  it('emit later what they read later', () => {
    const last = Math.max(...first.records.map(({emitted_at: at}) => at));
    const next = Math.min(...second.records.map(({emitted_at: at}) => at));
    expect(next).toBeGreaterThan(last);
  });
});
