import type {JsonObject} from '../../../src/core/json';
import {containing} from '../support/matchers';
import {withCompany, writeRows, type Company, type SandboxUser} from './users-writing';

const ordinary = (users: readonly SandboxUser[]) => users.slice(9);
const activeOnes = (users: readonly SandboxUser[]) =>
  ordinary(users).filter(({active_flag: active}) => active);
const inactiveOnes = (users: readonly SandboxUser[]) =>
  ordinary(users).filter(({active_flag: active}) => !active);

interface Planted {
  readonly row: JsonObject;
  readonly fate: string;
}

/** Every seventh-or-so record is bad in one of the ways that there are. */
function plantUpdates({users, roles}: Company, count: number): readonly Planted[] {
  const all = users();
  const names = roles();
  const twin = all[7]?.email ?? '';
  const bad: ((index: number) => Planted)[] = [
    (index) => ({
      row: {email: `nobody-${index}@example.com`, active_flag: true},
      fate: 'not_found',
    }),
    () => ({row: {email: twin, active_flag: true}, fate: 'ambiguous'}),
    () => ({row: {email: '(deleted user)', active_flag: true}, fate: 'invalid_key'}),
    (index) => ({row: {email: `x-${index}`, active_flag: true}, fate: 'invalid_key'}),
    () => ({row: {email: ' ', active_flag: true}, fate: 'missing_key'}),
    (index) => ({row: {email: `n${index}@example.com`, active_flag: 'yes'}, fate: 'invalid_type'}),
    (index) => ({row: {email: `n${index}@example.com`, role_id: 'x'}, fate: 'invalid_value'}),
    () => ({row: {email: all[0]?.email ?? '', active_flag: false}, fate: 'not_allowed'}),
  ];
  return activeOnes(all)
    .slice(0, count)
    .map((user, index): Planted => {
      const {email} = user;
      const make = bad[Math.floor(index / 30) % bad.length];
      if (index % 30 === 7 && make !== undefined) return make(index);
      if (index % 30 === 9) return {row: {email, role: 'No Such Role'}, fate: 'invalid_value'};
      if (index % 3 === 0) return {row: {email, active_flag: true}, fate: 'unchanged'};
      const role = names[index % names.length] ?? {id: 1, name: ''};
      const equal = role.id === user.role_id;
      const wish = index % 2 === 0 ? {role: role.name} : {role_id: role.id};
      return {
        row: {email: ` ${email.toUpperCase()} `, ...wish},
        fate: equal ? 'unchanged' : 'written',
      };
    });
}

describe('users written to the sandbox', () => {
  it('have the outcomes that were planted, and the roles that were wanted', async () => {
    await withCompany({users: 1_200}, async (company) => {
      const planted = plantUpdates(company, 1_000);
      const written = await writeRows(
        planted.map(({row}) => row),
        company,
      );
      expect(written.failure).toBeUndefined();
      expect(written.fates).toEqual(planted.map(({fate}) => fate));
      const calls = planted.filter(({fate}) => fate === 'written').length;
      expect(company.writes()).toHaveLength(calls);
      expect(written.checkpoint).toBe(planted.length);
      expect(company.invited()).toEqual([]);
    });
  }, 30_000);

  it('cost no call when everything is equal already', async () => {
    await withCompany({users: 600}, async (company) => {
      const rows = activeOnes(company.users()).map(({email, role_id, access}) => ({
        email,
        role_id,
        active_flag: true,
        access: access.map((entry) => ({...entry})),
      }));
      const written = await writeRows(rows, company);
      expect(new Set(written.fates)).toEqual(new Set(['unchanged']));
      expect(company.sandbox.requests().map(({path}) => path)).toEqual([
        '/v1/users/me',
        '/v1/users',
        // For the place behind the list, which shows that it was whole.
        '/v1/users',
      ]);
    });
  });

  it('are found on every page where the server pages', async () => {
    await withCompany({users: 1_300, profile: 'guide'}, async (company) => {
      const last = company.users().slice(-3);
      const rows = last.map(({email, active_flag}) => ({email, active_flag}));
      expect((await writeRows(rows, company)).fates).toEqual(Array(3).fill('unchanged'));
    });
  });

  it('are created by an upsert, each with one invitation and its role', async () => {
    await withCompany({users: 40}, async (company) => {
      const [, , role] = company.roles();
      const rows = Array.from({length: 12}, (_, index) => ({
        email: `new-${index}@example.com`,
        role: role?.name ?? '',
      }));
      const section = {...company.section, allow_invitations: true};
      const first = await writeRows(rows, {...company, section, mode: 'upsert'});
      expect(first.fates).toEqual(Array(12).fill('created'));
      expect([...company.invited()].sort()).toEqual(rows.map(({email}) => email).sort());
      const made = company.users().filter(({email}) => email.startsWith('new-'));
      expect(made.map(({role_id: id}) => id)).toEqual(Array(12).fill(role?.id));
      const second = await writeRows(rows, {...company, section, mode: 'upsert'});
      expect(second.fates).toEqual(Array(12).fill('unchanged'));
      expect(company.invited()).toHaveLength(12);
    });
  });

  it('named by two e-mails that differ by case are one user, invited once', async () => {
    await withCompany({users: 20}, async (company) => {
      const rows = [{email: 'New.One@example.com'}, {email: 'new.one@EXAMPLE.com'}];
      const section = {...company.section, allow_invitations: true};
      const written = await writeRows(rows, {...company, section, mode: 'upsert'});
      expect(company.invited()).toEqual(['new.one@example.com']);
      expect(written.summary.objects[0]).toMatchObject({received: 2, rejected: 0, notTried: 0});
    });
  });

  it('are not invited beyond max_invitations', async () => {
    await withCompany({users: 20}, async (company) => {
      const rows = Array.from({length: 9}, (_, index) => ({email: `n${index}@example.com`}));
      const section = {...company.section, allow_invitations: true, max_invitations: 4};
      const written = await writeRows(rows, {...company, section, mode: 'insert'});
      expect(written.fates.filter((fate) => fate === 'created')).toHaveLength(4);
      expect(written.fates.filter((fate) => fate === 'limit_reached')).toHaveLength(5);
      expect(company.invited()).toHaveLength(4);
      expect(written.log).toContain('users invited or activated in this sync: 4 of at most 4');
    });
  });

  it('are not deactivated beyond max_deactivations, and activations come first', async () => {
    await withCompany({users: 300}, async (company) => {
      const leavers = activeOnes(company.users()).slice(1, 16);
      const back = inactiveOnes(company.users()).slice(0, 5);
      // Some warehouses write their columns in upper case.
      const rows = [...leavers, ...back].map(({email, active_flag: active}) => ({
        email,
        ACTIVE_FLAG: !active,
      }));
      const section = {...company.section, allow_invitations: true, max_deactivations: 6};
      const written = await writeRows(rows, {...company, section});
      expect(written.fates).toEqual([
        ...Array<string>(6).fill('written'),
        ...Array<string>(9).fill('limit_reached'),
        ...Array<string>(5).fill('written'),
      ]);
      const first = new Set(back.map(({id}) => `PUT /v1/users/${id}`));
      expect(new Set(company.writes().slice(0, 5))).toEqual(first);
    });
  });

  it('are activated with leave only, for each takes a seat again, and within the limit', async () => {
    await withCompany({users: 300}, async (company) => {
      const back = inactiveOnes(company.users()).slice(0, 3);
      const rows = back.map(({email}) => ({email, active_flag: true}));
      const refused = await writeRows(rows, company);
      expect(refused.fates).toEqual(Array(3).fill('not_allowed'));
      const message = containing('pipedrive.allow_invitations');
      expect(refused.outcomes.get(0)).toMatchObject({message});
      expect(company.writes()).toEqual([]);
      const section = {...company.section, allow_invitations: true, max_invitations: 2};
      const {fates} = await writeRows(rows, {...company, section});
      expect([...fates].sort()).toEqual(['limit_reached', 'written', 'written']);
    });
  });

  it('are soft-deleted once; who is inactive or deleted already costs nothing', async () => {
    await withCompany({users: 200}, async (company) => {
      const [leaver] = activeOnes(company.users()).slice(1);
      const [gone] = inactiveOnes(company.users());
      const deleted = company.users()[2];
      const ids = [leaver?.id, gone?.id, deleted?.id, 999_999].map((id) => ({id: id ?? 0}));
      const writing = {...company, mode: 'soft_delete', key: 'id'} as const;
      const written = await writeRows(ids, writing);
      expect(written.fates).toEqual(['written', 'unchanged', 'unchanged', 'unchanged']);
      expect(company.writes()).toEqual([`PUT /v1/users/${String(leaver?.id)}`]);
    });
  });

  it('deleted in the source are deactivated, whatever the mode', async () => {
    await withCompany({users: 60}, async (company) => {
      const [leaver] = activeOnes(company.users()).slice(1);
      const row = {email: leaver?.email ?? '', _ab_cdc_deleted_at: '2026-01-01T00:00:00Z'};
      expect((await writeRows([row], company)).fates).toEqual(['written']);
      const after = company.users().find(({id}) => id === leaver?.id);
      expect(after?.active_flag).toBe(false);
    });
  });

  it('keyed by id are found, also twins whose e-mails differ by case', async () => {
    await withCompany({users: 60}, async (company) => {
      const role = company.roles()[3];
      const twins = company.users().slice(7, 9);
      const rows = twins.map(({id}) => ({id, role_id: role?.id ?? 0}));
      const written = await writeRows(rows, {...company, key: 'id'});
      expect(written.fates.every((fate) => fate === 'written' || fate === 'unchanged')).toBe(true);
      const after = company.users().slice(7, 9);
      expect(after.map(({role_id: id}) => id)).toEqual([role?.id, role?.id]);
    });
  });

  it('stop when the plan has no seat left for them, and only they', async () => {
    await withCompany({users: 30, special_users: false, seats_max: 1}, async (company) => {
      const [user] = ordinary(company.users());
      const role = company.roles()[1]?.id ?? 0;
      const rows = [{email: 'new@example.com'}, {email: user?.email ?? '', role_id: role}];
      const section = {...company.section, allow_invitations: true};
      const written = await writeRows(rows, {...company, section, mode: 'upsert'});
      expect(written.fates[0]).toBe('limit_reached');
      expect(['written', 'unchanged']).toContain(written.fates[1]);
      expect(company.invited()).toEqual([]);
    });
  });

  it('are not written with the token of somebody who is no admin, and nothing is tried', async () => {
    await withCompany({users: 30}, async (company) => {
      const token = company.sandbox.vendors['pipedrive']?.credentials['plain_api_token'] ?? '';
      const credentials = {auth_type: 'api_token', api_token: token};
      const written = await writeRows([{email: 'a@example.com', active_flag: true}], {
        ...company,
        section: {...company.section, credentials},
      });
      expect(written.failure).toMatchObject({kind: 'auth'});
      expect(written.failure?.message).toContain('only admins');
      expect(company.writes()).toEqual([]);
      expect(written.log).not.toContain(token);
    });
  });

  it('can be written with OAuth on the company host', async () => {
    await withCompany({users: 30, auth: 'oauth2', host: 'company'}, async (company) => {
      const [user] = activeOnes(company.users()).slice(1);
      const written = await writeRows([{email: user?.email ?? '', active_flag: false}], company);
      expect(written.fates).toEqual(['written']);
    });
  });
});
