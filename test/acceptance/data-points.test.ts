import {useAccounts} from './support/accounts';
import type {Stream} from './support/catalog-rules';
import {discover, latestStates, lacking, read, tablesOf} from './support/configured-reads';
import {source} from './support/connectors';
import {declaredPaths, seenPaths} from './support/field-paths';
import {ignoredFields} from './support/ignored-fields';
import {plantChanges} from './support/plant-changes';
import {endProblems, recordProblems} from './support/read-rules';
import type {RecordMessage, Run} from './support/run-connector';
import {withoutDeleted} from './support/without-deleted';

const {tests = [], fields_without_data: exempt = []} = source.config.acceptance_tests.basic_read;
jest.setTimeout(300_000);

const accounts = useAccounts(tests.map(({config_path: path}) => path));

/** Reads before and after people joined, changed and left. */
interface Account {
  readonly path: string;
  readonly streams: readonly Stream[];
  readonly first: Run;
  readonly second: Run;
  readonly fresh: Run;
}

describe('The reads of basic_read, and a read after changes of each account', () => {
  const all: Account[] = [];

  beforeAll(async () => {
    for (const {config_path: path, timeout_seconds: timeoutSeconds} of tests) {
      const config = accounts.reach(path);
      const streams = await discover(config);
      const first = await read(accounts, {config, streams, timeoutSeconds});
      plantChanges(accounts.sandboxOf(path));
      // An audit trail is only read up to the second in which its vendor answers, so a quick read misses some.
      accounts.passMinute();
      const states = latestStates(first.states);
      const second = await read(accounts, {config, streams, states, timeoutSeconds});
      const fresh = await read(accounts, {config, streams, timeoutSeconds});
      all.push({path, streams, first, second, fresh});
    }
  });

  it('end well, with records that keep their schemas, deletions too', () => {
    for (const {streams, first, second, fresh} of all) {
      expect([first, second, fresh].flatMap(endProblems)).toEqual([]);
      expect([first, second].flatMap((run) => recordProblems(run, streams))).toEqual([]);
    }
  });

  it('together leave what a fresh read of the changed account has', () => {
    for (const {streams, first, second, fresh} of all) {
      const joined = tablesOf(streams, [...first.records, ...second.records]);
      const kept = withoutDeleted(joined, ignoredFields);
      const wanted = tablesOf(streams, fresh.records, ignoredFields);
      expect([...lacking(kept, wanted), ...lacking(wanted, kept)].slice(0, 10)).toEqual([]);
    }
  });

  it('show every declared field at least once, or the file says why not', () => {
    const unseen = unseenFields();
    const excused = new Set(exemptFields());
    expect(unseen.filter((field) => !excused.has(field))).toEqual([]);
  });

  it('do not show a field that the file calls never seen', () => {
    const unseen = new Set(unseenFields());
    expect(exemptFields().filter((field) => !unseen.has(field))).toEqual([]);
  });

  function exemptFields(): readonly string[] {
    return exempt.flatMap(({streams, fields}) =>
      streams.flatMap((stream) => fields.map((field) => `${stream} ${field}`)),
    );
  }

  /** Declared fields, as "stream /path", that no record of any account holds. */
  function unseenFields(): readonly string[] {
    const schemas = new Map(
      all.flatMap(({streams}) => streams.map(({name, json_schema: schema}) => [name, schema])),
    );
    const records = new Map<string, RecordMessage[]>([...schemas.keys()].map((name) => [name, []]));
    for (const {first, second} of all) {
      for (const record of [...first.records, ...second.records]) {
        records.get(record.stream)?.push(record);
      }
    }
    return [...schemas].flatMap(([name, schema]) => {
      const seen = new Set((records.get(name) ?? []).flatMap(({data}) => seenPaths(data)));
      return declaredPaths(schema)
        .filter((path) => !seen.has(path))
        .map((path) => `${name} ${path}`);
    });
  }
});
