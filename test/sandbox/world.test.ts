import {rosterPeople} from '../../src/people/files/roster';
import {preparePeople, resolvePeople} from '../../src/people/graph/resolve-people';
import type {Sandbox} from '../../src/sandbox/sandbox';
import {startSandbox} from '../../src/sandbox/start-sandbox';
import {vendors} from '../../src/vendors/registry';
import {openWarehouse} from '../../src/warehouse/open-warehouse';
import {loadWorld} from '../support/load-world';
import type {WorldAccount} from '../support/people-world';

type Row = Readonly<Record<string, unknown>>;
const SIZES = {
  pipedrive: {users: 120, special_users: false},
  pandadoc: {users: 100},
  pagerduty: {users: 110},
};

function accountOf(vendor: WorldAccount['vendor'], row: Row): WorldAccount {
  const text = (name: string): string => {
    const cell = row[name];
    return typeof cell === 'string' || typeof cell === 'number' ? String(cell) : '';
  };
  const [first, last] = vendor === 'pandadoc' ? [text('first_name'), text('last_name')] : ['', ''];
  const id = text('id') || text('user_id') || text('key');
  const aliases = text('aliases') === '' ? [] : text('aliases').split('|');
  const [named = '', ...rest] = text('name').split(' ');
  const parts = vendor === 'roster' ? {first: named, last: rest.join(' ')} : {first, last};
  return {
    vendor,
    id,
    email: text('email'),
    aliases,
    ...parts,
    name: text('name'),
    phone: '',
    person: null,
    keys: [],
  };
}

describe('The world of the sandbox', () => {
  let sandbox: Sandbox;
  let accounts: readonly WorldAccount[];
  let truth: ReadonlyMap<string, string>;

  beforeAll(async () => {
    sandbox = await startSandbox({world: true, seed: 3, vendors: SIZES});
    const {roster = [], accounts: known = []} = sandbox.dump('people');
    truth = new Map(
      known.map((row) => [
        `${String(row['vendor'])}:${String(row['account_id'])}`,
        String(row['person']),
      ]),
    );
    accounts = [
      ...(['pipedrive', 'pandadoc', 'pagerduty'] as const).flatMap((vendor) =>
        (sandbox.dump(vendor)['users'] ?? []).map((row) => accountOf(vendor, row)),
      ),
      ...roster.map((row) => accountOf('roster', row)),
    ];
  });

  afterAll(() => sandbox.close());

  it('has the same people at every vendor, and is no vendor of an ordinary sandbox', async () => {
    expect(truth.size).toBeGreaterThan(300);
    const people = new Map<string, number>();
    for (const person of truth.values()) people.set(person, (people.get(person) ?? 0) + 1);
    expect([...people.values()].filter((count) => count >= 3).length).toBeGreaterThan(80);
    const plain = await startSandbox({vendors: SIZES});
    expect(() => plain.dump('people')).toThrow('no vendor people');
    await plain.close();
  });

  it('has no address twice at a vendor', () => {
    for (const vendor of ['pandadoc', 'pagerduty'] as const) {
      const addresses = accounts
        .filter((one) => one.vendor === vendor)
        .map(({email}) => email.toLowerCase());
      expect(new Set(addresses).size).toBe(addresses.length);
    }
  });

  it('is linked as its truth says, but for what must wait for a decision', async () => {
    const warehouse = await openWarehouse({path: ':memory:'});
    const {database} = warehouse;
    const mappings = [
      ...vendors.flatMap(({people = []}) => people),
      rosterPeople('2026-11-01T00:00:00Z'),
    ].filter(({isVisitors}) => isVisitors !== true);
    await preparePeople(database, {mappings, region: 'DE'});
    await loadWorld(database, accounts);
    await resolvePeople(database, {
      ...{mappings, decisions: [], isService: 'false', region: 'DE', at: '2026-11-01T00:00:00Z'},
    });
    // Ids of Pipedrive are other numbers in these tables.
    const ids = new Map(
      accounts.filter(({vendor}) => vendor === 'pipedrive').map(({email, id}) => [email, id]),
    );
    const groups = new Map<string, Set<string>>();
    const parts = new Map<string, Set<string>>();
    const open = new Set<string>();
    const rows =
      await database.rows(`SELECT p.person_id, p.vendor, p.account_id, p.email, p.name, m.why
      FROM person_accounts AS p JOIN _people.account AS a USING (vendor, account_id) JOIN _people.member AS m USING (n)`);
    for (const {person_id, vendor, account_id, email, name, why} of rows) {
      const id = vendor === 'pipedrive' ? (ids.get(String(email)) ?? '') : String(account_id);
      const person = vendor === 'roster' ? id : truth.get(`${String(vendor)}:${id}`);
      if (person === undefined) continue;
      groups.set(String(person_id), (groups.get(String(person_id)) ?? new Set()).add(person));
      parts.set(person, (parts.get(person) ?? new Set()).add(String(person_id)));
      // Beside an address with a plus, names must be there.
      const isNameless = name === null || name === '';
      if (why !== null || isNameless || String(email).startsWith('desk-')) open.add(person);
      if (why !== null) expect(why).toMatch(/^two accounts of/);
    }
    expect([...groups.values()].filter((persons) => persons.size > 1)).toEqual([]);
    const apart = [...parts].filter(([person, own]) => own.size > 1 && !open.has(person));
    expect(apart).toEqual([]);
    // Somebody waits for a decision, and most do not.
    expect(open.size).toBeGreaterThan(5);
    expect(open.size).toBeLessThan(parts.size / 3);
    warehouse.close();
  });
});
