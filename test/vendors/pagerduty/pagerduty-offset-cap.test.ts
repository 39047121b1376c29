import fc from 'fast-check';
import {Failure} from '../../../src/core/failure';
import type {LoggedRequest, Sandbox} from '../../../src/sandbox/sandbox';
import {listAllUsers, type AllUsers} from '../../../src/vendors/pagerduty/users/list-all-users';
import {readSweep} from '../support/read-rows';
import {connectTo, held, requestCounts, withPagerduty, type Ready} from './support';

/** A vendor whose lists end early, so that little data is enough. */
const offsetCap = 50;

/** What came of listing all users below a cap of 50. */
interface Listed {
  readonly ids: readonly unknown[];
  /** Ids of those who are in the account at the end. */
  readonly held: readonly unknown[];
  readonly failure: Failure | undefined;
  readonly requests: readonly LoggedRequest[];
  readonly log: string;
}

interface ListOptions {
  readonly onOffsetCap?: AllUsers['onOffsetCap'];
  readonly pageSize?: number;
  /** Called with all ids so far. */
  readonly afterPage?: (ids: readonly unknown[], ready: Ready) => Promise<void>;
}

async function listUnderCap(
  settings: Readonly<Record<string, unknown>>,
  {onOffsetCap = 'split_by_team', pageSize = 10, afterPage}: ListOptions = {},
): Promise<Listed> {
  const listed: Listed[] = [];
  await withPagerduty({offset_cap: offsetCap, ...settings}, async (ready) => {
    const {sandbox, kit} = ready;
    const ids: unknown[] = [];
    const {log, signal} = kit;
    const rules = {pageSize, offsetCap};
    const client = connectTo(sandbox, kit);
    const failure = await failureOf(async () => {
      for await (const page of listAllUsers({client, query: {}, onOffsetCap, rules, log, signal})) {
        ids.push(...page.map(({id}) => id));
        await afterPage?.(ids, ready);
      }
    });
    const inside = held(sandbox, 'pagerduty_users').map(({id}) => id);
    const logged = kit.logged.map(({message}) => message).join('\n');
    listed.push({ids, held: inside, failure, requests: sandbox.requests(), log: logged});
  });
  const [only] = listed;
  if (only === undefined) throw new Error('nothing was listed');
  return only;
}

async function failureOf(work: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

interface FailingCase {
  readonly when: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly onOffsetCap?: AllUsers['onOffsetCap'];
  readonly message: RegExp;
  readonly requestsMax: number;
}

async function deleteUser({vendors}: Sandbox, id: unknown): Promise<void> {
  const {baseUrl = '', credentials = {}} = vendors['pagerduty'] ?? {};
  const headers = {authorization: `Token token=${credentials['api_key'] ?? ''}`};
  const answer = await fetch(`${baseUrl}/users/${String(id)}`, {method: 'DELETE', headers});
  expect(answer.status).toBe(204);
}

describe('PagerDuty accounts of more users than can be listed (Q2)', () => {
  it('are read completely, team by team and then by name', async () => {
    const {ids, held: all, failure, requests, log} = await listUnderCap({users: 120, teams: 6});
    expect(failure).toBeUndefined();
    expect([...ids].sort()).toEqual([...all].sort());
    expect(requests.some(({query}) => query['team_ids[]'] !== undefined)).toBe(true);
    expect(requests.some(({query}) => query['query'] !== undefined)).toBe(true);
    expect(requests.some(({status}) => status >= 400)).toBe(false);
    expect(log).toContain('counts 120 users and lists 50 at once');
  });

  it('are read with teams only, where everybody is in one', async () => {
    const settings = {users: 65, teams: 5, teamless_percent: 0};
    const {ids, requests} = await listUnderCap(settings);
    expect(new Set(ids).size).toBe(65);
    expect(requests.some(({query}) => query['query'] !== undefined)).toBe(false);
  });

  it('are read completely by name where the plan has no teams', async () => {
    const {ids, log} = await listUnderCap({users: 120, plan_teams: false});
    expect(new Set(ids).size).toBe(120);
    expect(ids).toHaveLength(120);
    expect(log).toContain('Teams cannot be used to list all users');
  });

  it('are searched for longer texts where a letter matches too many', async () => {
    const {ids, requests} = await listUnderCap({users: 300, teams: 0});
    expect(new Set(ids).size).toBe(300);
    expect(requests.some(({query}) => query['query']?.length === 2)).toBe(true);
  });

  it('are read at the end of each part first: a fifth above the cap costs few requests', async () => {
    const {ids, requests} = await listUnderCap({users: 60, teams: 0});
    expect(new Set(ids).size).toBe(60);
    expect(requests.length).toBeLessThan(30);
  });

  it('are found too who slipped below the cap because somebody left', async () => {
    // Only the two teams narrow the list, and their ends do not reach down to the page that moved.
    const narrow = {teams: 2, teamless_percent: 0, query_ignored: true};
    let hasLeft = false;
    const afterPage = async (ids: readonly unknown[], {sandbox}: Ready): Promise<void> => {
      if (ids.length < 20 || hasLeft) return;
      hasLeft = true;
      await deleteUser(sandbox, ids[1]);
    };
    const {
      ids,
      held: inside,
      failure,
    } = await listUnderCap(
      {users: 55, plan_offboarding: true, ...narrow},
      {pageSize: 5, afterPage},
    );
    expect(failure).toBeUndefined();
    expect(inside).toHaveLength(54);
    expect(inside.filter((id) => !ids.includes(id))).toEqual([]);
    expect(ids).toHaveLength(55);
  });

  it('are not proven complete when somebody left before being seen', async () => {
    const settings = {users: 55, teams: 2, teamless_percent: 0, plan_offboarding: true};
    let hasLeft = false;
    const afterPage = async (ids: readonly unknown[], {sandbox}: Ready): Promise<void> => {
      if (ids.length < 28 || hasLeft) return;
      hasLeft = true;
      await deleteUser(sandbox, held(sandbox, 'pagerduty_users').at(-1)?.['id']);
    };
    const {failure} = await listUnderCap(settings, {afterPage});
    expect(failure).toMatchObject({kind: 'transient'});
    expect(failure?.message).toMatch(/counted 55 users, then 54.*Run the sync again/);
  });

  it.each<FailingCase>([
    {
      when: 'no search narrows the list',
      settings: {teamless_percent: 100, query_ignored: true},
      message: /counts 60 users .* 50 were found and 10 are missing.*Put the users .* into teams/,
      requestsMax: 80,
    },
    {
      when: 'nothing narrows the list, after three of its 500 teams',
      settings: {teams: 500, team_ids_ignored: true, query_ignored: true},
      message: /counts 60 users .* 50 were found and 10 are missing/,
      requestsMax: 75,
    },
    {
      when: 'there is no total to prove it with',
      settings: {total_never: true},
      message: /does not say how many/,
      requestsMax: 8,
    },
    {
      when: 'the configuration says so',
      onOffsetCap: 'fail',
      settings: {},
      message: /the account has 60.*split_by_team/,
      requestsMax: 1,
    },
  ])('fail fast when $when', async ({settings, onOffsetCap, message, requestsMax}) => {
    const listed = await listUnderCap({users: 60, ...settings}, onOffsetCap && {onOffsetCap});
    expect(listed.failure).toMatchObject({kind: 'config'});
    expect(listed.failure?.message).toMatch(message);
    expect(listed.requests.length).toBeLessThanOrEqual(requestsMax);
  });

  it('never end short, whoever is in which team and whoever comes or goes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          users: fc.integer({min: 45, max: 90}),
          teams: fc.integer({min: 0, max: 9}),
          teamless_percent: fc.constantFrom(0, 10, 100),
          race: fc.constantFrom('none', 'joins', 'leaves'),
          joins_first: fc.boolean(),
          query_ignored: fc.constantFrom(false, false, true),
        }),
        async (settings) => {
          const {ids, held: inside, failure} = await listUnderCap(settings);
          expect(new Set(ids).size).toBe(ids.length);
          if (failure) {
            expect(['config', 'transient']).toContain(failure.kind);
            return;
          }
          const known = new Set(ids);
          const missing = inside.filter((id) => !known.has(id));
          // Who comes while the list is read may be in it, or in the next one.
          expect(missing.length).toBeLessThanOrEqual(settings.race === 'joins' ? 2 : 0);
        },
      ),
      {numRuns: 12, seed: 20_251},
    );
  });
});

describe('a PagerDuty account of 12,000 users', () => {
  it('is read completely with 276 requests', async () => {
    // The shortest answers that name every user: everybody has at least an e-mail address.
    const settings = {users: 12_000, teams: 30, guide_empty_arrays: true};
    await withPagerduty(settings, async ({sandbox, source}) => {
      const rows = await readSweep(source, 'pagerduty_contact_methods');
      expect(new Set(rows.map((row) => row['user_id'])).size).toBe(12_000);
      expect(new Set(rows.map(({id}) => id)).size).toBe(rows.length);
      // Thirty teams are a round number, at which a server may have cut.
      expect(requestCounts(sandbox)).toEqual({'/users': 274, '/teams': 2});
      expect(sandbox.requests().some(({status}) => status >= 400)).toBe(false);
    });
  }, 60_000);
});
