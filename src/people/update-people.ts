import {combineFailures} from '../core/combine-failures';
import {Failure, toFailure} from '../core/failure';
import type {Database} from '../warehouse/database';
import type {Interrupts} from '../warehouse/interruptible';
import type {PeopleMapping} from '../vendors/people-mapping';
import {readDecisions} from './files/decisions';
import {refuseShrunken} from './files/refuse-shrunken';
import type {FileCounts} from './files/refuse-shrunken';
import {rosterPeople} from './files/roster';
import {readServiceAccounts, serviceSql} from './files/service-accounts';
import {storeRoster} from './files/store-roster';
import {preparePeople, resolvePeople} from './graph/resolve-people';
import {regionOf} from './names/fold-phone';
import type {PeopleSettings} from './people-settings';

/** What the graph is brought up to date with. */
interface UpdateOptions {
  readonly settings: PeopleSettings;
  /** Of all vendors. */
  readonly mappings: readonly PeopleMapping[];
  readonly allowShrink: boolean;
  /** ISO 8601. */
  readonly at: string;
  /** What may stop the query of the roster. */
  readonly interrupts?: Interrupts | undefined;
}

/** What an update found. */
interface UpdatedPeople {
  /** Accounts that are new, changed or gone. */
  readonly changed: number;
  readonly counts: FileCounts;
  readonly notes: readonly string[];
}

/** Makes tables and views, so that models over them can be checked before anything was read. */
export async function preparePeopleTables(
  database: Database,
  {settings, mappings}: Pick<UpdateOptions, 'settings' | 'mappings'>,
): Promise<void> {
  await preparePeople(database, {mappings, region: regionIn(settings)});
}

/** @throws Failure `config` with all that is wrong in the files; `mappings` are of all vendors. */
export function readPeopleFiles(
  {decisionsPath, servicesPath, fill}: PeopleSettings,
  mappings: readonly PeopleMapping[],
): {
  readonly decisions: ReturnType<typeof readDecisions>;
  readonly services: ReturnType<typeof readServiceAccounts>;
} {
  const vendors = [...new Set(mappings.map(({vendor}) => vendor))];
  const failures: Failure[] = [];
  const read = <Row>(path: string | undefined, from: ReadFile<Row>): readonly Row[] => {
    try {
      return path === undefined ? [] : from(path, fill);
    } catch (error) {
      failures.push(toFailure(error));
      return [];
    }
  };
  const decisions = read(decisionsPath, readDecisions);
  const services = read(servicesPath, (path) => readServiceAccounts(path, fill, vendors));
  if (failures.length > 0) throw combineFailures(failures);
  return {decisions, services};
}

type ReadFile<Row> = (path: string, fill: PeopleSettings['fill']) => readonly Row[];

/**
 * Reads roster, decisions and service accounts and brings the graph up to date.
 * @throws Failure `config` when one of the files cannot be read, is empty, or lost rows; the graph is as it was.
 */
export async function updatePeople(
  database: Database,
  {settings, mappings, allowShrink, at, interrupts}: UpdateOptions,
): Promise<UpdatedPeople> {
  const {rosterSql, includeVisitors} = settings;
  const {decisions, services} = readPeopleFiles(settings, mappings);
  const region = regionIn(settings);
  await preparePeople(database, {mappings, region});
  const counts = new Map<string, number>();
  if (settings.decisionsPath !== undefined) counts.set('file of decisions', decisions.length);
  if (settings.servicesPath !== undefined) {
    counts.set('file of service accounts', services.length);
  }
  if (!allowShrink) await refuseShrunken(database, counts);
  const notes: string[] = [];
  const roster =
    rosterSql === undefined
      ? undefined
      : await readRoster(database, rosterSql, {allowShrink, counts, interrupts});
  if (roster) notes.push(...roster);
  else await database.run('DELETE FROM _people.roster');
  const changed = await resolvePeople(database, {
    mappings: [
      ...mappings.filter(({isVisitors}) => includeVisitors || isVisitors !== true),
      rosterPeople(at),
    ],
    ...{decisions, isService: serviceSql(services), region, at},
  });
  return {changed, counts, notes: [...notes, ...(await notesOf(database))]};
}

/** Stores the roster only when it is whole; a look at the other files comes first. */
async function readRoster(
  database: Database,
  sql: string,
  {
    allowShrink,
    counts,
    interrupts,
  }: Pick<UpdateOptions, 'allowShrink' | 'interrupts'> & {readonly counts: Map<string, number>},
): Promise<readonly string[]> {
  const check = async (rows: number): Promise<void> => {
    counts.set('roster', rows);
    if (!allowShrink) await refuseShrunken(database, counts);
  };
  return (await storeRoster(database, {sql, interrupts}, check)).notes;
}

function regionIn({defaultRegion}: PeopleSettings): ReturnType<typeof regionOf> {
  if (defaultRegion === undefined) return undefined;
  const region = regionOf(defaultRegion);
  if (region !== undefined) return region;
  throw new Failure({
    kind: 'config',
    message: `people.default_region is ${defaultRegion}, which is no country. Give two letters, such as DE or US.`,
  });
}

/** What somebody should look at, in the files that were read. */
async function notesOf(database: Database): Promise<readonly string[]> {
  const lost =
    await database.rows(`SELECT line FROM _people.decision AS d WHERE decision <> 'accept' AND (
      NOT EXISTS (SELECT 1 FROM _people.account AS a WHERE a.vendor = d.left_vendor AND a.account_id = d.left_account)
      OR NOT EXISTS (SELECT 1 FROM _people.account AS a WHERE a.vendor = d.right_vendor AND a.account_id = d.right_account))
    ORDER BY line`);
  const twice =
    await database.rows(`SELECT string_agg(a.account_id, ', ' ORDER BY a.account_id) AS keys
    FROM _people.account AS a JOIN _people.member AS m USING (n) WHERE a.vendor = 'roster'
    GROUP BY m.person_id HAVING count(*) > 1 ORDER BY 1`);
  return [
    ...(lost.length > 0
      ? [
          `Decisions about accounts that are not there, kept in case they come back: lines ${lost.map(({line}) => String(line)).join(', ')}.`,
        ]
      : []),
    ...twice.map(({keys}) => `The roster lists one person more than once: keys ${String(keys)}.`),
  ];
}
