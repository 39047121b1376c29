import type {CountryCode} from 'libphonenumber-js/min';
import type {Cell, Database} from '../../warehouse/database';
import type {PeopleMapping} from '../../vendors/people-mapping';
import type {Decision} from '../files/decisions';
import {accessSql, accountsSql, mappingsThere, readKnownColumns} from './account-sql';
import {findChanges} from './find-changes';
import {findPairs} from './find-pairs';
import {foldNew} from './fold-new';
import {giveIds} from './give-ids';
import {ensurePeopleTables} from './people-tables';
import {createPeopleViews} from './people-views';
import {storeChanged} from './store-changed';
import {storeClusters} from './store-clusters';

/** What the graph is made with, besides the tables of the warehouse. */
interface ResolveOptions {
  readonly mappings: readonly PeopleMapping[];
  readonly decisions: readonly Decision[];
  /** SQL over an account `one`: whether it is nobody's; see `serviceSql`. */
  readonly isService: string;
  /** For phone numbers without a country code. */
  readonly region: CountryCode | undefined;
  /** ISO 8601. */
  readonly at: string;
}

/** Makes the tables and views as far as they are missing, so that models over them can be checked. */
export async function preparePeople(
  database: Database,
  {mappings, region}: Pick<ResolveOptions, 'mappings' | 'region'>,
): Promise<void> {
  await ensurePeopleTables(database, region ?? '');
  const known = await readKnownColumns(database);
  await createPeopleViews(database, accessSql(mappings, known));
}

/**
 * Brings the graph up to date with the vendors' tables: all or nothing. The work grows with the accounts that
 * changed and with those that share an address or number with them. Returns how many changed.
 */
export function resolvePeople(database: Database, options: ResolveOptions): Promise<number> {
  return database.transaction(async () => {
    await preparePeople(database, options);
    const known = await readKnownColumns(database);
    const there = mappingsThere(options.mappings, known);
    const changes = await findChanges(database, accountsSql(there, known, options.isService));
    await storeDecisions(database, options.decisions);
    const [redecided] = await database.rows('SELECT count(*)::INTEGER AS n FROM redecided');
    if (changes === 0 && Number(redecided?.['n']) === 0) return 0;
    await foldNew(database, options.region);
    await database.run(`CREATE OR REPLACE TEMP TABLE gone_subject AS
      SELECT concat(a.vendor, ':', a.account_id) AS subject FROM _people.account AS a JOIN outdated USING (n)
      WHERE a.n NOT IN (SELECT n FROM numbered)`);
    await storeChanged(database);
    await findPairs(database);
    await storeClusters(database);
    await giveIds(database, options.at);
    return changes;
  });
}

/** Replaces the decisions; `redecided` are accounts of decisions that came or went. */
async function storeDecisions(database: Database, decisions: readonly Decision[]): Promise<void> {
  await database.run('CREATE OR REPLACE TEMP TABLE told AS FROM _people.decision LIMIT 0');
  await database.append('told', decisions.map(cellsOf));
  const pair = 'decision, left_vendor, left_account, right_vendor, right_account';
  await database.run(`CREATE OR REPLACE TEMP TABLE redecided AS
    WITH moved AS (
      (SELECT ${pair} FROM told EXCEPT SELECT ${pair} FROM _people.decision)
      UNION (SELECT ${pair} FROM _people.decision EXCEPT SELECT ${pair} FROM told)
    )
    SELECT a.n FROM (
      SELECT left_vendor AS vendor, left_account AS account_id FROM moved WHERE decision <> 'accept'
      UNION SELECT right_vendor, right_account FROM moved WHERE decision <> 'accept'
    ) JOIN _people.account AS a USING (vendor, account_id)`);
  await database.run('DELETE FROM _people.decision');
  await database.run('INSERT INTO _people.decision FROM told');
  await database.run('DROP TABLE temp.main.told');
}

function cellsOf(decision: Decision): readonly Cell[] {
  const {line, decision: what, left, right, finding, until, reason} = decision;
  return [
    ...[line, what, left.vendor, left.account, right.vendor, right.account],
    ...[finding, until, reason],
  ];
}
