import type {Decision} from '../../src/people/files/decisions';
import {rosterPeople} from '../../src/people/files/roster';
import {forgetGraph} from '../../src/people/graph/people-tables';
import {preparePeople, resolvePeople} from '../../src/people/graph/resolve-people';
import {vendors} from '../../src/vendors/registry';
import type {Database} from '../../src/warehouse/database';
import {openWarehouse} from '../../src/warehouse/open-warehouse';

const ROUNDS = Number(process.env['PEOPLE_ROUNDS'] ?? 60);
const mappings = [
  ...vendors.flatMap(({people = []}) => people),
  rosterPeople('2026-11-01T00:00:00Z'),
].filter(({isVisitors}) => isVisitors !== true);
/** Few names and addresses, so that accounts meet, part and meet again. */
const NAMES = [
  'Ann Lee',
  'Anna Lee',
  'Bob Ray',
  'Robert Ray',
  'Cy Fox',
  'Cyrus Fox',
  'Ann Fox',
  '',
];
const TABLES = {
  pipedrive:
    'pipedrive_users (id BIGINT, name VARCHAR, email VARCHAR, phone VARCHAR, active_flag BOOLEAN)',
  pagerduty: 'pagerduty_users (id VARCHAR, name VARCHAR, email VARCHAR, role VARCHAR)',
  pandadoc:
    'pandadoc_users (user_id VARCHAR, first_name VARCHAR, last_name VARCHAR, email VARCHAR, phone_number VARCHAR)',
  roster: '_people.roster',
} as const;
type Vendor = keyof typeof TABLES;
const VENDORS = Object.keys(TABLES) as readonly Vendor[];

interface Account {
  readonly vendor: Vendor;
  readonly id: number;
  name: string;
  email: string;
  phone: string;
}

/** Numbers from 0 to below `below` that only depend on the seed. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function rowOf({vendor, id, name, email, phone}: Account): string {
  const [first = '', last = ''] = name.split(' ');
  const cells = {
    pipedrive: `${id} AS id, '${name}' AS name, '${email}' AS email, '${phone}' AS phone, true AS active_flag`,
    pagerduty: `'${id}' AS id, '${name}' AS name, '${email}' AS email, 'user' AS role`,
    pandadoc: `'${id}' AS user_id, '${first}' AS first_name, '${last}' AS last_name, '${email}' AS email, '${phone}' AS phone_number`,
    roster: `'${id}' AS key, '${name}' AS name, '${email}' AS email, '${phone}' AS phone, 'active' AS status`,
  };
  return `SELECT ${cells[vendor]}`;
}

async function store(database: Database, accounts: readonly Account[]): Promise<void> {
  for (const vendor of VENDORS) {
    const table = TABLES[vendor].split(' ')[0] ?? '';
    const rows = accounts.filter((one) => one.vendor === vendor).map(rowOf);
    await database.run(`DELETE FROM ${table}`);
    if (rows.length > 0)
      await database.run(`INSERT INTO ${table} BY NAME ${rows.join(' UNION ALL ')}`);
  }
}

async function open(): Promise<{readonly database: Database; readonly close: () => void}> {
  const warehouse = await openWarehouse({path: ':memory:'});
  for (const vendor of VENDORS) {
    if (vendor !== 'roster') await warehouse.database.run(`CREATE TABLE ${TABLES[vendor]}`);
  }
  await preparePeople(warehouse.database, {mappings, region: 'DE'});
  return {database: warehouse.database, close: () => warehouse.close()};
}

function resolve(
  database: Database,
  decisions: readonly Decision[],
  round: number,
): Promise<number> {
  const at = new Date(Date.UTC(2026, 10, 1) + round * 60_000).toISOString();
  return resolvePeople(database, {mappings, decisions, isService: 'false', region: 'DE', at});
}

async function personsOf(database: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await database.rows('SELECT vendor, account_id, person_id FROM person_accounts');
  const persons = new Map(
    rows.map((row) => [
      `${String(row['vendor'])}:${String(row['account_id'])}`,
      String(row['person_id']),
    ]),
  );
  // One account, one person.
  expect(persons.size).toBe(rows.length);
  return persons;
}

/** Random changes of accounts, and decisions that do not contradict each other. */
function createCompany(seed: number): {
  readonly accounts: Account[];
  readonly decisions: () => readonly Decision[];
  readonly change: () => void;
} {
  const random = dice(seed);
  const accounts: Account[] = [];
  let made: Decision[] = [];
  const look = (): Pick<Account, 'name' | 'email' | 'phone'> => ({
    name: NAMES[random(NAMES.length)] ?? '',
    email: `p${random(12)}${random(6) === 0 ? '+x' : ''}@acme.example`,
    phone: random(3) === 0 ? `+49 151 3000000${random(5)}` : '',
  });
  const side = ({vendor, id}: Account): Decision['left'] => ({vendor, account: String(id)});
  const decide = (): void => {
    const [one, other] = [accounts[random(accounts.length)], accounts[random(accounts.length)]];
    if (!one || !other || one === other) return;
    const subjects = new Set(
      made.flatMap(({left, right}) => [left, right].map((at) => `${at.vendor}:${at.account}`)),
    );
    // Each account is in one decision only, so that none can be against another.
    if ([one, other].some(({vendor, id}) => subjects.has(`${vendor}:${id}`))) return;
    made.push({
      ...{line: made.length + 2, decision: random(2) === 0 ? 'same' : 'not_same'},
      ...{left: side(one), right: side(other), finding: '', until: '', reason: ''},
    });
  };
  const change = (): void => {
    const what = random(10);
    const at = random(Math.max(1, accounts.length));
    const account = accounts[at];
    if (!account || (what < 3 && accounts.length < 40)) {
      const vendor = VENDORS[random(VENDORS.length)] ?? 'roster';
      accounts.push({vendor, id: 1 + (accounts.at(-1)?.id ?? 0) + random(3), ...look()});
    } else if (what < 5) accounts.splice(at, 1);
    else if (what < 8) Object.assign(account, look());
    else if (what === 8) decide();
    else made = made.filter(() => random(3) > 0);
  };
  return {accounts, decisions: () => made, change};
}

describe('A company that changes again and again', () => {
  it('keeps ids but where an event tells, obeys every decision, and is the same when it is built anew', async () => {
    const {database, close} = await open();
    const company = createCompany(20_261);
    for (let count = 0; count < 30; count += 1) company.change();
    let before: ReadonlyMap<string, string> = new Map();
    for (let round = 0; round < ROUNDS; round += 1) {
      company.change();
      company.change();
      await store(database, company.accounts);
      await resolve(database, company.decisions(), round);
      const after = await personsOf(database);
      const events = await database.rows('SELECT person_id, other_person_id FROM _people.event');
      const told = new Set(events.flatMap((event) => Object.values(event).map(String)));
      const moved = [...before].filter(
        ([subject, id]) => after.has(subject) && after.get(subject) !== id,
      );
      expect(moved.filter(([, id]) => !told.has(id))).toEqual([]);
      for (const {decision, left, right} of company.decisions()) {
        const [one, other] = [left, right].map(({vendor, account}) =>
          after.get(`${vendor}:${account}`),
        );
        if (one !== undefined && other !== undefined)
          expect(one === other).toBe(decision === 'same');
      }
      before = after;
    }
    await forgetGraph(database);
    await resolve(database, company.decisions(), ROUNDS);
    expect(await personsOf(database)).toEqual(before);
    const anew = await open();
    await store(anew.database, company.accounts.toReversed());
    await resolve(anew.database, company.decisions(), 0);
    expect(groupsOf(await personsOf(anew.database))).toEqual(groupsOf(before));
    anew.close();
    close();
  }, 60_000);
});

function groupsOf(persons: ReadonlyMap<string, string>): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const [subject, person] of persons)
    groups.set(person, [...(groups.get(person) ?? []), subject]);
  return [...groups.values()].map((group) => group.sort().join(' ')).sort();
}
