import {leftoverPeople} from '../../src/people/leftover-people';
import {preparePeopleTables} from '../../src/people/update-people';
import {vendors} from '../../src/vendors/registry';
import {openWarehouse} from '../../src/warehouse/open-warehouse';

const thresholds = {companyDomains: [], dormantDays: 90, invitationDays: 14, adminsMax: 5};

describe('A warehouse whose run file has lost its section people', () => {
  it('is told to have tables that are not kept up to date, and one that never had it is not', async () => {
    const warehouse = await openWarehouse({path: ':memory:'});
    const {database} = warehouse;
    await database.run('CREATE VIEW people AS SELECT 1 AS mine');
    expect(await leftoverPeople(database)).toBeUndefined();
    await database.run('DROP VIEW people');
    await preparePeopleTables(database, {
      settings: {includeVisitors: false, thresholds},
      mappings: vendors.flatMap(({people = []}) => people),
    });
    expect(await leftoverPeople(database)).toMatch(
      /^The warehouse holds the tables access, people, person_accounts, person_links .* not kept up to date/,
    );
    // What the page on people says takes all of it away.
    for (const name of ['people', 'person_accounts', 'person_links', 'access']) {
      await database.run(`DROP VIEW ${name}`);
    }
    await database.run('DROP SCHEMA _people CASCADE');
    expect(await leftoverPeople(database)).toBeUndefined();
    warehouse.close();
  });
});
