import {judgeFindings} from '../../src/people/findings/judge-findings';
import {readFigures, RESULT_QUERIES} from '../../src/people/read-result';
import {forgetGraph} from '../../src/people/graph/people-tables';
import {preparePeopleTables, updatePeople} from '../../src/people/update-people';
import {vendors} from '../../src/vendors/registry';
import type {Database} from '../../src/warehouse/database';
import {openWarehouse} from '../../src/warehouse/open-warehouse';
import {addToWorld, loadWorld} from '../support/load-world';
import {makeWorld} from '../support/people-world';

const mappings = vendors.flatMap(({people = []}) => people);
const settings = {
  includeVisitors: true,
  rosterSql:
    "SELECT id AS key, email, first AS first_name, last AS last_name, phone, 'active' AS status FROM staff",
  thresholds: {companyDomains: ['acme.example'], dormantDays: 90, invitationDays: 14, adminsMax: 2},
};
/** Operators that look at every pair of rows: an hour for what takes a second with equal numbers. */
const ALL_PAIRS = /BLOCKWISE_NL_JOIN|NESTED_LOOP_JOIN|IE_JOIN|PIECEWISE_MERGE_JOIN/;

/** Passes everything on, and hands each statement to `look` before it runs. */
function watched(database: Database, look: (sql: string) => Promise<void>): Database {
  return {
    ...database,
    run: async (sql, values) => {
      if (values === undefined) await look(sql);
      await database.run(sql, values);
    },
    rows: async (sql, values) => {
      if (values === undefined) await look(sql);
      return database.rows(sql, values);
    },
    async *chunks(sql) {
      await look(sql);
      yield* database.chunks(sql);
    },
    transaction: (work) =>
      database.transaction(async () => {
        await look('BEGIN');
        const result = await work();
        await look('COMMIT');
        return result;
      }),
  };
}

/** What a first audit, one after changes and one after a rebuild say to the warehouse. */
async function auditThrice(
  watch: (plain: Database) => (sql: string) => Promise<void>,
): Promise<void> {
  const warehouse = await openWarehouse({path: ':memory:'});
  const plain = warehouse.database;
  const database = watched(plain, watch(plain));
  const audit = async (at: string): Promise<void> => {
    await updatePeople(database, {settings, mappings, allowShrink: true, at});
    const {thresholds} = settings;
    await judgeFindings(database, {thresholds, hasRoster: true, customers: ['pendo'], at});
    await readFigures(database);
    for (const sql of Object.values(RESULT_QUERIES)) await database.rows(sql);
  };
  await preparePeopleTables(plain, {settings, mappings});
  const {accounts} = makeWorld(9, 60);
  await loadWorld(plain, accounts);
  await plain.run(
    'CREATE TABLE staff AS SELECT key AS id, email, first_name AS first, last_name AS last, phone FROM _people.roster',
  );
  await audit('2026-11-01T00:00:00Z');
  await addToWorld(
    plain,
    makeWorld(10, 5).accounts.map((one) => ({...one, id: `new-${one.id}`})),
  );
  await audit('2026-11-02T00:00:00Z');
  await forgetGraph(plain);
  await audit('2026-11-03T00:00:00Z');
  warehouse.close();
}

describe('What an audit says to the warehouse', () => {
  it('fills a table by one statement in a transaction: DuckDB 1.5 loses what follows a statement that brought no row', async () => {
    const filled = new Map<string, number>();
    const twice: string[] = [];
    await auditThrice(() => (sql) => {
      const [, table = '', rows] =
        /^\s*CREATE (?:OR REPLACE )?(?:TEMP )?TABLE (?:IF NOT EXISTS )?(?:temp\.main\.)?(\S+) (AS\b)?/.exec(
          sql,
        ) ?? [];
      const [, target = '', values] =
        /^\s*INSERT INTO (?:temp\.main\.)?(\S+)\s+(VALUES)?/.exec(sql) ?? [];
      if (sql === 'BEGIN' || sql === 'COMMIT') filled.clear();
      if (table !== '') filled.set(table, rows === undefined ? 0 : 1);
      if (target !== '' && values === undefined) filled.set(target, (filled.get(target) ?? 0) + 1);
      twice.push(...[...filled].flatMap(([name, times]) => (times > 1 ? [name] : [])));
      return Promise.resolve();
    });
    expect([...new Set(twice)]).toEqual([]);
  });

  it('joins by equal values only, so that its work grows with the accounts and not with their square', async () => {
    const slow = new Set<string>();
    await auditThrice((plain) => async (sql) => {
      if (
        !/^\s*(CREATE (OR REPLACE )?(TEMP )?TABLE \S+\s+AS|INSERT|DELETE|SELECT|WITH|UPDATE)/.test(
          sql,
        )
      )
        return;
      const [row] = await plain.rows(`EXPLAIN ${sql}`);
      if (ALL_PAIRS.test(String(row?.['explain_value']))) slow.add(sql);
    });
    expect([...slow]).toEqual([]);
  });
});
