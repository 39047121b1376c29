import {withCompany, writeRows, type Company} from './users-writing';

/** Every ordinary user gets another role: one call each. */
function otherRoles({users, roles}: Company, count: number) {
  const [, one, two] = roles();
  return users()
    .slice(9, 9 + count)
    .map(({email, role_id: id}) => ({email, role_id: (id === one?.id ? two : one)?.id ?? 0}));
}

describe('the burst limit of Pipedrive, when users are written', () => {
  it('is used to 90 % of the pace, and no call is refused', async () => {
    const work = async (company: Company): Promise<void> => {
      const rows = otherRoles(company, 400);
      const startedAt = company.kit.clock.now();
      const written = await writeRows(rows, company);
      expect(new Set(written.fates)).toEqual(new Set(['written']));
      const seconds = (company.kit.clock.now() - startedAt) / 1000;
      const requests = company.sandbox.requests();
      expect(requests.filter(({status}) => status === 429)).toEqual([]);
      // The plan allows 20 in 2 s, of which 80 % are ours.
      expect(requests.length / seconds).toBeGreaterThanOrEqual(0.9 * 8);
      expect(requests.length / seconds).toBeLessThanOrEqual(10);
    };
    await withCompany({users: 450, burst_requests: 20}, work, {limits: true});
  }, 30_000);
});

describe('the daily budget of Pipedrive, when users are written', () => {
  it('ends the sync before the record that it is too small for', async () => {
    const work = async (company: Company): Promise<void> => {
      const rows = otherRoles(company, 30);
      const written = await writeRows(rows, company);
      expect(written.failure).toMatchObject({kind: 'limited'});
      expect(written.failure?.message).toContain('midnight');
      const requests = company.sandbox.requests();
      expect(requests.filter(({status}) => status === 429)).toEqual([]);
      // 2 tokens for the owner, 40 each for users and roles, which are asked for twice; 10 a record.
      expect(written.summary.objects[0]).toMatchObject({written: 15, notTried: 15, rejected: 0});
      expect(written.checkpoint).toBe(10);
    };
    await withCompany({users: 61, daily_tokens: 82 + 150}, work, {limits: true});
  });

  it('is not begun with an invitation whose role could not be paid', async () => {
    const work = async (company: Company): Promise<void> => {
      const section = {...company.section, allow_invitations: true};
      const rows = [{email: 'new@example.com', role_id: company.roles()[1]?.id ?? 0}];
      const written = await writeRows(rows, {...company, section, mode: 'upsert'});
      expect(written.failure).toMatchObject({kind: 'limited'});
      expect(company.invited()).toEqual([]);
    };
    await withCompany({users: 21, daily_tokens: 82 + 15}, work, {limits: true});
  });

  it('ends the sync with a 429 where no header tells what is left', async () => {
    const work = async (company: Company): Promise<void> => {
      const rows = otherRoles(company, 30);
      const written = await writeRows(rows, company);
      expect(written.failure).toMatchObject({kind: 'limited'});
      expect(written.summary.objects[0]?.written).toBeGreaterThan(0);
      expect(written.checkpoint % 10).toBe(0);
    };
    await withCompany({users: 61, daily_tokens: 82 + 150, daily_headers: false}, work, {
      limits: true,
    });
  });

  it('of writes of one user ends the sync as well', async () => {
    const work = async (company: Company): Promise<void> => {
      const written = await writeRows(otherRoles(company, 30), company);
      expect(written.failure).toMatchObject({kind: 'limited'});
      expect(written.summary.objects[0]).toMatchObject({written: 12});
    };
    await withCompany({users: 60, daily_writes: 12}, work, {limits: true});
  });

  it('is told before and after', async () => {
    const work = async (company: Company): Promise<void> => {
      const written = await writeRows(otherRoles(company, 5), company);
      expect(written.log).toContain("tokens of the company's daily budget are left, enough for");
      expect(written.log).toContain('10 calls cost about 132 tokens');
    };
    await withCompany({users: 61}, work, {limits: true});
  });
});
