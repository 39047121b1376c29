import {rosterPeople} from '../../src/people/files/roster';
import {serviceSql} from '../../src/people/files/service-accounts';
import {forgetGraph} from '../../src/people/graph/people-tables';
import {preparePeople, resolvePeople} from '../../src/people/graph/resolve-people';
import {vendors} from '../../src/vendors/registry';
import type {Database} from '../../src/warehouse/database';
import {openWarehouse} from '../../src/warehouse/open-warehouse';
import {addToWorld, loadWorld, readPersons} from '../support/load-world';
import {makeWorld, scoreWorld, type World} from '../support/people-world';

const mappings = [
  ...vendors.flatMap(({people = []}) => people),
  rosterPeople('2026-11-01T00:00:00Z'),
];
const PEOPLE = 300;

async function resolve(database: Database, world: World): Promise<void> {
  await resolvePeople(database, {
    mappings: mappings.filter(({isVisitors}) => isVisitors !== true),
    decisions: [],
    isService: serviceSql(world.services.map((account) => ({vendor: '', account}))),
    region: 'DE',
    at: '2026-11-01T00:00:00Z',
  });
}

async function withWorld(world: World, work: (database: Database) => Promise<void>): Promise<void> {
  const warehouse = await openWarehouse({path: ':memory:'});
  try {
    await preparePeople(warehouse.database, {mappings, region: 'DE'});
    await loadWorld(warehouse.database, world.accounts);
    await resolve(warehouse.database, world);
    await work(warehouse.database);
  } finally {
    warehouse.close();
  }
}

/** All that others can see of the graph. */
async function allOf(database: Database): Promise<string> {
  const tables = ['people', 'person_accounts', 'person_links', 'access'].map((table) =>
    database.rows(`SELECT * FROM ${table} ORDER BY ALL`),
  );
  return JSON.stringify(await Promise.all(tables));
}

describe('The graph of a made-up company', () => {
  it.each([1, 2, 3])('links whom it can prove and nobody else (world %i)', async (seed) => {
    const world = makeWorld(seed, PEOPLE);
    await withWorld(world, async (database) => {
      const score = scoreWorld(world, await readPersons(database, world.accounts), 0);
      expect(score.wrong).toBe(0);
      expect(score.recall).toBeGreaterThan(0.93);
    });
  });

  it('gives every account exactly one person, with one account of each vendor', async () => {
    const world = makeWorld(4, PEOPLE);
    await withWorld(world, async (database) => {
      const [row] = await database.rows(`SELECT count(*)::INTEGER AS rows,
        count(DISTINCT (vendor, account_id))::INTEGER AS accounts FROM person_accounts`);
      expect(row).toEqual({rows: world.accounts.length, accounts: world.accounts.length});
      const doubled = await database.rows(
        "SELECT 1 FROM person_accounts WHERE vendor <> 'roster' GROUP BY person_id, vendor HAVING count(*) > 1",
      );
      expect(doubled).toEqual([]);
    });
  });

  it('does not depend on the order of rows, byte for byte', async () => {
    const world = makeWorld(5, PEOPLE);
    const seen: string[] = [];
    const shuffled = [...world.accounts].reverse();
    for (const accounts of [world.accounts, shuffled]) {
      await withWorld({...world, accounts}, async (database) => {
        seen.push(await allOf(database));
      });
    }
    expect(seen[1]).toBe(seen[0]);
  });

  it('is the same built in steps as at once, and keeps ids over changes and a rebuild', async () => {
    const world = makeWorld(6, PEOPLE);
    const part = {...world, accounts: world.accounts.filter((_, index) => index % 3 > 0)};
    const rest = world.accounts.filter((_, index) => index % 3 === 0);
    await withWorld(part, async (database) => {
      const before = await readPersons(database, part.accounts);
      for (let from = 0; from < rest.length; from += 150) {
        await addToWorld(database, rest.slice(from, from + 150));
        await resolve(database, world);
      }
      const after = await readPersons(database, world.accounts);
      const events = await database.rows('SELECT person_id, other_person_id FROM _people.event');
      const told = new Set(events.flatMap((event) => Object.values(event).map(String)));
      const moved = [...before].filter(([subject, person]) => after.get(subject) !== person);
      expect(moved.filter(([, person]) => !told.has(person))).toEqual([]);
      await forgetGraph(database);
      await resolve(database, world);
      expect(await readPersons(database, world.accounts)).toEqual(after);
      await withWorld(world, async (whole) => {
        const atOnce = await readPersons(whole, world.accounts);
        expect(groupsOf(atOnce)).toEqual(groupsOf(after));
      });
    });
  });
});

function groupsOf(persons: ReadonlyMap<string, string>): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const [subject, person] of persons) {
    groups.set(person, [...(groups.get(person) ?? []), subject]);
  }
  return [...groups.values()].map((group) => group.sort().join(' ')).sort();
}
