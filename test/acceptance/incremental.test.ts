import {readFileSync} from 'node:fs';
import {isTombstone} from '../contract/streams/support/stream-tables';
import {useAccounts} from './support/accounts';
import type {IncrementalTest} from './support/cat-config';
import type {Stream} from './support/catalog-rules';
import {
  chosenStreams,
  lacking,
  latestStates,
  read,
  readHere,
  tablesOf,
  type Tables,
} from './support/configured-reads';
import {source} from './support/connectors';
import {ignoredFields} from './support/ignored-fields';
import {prefixesOf, type Prefix} from './support/interrupted-read';
import {endProblems, stateProblems, statusProblems} from './support/read-rules';
import type {Run, StateMessage} from './support/run-connector';

const tests = source.config.acceptance_tests.incremental.tests ?? [];
jest.setTimeout(300_000);

const accounts = useAccounts(tests.map(({config_path: path}) => path));

/** The streams with a cursor of the vendor's, and states of theirs that no read could have left. */
const CURSOR_STREAMS = 'test_files/acceptance/source/catalog_cursor_streams.json';
const FUTURE_STATE = 'test_files/acceptance/source/future_state.json';

/** A read from each of hundreds of states takes minutes; `STATES_TRIED=1000` tries them all. */
const STATES_TRIED_MAX = Number(process.env['STATES_TRIED'] ?? 3);

/** A stream of more records has states in its middle. */
const MIDDLE_STATES_FROM = 20_000;

/** At most as many as may be tried, the first and the last among them. */
function spread(prefixes: readonly Prefix[]): readonly Prefix[] {
  const tried = Math.min(prefixes.length, STATES_TRIED_MAX);
  const step = (prefixes.length - 1) / Math.max(tried - 1, 1);
  const chosen = new Set(Array.from({length: tried}, (_, n) => Math.round(n * step)));
  return prefixes.filter((_, index) => chosen.has(index));
}

describe.each(tests)('Incremental reads with $config_path', (test: IncrementalTest) => {
  let streams: readonly Stream[];
  let first: Run;
  let untroubled: Tables;
  const readOn = (states: readonly StateMessage[], how = read): Promise<Run> => {
    const config = accounts.reach(test.config_path);
    return how(accounts, {config, streams, states, timeoutSeconds: test.timeout_seconds});
  };

  beforeAll(async () => {
    const config = accounts.reach(test.config_path);
    streams = (await chosenStreams(config, test.configured_catalog_path)).filter((stream) =>
      stream.supported_sync_modes.includes('incremental'),
    );
    first = await read(accounts, {config, streams, timeoutSeconds: test.timeout_seconds});
    untroubled = tablesOf(streams, first.records, ignoredFields);
  });

  it('begin with records and states', () => {
    expect(endProblems(first)).toEqual([]);
    expect([first.records.length > 0, first.states.length > 0]).toEqual([true, true]);
    const many = [...untroubled].filter(([, rows]) => rows.size > MIDDLE_STATES_FROM);
    for (const [name] of many) {
      const own = first.states.filter((state) => state.stream?.stream_descriptor?.name === name);
      expect([name, own.length >= 3]).toEqual([name, true]);
    }
  });

  it('bring nothing new with the last states, and states all the same', async () => {
    const second = await readOn(latestStates(first.states));
    const names = streams.map(({name}) => name);
    expect(endProblems(second)).toEqual([]);
    expect(second.records.map(({stream}) => stream)).toEqual([]);
    expect([...stateProblems(second, names), ...statusProblems(second, names)]).toEqual([]);
  });

  it('continue from states all over the read to what an untroubled read has', async () => {
    const problemsOf = async ({number, states, covered}: Prefix): Promise<readonly string[]> => {
      const rest = await readOn(states, readHere);
      const joined = tablesOf(streams, [...covered, ...rest.records], ignoredFields);
      return [
        ...endProblems(rest),
        ...lacking(joined, untroubled),
        ...lacking(untroubled, joined).map((problem) => `too much: ${problem}`),
        ...rest.records.flatMap(({stream, data}) =>
          isTombstone(data) ? [`${stream}: has a deletion that never was`] : [],
        ),
      ].map((problem) => `from state ${number}: ${problem}`);
    };
    // The test above has the last one.
    const problems: string[] = [];
    for (const prefix of spread(prefixesOf(first).slice(0, -1))) {
      problems.push(...(await problemsOf(prefix)));
    }
    expect(problems.slice(0, 10)).toEqual([]);
  });

  it('start streams over with a warning where their state is far in the future', async () => {
    if (test.configured_catalog_path !== CURSOR_STREAMS) return;
    const states = JSON.parse(readFileSync(FUTURE_STATE, 'utf8')) as readonly StateMessage[];
    const told = states.map(({stream}) => stream?.stream_descriptor?.name ?? '');
    expect(told.sort()).toEqual(streams.map(({name}) => name).sort());
    const run = await readOn(states);
    expect(endProblems(run)).toEqual([]);
    expect(lacking(tablesOf(streams, run.records, ignoredFields), untroubled)).toEqual([]);
    const warnings = run.of('LOG').filter(({level}) => level === 'WARN');
    for (const name of told) {
      const texts = warnings.filter(
        ({message}) => typeof message === 'string' && message.includes(name),
      );
      expect([name, texts.length > 0]).toEqual([name, true]);
    }
  });
});
