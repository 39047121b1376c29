import type {JsonObject} from '../../../src/core/json';
import type {Operation, PlannedOutcome} from '../../../src/write/record';
import type {Mapping} from '../../../src/write/mapping/mapping';
import {inWorld, type World} from '../../contract/objects/world';
import {writeRows} from '../../contract/objects/write-rows';
import {containing} from '../support/matchers';

const ALLOWED = {allow_invitations: true, allow_seats: true, allow_removals: true} as const;

interface Setting {
  readonly settings?: JsonObject;
  readonly section?: JsonObject;
  readonly operation?: Operation;
  readonly keyField?: 'email' | 'membership_id';
}

interface Row {
  readonly membership_id: string;
  readonly email: string;
  readonly role: string;
  readonly user_license: string;
  readonly workspace: string;
}

/** An organization with two workspaces, and what became of rows in short. */
async function withMembers(
  {settings = {}, section = ALLOWED, operation = 'upsert', keyField = 'email'}: Setting,
  work: (members: Members) => Promise<void>,
): Promise<void> {
  const objectCase = {
    ...{title: 'members', vendor: 'pandadoc', object: 'pandadoc_members', operation, keyField},
    ...{keyColumn: keyField, batch: 1, tellsUnchanged: true, section},
    settings: {workspaces: 2, users: 60, contacts: 0, ...settings},
    ...{row: () => ({}), bad: {}, show: () => ({}), once: () => []},
  };
  await inWorld(objectCase, (world) => work(membersOf(world)));
}

function membersOf(world: World) {
  const dump = (name: string) => world.dump()[name] ?? [];
  const places = new Map(
    dump('memberships').map((one) => [one['membership_id'], one['workspace_id']]),
  );
  // True because the sandbox's vendor lists members so.
  const rows = dump('members').map((row) => ({
    ...row,
    workspace: places.get(row['membership_id']),
  })) as unknown as readonly Row[];
  const owners = new Set(
    dump('users')
      .slice(0, 3)
      .map(({email}) => email),
  );
  const write = async (given: readonly JsonObject[], mapping: Partial<Mapping> = {}) => {
    const written = await writeRows(world, given, {mapping});
    const outcomes = given.map((_, at) => written.outcomes.get(at)?.outcome);
    return {
      ...written,
      told: outcomes.map((one) => (one?.status === 'rejected' ? one.reason : one?.status)),
      messages: outcomes.map((one) => (one?.status === 'rejected' ? one.message : '')),
    };
  };
  return {
    world,
    rows,
    people: rows.filter(({email}) => !owners.has(email)),
    owner: String(dump('users')[0]?.['email']),
    workspaces: dump('workspaces').map(({id, name}) => ({id: String(id), name: String(name)})),
    mails: () => dump('mails').map(({to}) => to),
    now: (email: string) =>
      dump('members').flatMap((row) => (row['email'] === email ? [row['role']] : [])),
    seats: () => dump('seats')[0],
    calls: () => world.writes().map(({method, path}) => `${method} ${path.split('?')[0] ?? ''}`),
    domain: String(dump('users')[0]?.['email']).split('@')[1] ?? '',
    write,
    plan: async (given: readonly JsonObject[]) => {
      const {plans, summary} = await writeRows(world, given, {dryRun: true});
      return {plans: given.map((_, at) => plans.get(at)), costs: summary.costs};
    },
  };
}

type Members = ReturnType<typeof membersOf>;

function notesOf(planned: PlannedOutcome | undefined): readonly string[] {
  return planned !== undefined && 'notes' in planned ? planned.notes : [];
}

describe('members of PandaDoc', () => {
  it('are created once and then added to further workspaces, each with one mail', async () => {
    await withMembers({}, async ({write, workspaces, domain, mails, calls, seats, now}) => {
      const email = `new@${domain}`;
      const [first, second] = workspaces;
      const rows = [
        {email, workspace: first?.id ?? '', role: 'Member', first_name: 'Ada', last_name: 'Byron'},
        {email: email.toUpperCase(), workspace: second?.name ?? '', role: 'Manager'},
      ];
      expect((await write(rows)).told).toEqual(['written', 'written']);
      expect(calls()).toEqual([
        'POST /public/v1/users',
        `POST /public/v1/workspaces/${second?.id ?? ''}/members`,
      ]);
      expect(mails()).toEqual([email, email]);
      expect(now(email)).toEqual(['Member', 'Manager']);
      expect(seats()).toEqual({free: 4, bought: 0});
      expect((await write(rows)).told).toEqual(['unchanged', 'unchanged']);
      expect(mails()).toHaveLength(2);
    });
  });

  it('need a workspace where they have several, by id, by name, or in the key', async () => {
    await withMembers({operation: 'update'}, async ({write, people, workspaces}) => {
      const twice = people.find(
        ({email}, at) => people.findIndex((one) => one.email === email) < at,
      );
      const name = workspaces.find(({id}) => id === twice?.workspace)?.name ?? '';
      const email = twice?.email ?? '';
      const role = twice?.role === 'Manager' ? 'Member' : 'Manager';
      const {told, messages} = await write([
        {email, role},
        {email: `${email}/${name}`, role},
        {email, workspace: twice?.workspace ?? '', role},
        {email: `${email}/${name}`, workspace: 'Elsewhere', role},
      ]);
      expect(told).toEqual(['ambiguous', 'written', 'unchanged', 'invalid_value']);
      expect(messages[0]).toContain('field workspace');
    });
  });

  it('are found by membership, never invited by it, and keep address, names and license', async () => {
    const setting: Setting = {operation: 'upsert', keyField: 'membership_id'};
    await withMembers(setting, async ({write, people, world}) => {
      const [one] = people;
      const id = one?.membership_id ?? '';
      const role = one?.role === 'Manager' ? 'Member' : 'Manager';
      const license = one?.user_license === 'Creator' ? 'Full' : 'Creator';
      const {told, messages} = await write([
        {membership_id: 'mNobody', role},
        {membership_id: id, role, email: 'other@example.com'},
        {membership_id: id, role, license},
      ]);
      expect(told).toEqual(['not_found', 'immutable', 'immutable']);
      expect(messages[1]).toContain('only the person can');
      expect(world.writes()).toEqual([]);
      const email = one?.email.toUpperCase() ?? '';
      expect((await write([{membership_id: id, role, email}])).told).toEqual(['written']);
    });
  });

  it('cost nothing that is not allowed, and no more than the limits', async () => {
    const email = (at: number, domain: string) => `new-${at}@${domain}`;
    const rows = ({domain, workspaces}: Members) =>
      [0, 1].map((at) => ({
        ...{email: email(at, domain), workspace: workspaces[0]?.id ?? '', role: 'Member'},
      }));
    const sections: readonly [JsonObject, readonly string[], string][] = [
      [{}, ['not_allowed', 'not_allowed'], 'pandadoc.allow_invitations'],
      [{allow_invitations: true}, ['not_allowed', 'not_allowed'], 'pandadoc.allow_seats'],
      [{...ALLOWED, max_invitations: 1}, ['written', 'limit_reached'], 'max_invitations'],
      [{...ALLOWED, max_seats: 1}, ['written', 'limit_reached'], 'max_seats'],
    ];
    for (const [section, expected, option] of sections) {
      await withMembers({section}, async (members) => {
        const {told, messages} = await members.write(rows(members));
        expect(told).toEqual(expected);
        expect(messages[1]).toContain(option);
      });
    }
    const section = {allow_invitations: true, new_user_license: 'Guest'};
    await withMembers({section}, async (members) => {
      const [row = {}] = rows(members);
      expect((await members.write([{...row, role: 'Collaborator'}])).told).toEqual(['written']);
      expect(members.seats()).toEqual({free: 5, bought: 0});
    });
  });

  it('take a seat where a Guest gets another role than Collaborator', async () => {
    const section = {allow_seats: true, max_seats: 1};
    await withMembers({section, operation: 'update'}, async ({write, plan, people, seats}) => {
      const guests = people.filter((one) => one.user_license === 'Guest');
      const rows = guests.slice(0, 2).map(({email, workspace, role}) => ({
        ...{email, workspace, role: role === 'Manager' ? 'Member' : 'Manager', license: 'Full'},
      }));
      const {plans, costs} = await plan(rows);
      expect(costs).toEqual({calls: 1, mails: 0, seats: 1, removals: 0});
      expect(notesOf(plans[0])).toEqual([containing('paid seat')]);
      expect((await write(rows)).told).toEqual(['written', 'limit_reached']);
      expect(seats()).toEqual({free: 4, bought: 0});
    });
  });

  it('are removed only where it is allowed, with documents left, and never those who hold it up', async () => {
    const setting = {operation: 'soft_delete', section: {allow_removals: true, max_removals: 1}};
    await withMembers(setting as Setting, async (members) => {
      const {write, plan, people, owner, workspaces, rows} = members;
      const [first, second] = people;
      const given = [
        {email: owner, workspace: workspaces[1]?.id ?? ''},
        {email: first?.email ?? '', workspace: first?.workspace ?? ''},
        {email: second?.email ?? '', workspace: second?.workspace ?? ''},
        {email: 'gone@example.com'},
      ];
      const {plans, costs} = await plan(given);
      expect(costs).toEqual({calls: 1, mails: 0, seats: 0, removals: 1});
      expect(notesOf(plans[1])).toEqual([containing('documents stay')]);
      const {told, summary} = await write(given);
      expect(told).toEqual(['not_allowed', 'written', 'limit_reached', 'unchanged']);
      expect(summary.remarks.join(' ')).toContain('documents stay in PandaDoc');
      expect(members.now(first?.email ?? '')).toHaveLength(
        rows.filter(({email}) => email === first?.email).length - 1,
      );
    });
    await withMembers({operation: 'soft_delete', section: {}}, async ({write, people}) => {
      const {email = '', workspace = ''} = people[0] ?? {};
      const {told, messages} = await write([{email, workspace}]);
      expect(told).toEqual(['not_allowed']);
      expect(messages[0]).toContain('pandadoc.allow_removals');
    });
  });

  it('keep the owner of a workspace, also where the credential is that of somebody else', async () => {
    await withMembers({settings: {org_admins: 3}}, async ({world, owner}) => {
      const key = world.sandbox.vendors['pandadoc']?.credentials['second_api_key'] ?? '';
      const {base_url: baseUrl = ''} = world.section;
      const credentials = {auth_type: 'api_key', api_key: key};
      const section = {...ALLOWED, credentials, base_url: baseUrl};
      const {write} = membersOf({...world, section});
      const demoted = await write([{email: owner, role: 'Member'}]);
      const removed = await write([{email: owner}], {operation: 'soft_delete'});
      expect([...demoted.told, ...removed.told]).toEqual(['not_allowed', 'not_allowed']);
      expect(demoted.messages[0]).toContain('owns the PandaDoc workspace');
      expect(world.writes()).toEqual([]);
    });
  });

  it('have no role that is guessed, and one of their own where it is configured', async () => {
    await withMembers({operation: 'update'}, async ({write, people}) => {
      const {email = '', workspace = ''} = people[0] ?? {};
      const {told, messages} = await write([{email, workspace, role: 'manager'}]);
      expect(told).toEqual(['invalid_value']);
      expect(messages[0]).toContain('Did you mean "Manager"?');
    });
    const section = {custom_roles: 'Night watch\n'};
    await withMembers({operation: 'update', section}, async ({write, people}) => {
      const {email = '', workspace = ''} = people[0] ?? {};
      const {told} = await write([{email, workspace, role: 'Night watch'}]);
      expect(told).toEqual(['refused_by_vendor']);
    });
  });

  it('are not written where the credential belongs elsewhere, or is no Organization Admin', async () => {
    await withMembers({}, async ({world, write}) => {
      // True because the sandbox gives its section so.
      const entries = world.section['workspaces'] as readonly JsonObject[];
      const swapped = entries.map((one, at) => ({
        ...one,
        workspace_id: entries[1 - at]?.['workspace_id'] ?? '',
      }));
      const open = world.vendor.open({...world.section, workspaces: swapped}, world.kit);
      await expect(open.openWriter('pandadoc_members')).rejects.toMatchObject({kind: 'config'});
      expect((await write([])).failure).toBeUndefined();
    });
    await withMembers({settings: {org_admins: 0}}, async ({world, write}) => {
      const {failure} = await write([{email: 'a@b.example', role: 'Member'}]);
      expect(failure).toMatchObject({kind: 'auth', message: containing('Organization Admin')});
      const open = world.vendor.open(world.section, world.kit);
      const uses = [{object: 'pandadoc_members', operations: ['upsert' as const]}];
      const rights = await open.rightsOf?.(uses);
      expect(rights?.map(({what, state}) => `${what}: ${state}`)).toEqual([
        'list members: has',
        'change roles: missing',
        'invite people: missing',
        'take paid seats: missing',
        'remove members: missing',
      ]);
      expect(world.writes()).toEqual([]);
    });
  });

  it('have the options told that are off, by a check that writes nothing', async () => {
    await withMembers({section: {allow_seats: true}}, async ({world}) => {
      const open = world.vendor.open(world.section, world.kit);
      expect(await open.check()).toEqual([]);
      const uses = [{object: 'pandadoc_members', operations: ['insert' as const]}];
      const rights = await open.rightsOf?.(uses);
      expect(rights?.map(({what, state}) => `${what}: ${state}`)).toEqual([
        'list members: has',
        'change roles: has',
        'invite people: off',
        'take paid seats: has',
        'remove members: off',
      ]);
      expect(world.writes()).toEqual([]);
    });
  });
});

describe('members by the calls of the guide', () => {
  const settings = {profile: 'guide'} as const;

  it('are invited once: who has not accepted is unchanged, in every mode', async () => {
    await withMembers({settings}, async ({write, workspaces, mails, calls}) => {
      const row = {email: 'new@anywhere.example', workspace: workspaces[1]?.id ?? '', role: 'User'};
      const named = {...row, first_name: 'Ada'};
      expect((await write([row])).told).toEqual(['written']);
      const again = await write([row, named]);
      expect(again.told).toEqual(['unchanged', 'unchanged']);
      expect(again.summary.remarks.join(' ')).toContain('have not accepted yet');
      expect((await write([row], {operation: 'insert'})).told).toEqual(['unchanged']);
      expect(mails()).toEqual([row.email]);
      expect(calls()).toEqual(['POST /public/v1/members']);
    });
  });

  it('become admins by is_admin, and the last admin stays one', async () => {
    await withMembers({settings, operation: 'update'}, async ({write, people, owner, world}) => {
      const plain = people.find(({role}) => role !== 'Admin');
      const open = {workspace: plain?.workspace ?? ''};
      const {told} = await write([
        {email: plain?.email ?? '', ...open, is_admin: true},
        {email: owner, ...open, is_admin: false},
        {email: plain?.email ?? '', ...open, license: 'Full'},
      ]);
      expect(told).toEqual(['written', 'not_allowed', 'unknown_field']);
      expect(world.writes()).toHaveLength(1);
    });
  });

  it('are chosen by option, too, and then nobody is asked for users', async () => {
    const section = {...ALLOWED, members_api: 'guide'};
    await withMembers({settings, section}, async ({write, workspaces, world}) => {
      const workspace = workspaces[0]?.name ?? '';
      const {told} = await write([{email: 'new@anywhere.example', workspace, role: 'Member'}]);
      expect(told).toEqual(['written']);
      expect(world.sandbox.requests().some(({path}) => path.endsWith('/users'))).toBe(false);
    });
  });
});
