import {resolvePeople} from '../../src/people/graph/resolve-people';
import {rosterPeople} from '../../src/people/files/roster';
import {serviceSql} from '../../src/people/files/service-accounts';
import {ensurePeopleTables} from '../../src/people/graph/people-tables';
import {vendors} from '../../src/vendors/registry';
import {openWarehouse} from '../../src/warehouse/open-warehouse';
import type {Database} from '../../src/warehouse/database';
import {loadWorld, readPersons} from '../support/load-world';
import {makeWorld, scoreWorld, type World} from '../support/people-world';

const mappings = [...vendors.flatMap(({people = []}) => people), rosterPeople];

async function resolveWorld(database: Database, world: World): Promise<void> {
  await ensurePeopleTables(database, 'DE');
  await loadWorld(database, world.accounts);
  await resolvePeople(database, {
    mappings: mappings.filter(({isVisitors}) => isVisitors !== true),
    decisions: [],
    isService: serviceSql(world.services.map((account) => ({vendor: '', account}))),
    region: 'DE',
    at: '2026-11-01T00:00:00Z',
  });
}

describe('The graph of a made-up company', () => {
  it.each([1, 2])('links whom it can prove and nobody else (world %i)', async (seed) => {
    const warehouse = await openWarehouse({path: ':memory:'});
    try {
      const world = makeWorld(seed, 3000);
      await resolveWorld(warehouse.database, world);
      const persons = await readPersons(warehouse.database, world.accounts);
      const [review] = await warehouse.database.rows(
        'SELECT count(DISTINCT cluster)::INTEGER AS n FROM _people.member WHERE why IS NOT NULL',
      );
      const score = scoreWorld(world, persons, Number(review?.['n']));
      console.log(score, world.doubled.size, world.accounts.length);
      expect(score.recall).toBeGreaterThan(0.93);
    } finally {
      warehouse.close();
    }
  });
});
