import type {ObjectCase} from '../../contract/objects/object-case';
import {inWorld, type World} from '../../contract/objects/world';
import {expectSums, fates, writeRows} from '../../contract/objects/write-rows';
import {chainOf, type ChainRow, type ChainSeed} from './chain-seed';

/** More seeds: CHAIN_SEEDS=10000; the seed that a failure names alone: CHAIN_SEED=123. */
const ONE = process.env['CHAIN_SEED'];
const COUNT = Number(process.env['CHAIN_SEEDS'] ?? 12);
const FIRST = Number(process.env['CHAIN_FIRST_SEED'] ?? 1);
const seeds =
  ONE === undefined ? Array.from({length: COUNT}, (_, at) => FIRST + at) : [Number(ONE)];

/** The first users of the sandbox, without the owner, whom nobody lists before the world is made. */
const EXISTING = [1, 2, 3];
/** Rounds in which nothing goes wrong until a round does nothing. */
const QUIET_ROUNDS_MAX = 4;

type Shown = Readonly<Record<string, unknown>>;

function caseOf({settings, section}: ChainSeed): ObjectCase {
  return {
    title: 'the chain',
    vendor: 'pagerduty',
    object: 'pagerduty_users',
    operation: 'upsert',
    keyColumn: 'login',
    keyField: 'email',
    settings,
    section,
    batch: 1,
    tellsUnchanged: true,
    row: () => ({}),
    bad: {},
    show: () => ({}),
    once: () => [],
  };
}

/** Addresses of users of the sandbox, which are the same for every seed. */
async function existingUsers(): Promise<readonly string[]> {
  const plain = caseOf({settings: {users: 4}, section: {}, rows: [], rounds: []});
  return inWorld(plain, ({initial}) =>
    Promise.resolve(EXISTING.map((at) => String(initial['users']?.[at]?.['email']))),
  );
}

async function runSeed(seed: number, existing: readonly string[]): Promise<void> {
  const chain = chainOf(seed, existing);
  await inWorld(caseOf(chain), async (world) => {
    const rows = chain.rows.map(({record}) => record);
    for (const faults of chain.rounds) {
      world.sandbox.setFaults(faults);
      const written = await writeRows(world, rows, {every: 1});
      expectSums(written);
      expect(written.passedTooEarly).toEqual([]);
      expectNoTwins(world);
      await world.kit.clock.sleep(60_000);
    }
    world.sandbox.setFaults([]);
    for (let round = 1; ; round += 1) {
      const before = world.writes().length;
      const written = await writeRows(world, rows);
      const told = fates(written, rows);
      expect(written.failure?.message).toBeUndefined();
      expect(told.filter((fate) => fate !== 'written' && fate !== 'unchanged')).toEqual([]);
      if (told.every((fate) => fate === 'unchanged')) {
        expect(world.writes()).toHaveLength(before);
        break;
      }
      expect(round).toBeLessThan(QUIET_ROUNDS_MAX);
      await world.kit.clock.sleep(60_000);
    }
    expectNoTwins(world);
    for (const row of chain.rows) expectHeld(world, row);
    expectOthersKept(world, chain);
  });
}

/** Nobody, no method and no rule is there twice, and nobody was invited twice. */
function expectNoTwins(world: World): void {
  const dump = world.dump();
  const invited = (dump['invitations'] ?? []).map(({email}) => String(email));
  expect(twins(invited)).toEqual([]);
  expect(twins((dump['users'] ?? []).map(({email}) => String(email)))).toEqual([]);
  for (const {id} of dump['users'] ?? []) {
    expect(twins(methodsOf(world, id).map(({text}) => text))).toEqual([]);
    expect(twins(rulesOf(world, id))).toEqual([]);
  }
}

function twins(texts: readonly string[]): readonly string[] {
  return texts.filter((text, at) => texts.indexOf(text) !== at);
}

/** What the record says is what PagerDuty holds. */
function expectHeld(world: World, {record, methods, rules, teams}: ChainRow): void {
  const {users = [], team_members: members = [], teams: all = []} = world.dump();
  const user = users.find(({email}) => email === record.login);
  expect(user).toMatchObject({
    name: record['name'],
    ...(record['job_title'] !== undefined && {job_title: record['job_title']}),
  });
  const held = methodsOf(world, user?.['id']).map(({text}) => text);
  expect(held).toEqual(expect.arrayContaining([...methods]));
  const {section} = world;
  if (section['remove_contact_methods'] === true) {
    const kept = held.filter((text) => !text.startsWith('push_notification'));
    expect([...kept].sort()).toEqual([...methods].sort());
  }
  const heldRules = rulesOf(world, user?.['id']);
  expect(heldRules).toEqual(expect.arrayContaining([...rules]));
  for (const {name, role} of teams) {
    const team = all.find((one) => one['name'] === name);
    const member = members.find(
      ({team_id, user_id}) => team_id === team?.['id'] && user_id === user?.['id'],
    );
    expect(member).toMatchObject(role === undefined ? {} : {role});
  }
}

/** Whom no record names is as before, and so is every field that no record has. */
function expectOthersKept(world: World, {rows}: ChainSeed): void {
  const {initial} = world;
  const wanted = new Map(rows.map(({record}) => [record.login, record]));
  for (const before of initial['users'] ?? []) {
    const after = (world.dump()['users'] ?? []).find(({id}) => id === before['id']);
    const record = wanted.get(String(before['email']));
    for (const field of [
      'email',
      'name',
      'role',
      'time_zone',
      'color',
      'job_title',
      'description',
    ]) {
      if (record?.[field] === undefined) expect(after?.[field]).toEqual(before[field]);
    }
  }
}

function methodsOf(world: World, userId: unknown): readonly {readonly id: unknown; text: string}[] {
  const methods = (world.dump()['contact_methods'] ?? []).filter(
    ({user_id: owner}) => owner === userId,
  );
  return methods.map((method) => ({id: method['id'], text: methodText(method)}));
}

function methodText({type, address, country_code: code}: Shown): string {
  return [type, ...(code === undefined ? [] : [code]), address].map(String).join(' ');
}

function rulesOf(world: World, userId: unknown): readonly string[] {
  const texts = new Map(methodsOf(world, userId).map(({id, text}) => [id, text]));
  const rules = (world.dump()['notification_rules'] ?? []).filter(
    ({user_id: owner}) => owner === userId,
  );
  return rules.map((rule) => {
    const method = rule['contact_method'] as Shown | null;
    const text = texts.get(method?.['id']) ?? 'none';
    return `${String(rule['urgency'])} ${String(rule['start_delay_in_minutes'])} ${text}`;
  });
}

describe('a chain of calls that is cut and disturbed', () => {
  it(
    'ends with what the records say, with nobody and nothing twice, for every seed',
    async () => {
      const existing = await existingUsers();
      const failed: string[] = [];
      for (const seed of seeds) {
        try {
          await runSeed(seed, existing);
        } catch (error) {
          failed.push(
            `CHAIN_SEED=${seed}: ${error instanceof Error ? error.message : String(error)}`,
          );
          if (failed.length >= 5) break;
        }
      }
      expect(failed.join('\n\n')).toBe('');
    },
    // Only many seeds need it.
    60_000 + COUNT * 2_000,
  );
});
