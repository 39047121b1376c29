import type {JsonObject} from '../../../src/core/json';
import type {Fault, FaultAction} from '../../../src/sandbox/fault';
import {withCompany, writeRows, type Company} from './users-writing';

// No round number: such a list would be asked for once more, in smaller pages.
const settings = {users: 31, special_users: false};

/** Two people to invite, one to activate, one to deactivate, one with another role, one as wanted. */
function mixedRows({users, roles}: Company): readonly JsonObject[] {
  const [, role, other] = roles();
  const people = users().slice(2);
  const active = people.filter(({active_flag: each}) => each);
  const [leaver, mover, stayer] = active;
  const back = people.find(({active_flag: each}) => !each);
  const otherRole = mover?.role_id === role?.id ? other : role;
  return [
    {email: leaver?.email ?? '', active_flag: false},
    {email: 'first@example.com', role: role?.name ?? ''},
    {email: 'second@example.com', role_id: other?.id ?? 0, active_flag: true},
    ...(back === undefined ? [] : [{email: back.email, active_flag: true}]),
    {email: mover?.email ?? '', role_id: otherRole?.id ?? 0},
    {email: stayer?.email ?? '', active_flag: true},
  ];
}

function shape({users}: Company) {
  return users().map(({email, active_flag, role_id}) => ({email, active_flag, role_id}));
}

async function untroubled() {
  let seen: {readonly users: readonly unknown[]; readonly requests: number} = {
    users: [],
    requests: 0,
  };
  await withCompany(settings, async (company) => {
    const rows = mixedRows(company);
    const section = {...company.section, allow_invitations: true};
    const written = await writeRows(rows, {...company, section, mode: 'upsert'});
    expect(written.failure).toBeUndefined();
    seen = {users: shape(company), requests: company.sandbox.requests().length};
  });
  return seen;
}

const byEmail = (a: unknown, b: unknown) => JSON.stringify(a).localeCompare(JSON.stringify(b));
const actions: readonly FaultAction[] = [
  {type: 'reset_before'},
  {type: 'reset_after'},
  {type: 'truncated'},
  {type: 'status', status: 502, html: true},
  {type: 'status', status: 200, body: null},
];

describe.each(actions)('a call that ends with $type $status', (what) => {
  it.each(['nth', 'from'] as const)(
    'leaves, whichever it is (%s), what one untroubled run leaves after the next run',
    async (type) => {
      const expected = await untroubled();
      expect(expected.requests).toBeGreaterThan(8);
      for (let n = 1; n <= expected.requests; n += 1) {
        await withCompany(settings, async (company) => {
          const rows = mixedRows(company);
          const section = {...company.section, allow_invitations: true};
          const writing = {...company, section, mode: 'upsert'} as const;
          company.sandbox.setFaults([{vendor: 'pipedrive', what, when: {type, n}}]);
          const first = await writeRows(rows, writing);
          const {received, written, unchanged, merged, rejected, notTried} =
            first.summary.objects[0] ?? {};
          const sum = [written, unchanged, merged, rejected, notTried];
          expect(sum.reduce<number>((all, each) => all + (each ?? 0), 0)).toBe(received);
          if (first.failure === undefined) expect(notTried).toBe(0);
          else expect(first.checkpoint).toBeLessThan(rows.length);
          company.sandbox.setFaults([]);
          const second = await writeRows(rows, writing);
          expect(second.failure).toBeUndefined();
          expect([...company.invited()].sort()).toEqual([
            'first@example.com',
            'second@example.com',
          ]);
          expect([...shape(company)].sort(byEmail)).toEqual([...expected.users].sort(byEmail));
        });
      }
    },
    60_000,
  );
});

describe('an invitation whose answer is lost', () => {
  it('after it took effect is found by its e-mail, and not repeated', async () => {
    await withCompany(settings, async (company) => {
      const lost: Fault = {
        method: 'POST',
        path: '/users',
        what: {type: 'reset_after'},
        when: {type: 'nth', n: 1},
      };
      company.sandbox.setFaults([lost]);
      const section = {...company.section, allow_invitations: true};
      const role = company.roles()[1];
      const rows = [{email: 'new@example.com', role_id: role?.id ?? 0}];
      const written = await writeRows(rows, {...company, section, mode: 'insert'});
      expect(written.fates).toEqual(['created']);
      expect(company.invited()).toEqual(['new@example.com']);
      expect(company.writes()).toEqual([
        'POST /v1/users',
        `POST /v1/roles/${String(role?.id)}/assignments`,
      ]);
    });
  });

  it('before it took effect is made once more, after a look', async () => {
    await withCompany(settings, async (company) => {
      const lost: Fault = {
        method: 'POST',
        path: '/users',
        what: {type: 'reset_before'},
        when: {type: 'nth', n: 1},
      };
      company.sandbox.setFaults([lost]);
      const section = {...company.section, allow_invitations: true};
      const written = await writeRows([{email: 'new@example.com'}], {
        ...company,
        section,
        mode: 'upsert',
      });
      expect(written.fates).toEqual(['created']);
      expect(company.invited()).toEqual(['new@example.com']);
      const paths = company.sandbox.requests().map(({method, path}) => `${method} ${path}`);
      const [, ...after] = paths.slice(paths.indexOf('POST /v1/users'));
      expect(after.pop()).toBe('POST /v1/users');
      expect([...new Set(after)]).toEqual(['GET /v1/users']);
    });
  });

  it('ends the sync when the users cannot be listed either', async () => {
    await withCompany(settings, async (company) => {
      company.sandbox.setFaults([
        {method: 'POST', what: {type: 'reset_after'}, when: {type: 'always'}},
        {method: 'GET', path: '/users', what: {type: 'reset_before'}, when: {type: 'from', n: 4}},
      ]);
      const section = {...company.section, allow_invitations: true};
      const rows = [{email: 'new@example.com'}];
      const written = await writeRows(rows, {...company, section, mode: 'upsert'});
      expect(written.failure).toMatchObject({kind: 'transient'});
      expect(written.fates).toEqual(['not tried']);
      expect(company.writes()).toEqual(['POST /v1/users']);
    });
  });
});

describe('a new user whose role cannot be assigned', () => {
  const rows = ({roles}: Company) => [{email: 'new@example.com', role_id: roles()[1]?.id ?? 0}];

  it('is rejected with a sentence when it is refused, and the next run only assigns', async () => {
    await withCompany(settings, async (company) => {
      const refusal = {success: false, error: 'new@example.com may not have this role'};
      company.sandbox.setFaults([
        {
          path: '/roles',
          method: 'POST',
          what: {type: 'status', status: 400, body: refusal},
          when: {type: 'always'},
        },
      ]);
      const section = {...company.section, allow_invitations: true};
      const writing = {...company, section, mode: 'upsert'} as const;
      const first = await writeRows(rows(company), writing);
      expect(first.outcomes.get(0)).toMatchObject({
        reason: 'refused_by_vendor',
        message: expect.stringContaining(
          'was invited, but Pipedrive did not accept the role',
        ) as unknown,
        answer: expect.stringContaining('may not have this role') as unknown,
      });
      expect(first.log).not.toContain('new@example.com');
      company.sandbox.setFaults([]);
      company.sandbox.clearRequests();
      expect((await writeRows(rows(company), writing)).fates).toEqual(['written']);
      expect(company.writes()).toHaveLength(1);
      expect(company.invited()).toHaveLength(1);
    });
  });

  it('ends the sync when Pipedrive is down, and the failure says that the next run assigns', async () => {
    await withCompany(settings, async (company) => {
      company.sandbox.setFaults([
        {
          path: '/roles',
          method: 'POST',
          what: {type: 'status', status: 503},
          when: {type: 'always'},
        },
      ]);
      const section = {...company.section, allow_invitations: true};
      const writing = {...company, section, mode: 'upsert'} as const;
      const first = await writeRows(rows(company), writing);
      expect(first.failure).toMatchObject({kind: 'transient'});
      expect(first.failure?.message).toContain('the next sync assigns it without inviting again');
      expect(first.checkpoint).toBe(0);
      // Six tries of the assignment, one of the invitation.
      expect(company.writes().filter((each) => each === 'POST /v1/users')).toHaveLength(1);
      company.sandbox.setFaults([]);
      expect((await writeRows(rows(company), writing)).fates).toEqual(['written']);
      expect(company.invited()).toHaveLength(1);
    });
  });
});

describe('what ends a sync in the middle', () => {
  it('leaves the outcomes of the records before it, and nothing later is sent', async () => {
    await withCompany(settings, async (company) => {
      const people = company.users().slice(2);
      const rows = people.map(({email, active_flag: active}) => ({email, active_flag: !active}));
      const put = {method: 'PUT', what: {type: 'status', status: 401}, when: {type: 'from', n: 5}};
      company.sandbox.setFaults([put as Fault]);
      const section = {...company.section, allow_invitations: true, max_deactivations: 100};
      const written = await writeRows(rows, {...company, section});
      expect(written.failure).toMatchObject({kind: 'auth'});
      expect(written.summary.objects[0]).toMatchObject({
        written: 4,
        rejected: 0,
        notTried: (written.summary.objects[0]?.received ?? 0) - 4,
      });
      // Two are under way at once: at most one more than the one that was refused.
      expect(company.writes().length).toBeLessThanOrEqual(6);
    });
  });

  it('is the firewall: it is not asked again (Q3)', async () => {
    await withCompany(settings, async (company) => {
      company.sandbox.setFaults([
        {method: 'PUT', what: {type: 'status', status: 403, html: true}, when: {type: 'always'}},
      ]);
      const people = company.users().slice(2);
      const rows = people.map(({email, active_flag: active}) => ({email, active_flag: !active}));
      const written = await writeRows(rows, company);
      expect(written.failure).toMatchObject({kind: 'limited'});
      expect(written.failure?.message).toContain('firewall');
      expect(company.writes().length).toBeLessThanOrEqual(2);
    });
  });

  it('is a right that is taken away: the sentence says what it takes', async () => {
    await withCompany(settings, async (company) => {
      const body = {success: false, error: 'You do not have permissions to do this.'};
      company.sandbox.setFaults([
        {method: 'PUT', what: {type: 'status', status: 403, body}, when: {type: 'always'}},
      ]);
      const [user] = company.users().slice(2);
      const rows = [{email: user?.email ?? '', active_flag: user?.active_flag !== true}];
      const written = await writeRows(rows, company);
      expect(written.failure).toMatchObject({kind: 'auth'});
      expect(written.failure?.message).toContain('only admins can write users');
    });
  });

  it('is a listing that fails: nobody is taken for somebody new', async () => {
    await withCompany(settings, async (company) => {
      company.sandbox.setFaults([
        {path: '/users', what: {type: 'status', status: 500}, when: {type: 'from', n: 2}},
      ]);
      const section = {...company.section, allow_invitations: true};
      const rows = [{email: 'new@example.com'}];
      const written = await writeRows(rows, {...company, section, mode: 'upsert'});
      expect(written.failure).toMatchObject({kind: 'transient'});
      expect(company.writes()).toEqual([]);
    });
  });
});
