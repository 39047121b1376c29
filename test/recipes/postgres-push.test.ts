import type {PushBench} from './push-bench';
import {openPushBench} from './push-bench';

const CURSOR = '2026-11-01T12:00:00.123456+00:00';

function record(stream: string, data: object): string {
  return JSON.stringify({type: 'RECORD', record: {stream, emitted_at: 1, data}});
}

function state(stream: string): string {
  const descriptor = {stream_descriptor: {name: stream}, stream_state: {cursor: CURSOR}};
  return JSON.stringify({type: 'STATE', state: {type: 'STREAM', stream: descriptor}});
}

describe('push.mjs with canned answers of psql', () => {
  let bench: PushBench;
  beforeEach(async () => (bench = await openPushBench()));
  afterEach(() => bench.close());

  const visitor = (at: number): string =>
    String(bench.sandbox.dump('pendo')['visitors']?.[at]?.['visitorId']);
  const planOf = (id: string): unknown => {
    const found = bench.sandbox.dump('pendo')['visitors']?.find((one) => one['visitorId'] === id);
    return (found?.['metadata'] as {custom?: {plan?: string}} | undefined)?.custom?.plan;
  };
  const people = (plan: string): readonly string[] => [
    record('crm_people', {visitor_id: visitor(5), plan, role: null, seats: 3}),
    record('crm_people', {visitor_id: visitor(6), plan, role: 'it', seats: null}),
    state('crm_people'),
  ];

  it('plans only with --dry-run, and keeps no state', async () => {
    const pushed = await bench.push(['people', '--dry-run'], {lines: people('planned')});
    expect(pushed.code).toBe(0);
    expect(pushed.err).toContain(`Plan: pendo_visitors ${visitor(5)}: update, plan:`);
    expect(planOf(visitor(5))).not.toBe('planned');
    expect(bench.keptState('people')).toBeUndefined();
  });

  it('writes rows, and begins the next run at the echoed state', async () => {
    expect((await bench.push(['people'], {lines: people('pro')})).code).toBe(0);
    expect(bench.psqlArguments()).toContain('cursor=-infinity');
    expect([visitor(5), visitor(6)].map(planOf)).toEqual(['pro', 'pro']);
    expect(bench.keptState('people')).toContain('"destinationStats":{"recordCount":2');

    const second = await bench.push(['people'], {lines: [state('crm_people')]});
    expect(second).toMatchObject({code: 0, err: expect.stringContaining('0 received') as string});
    expect(bench.psqlArguments()).toContain(`cursor=${CURSOR}`);
  });

  it('keeps no state when psql ends in the middle, and ends with its code', async () => {
    const [first = ''] = people('half');
    const pushed = await bench.push(['people'], {lines: [first], exitCode: 3});
    expect(pushed.code).toBe(3);
    expect(pushed.err).toContain('psql ended with 3');
    expect(planOf(visitor(5))).toBe('half');
    expect(bench.keptState('people')).toBeUndefined();
  });

  it('keeps no state when Pendo refuses the key, and ends with 1', async () => {
    const environment = {PENDO_INTEGRATION_KEY: 'not-the-key'};
    const pushed = await bench.push(['people'], {lines: people('x')}, environment);
    expect(pushed.code).toBe(1);
    expect(pushed.err).toContain('ERROR: Pendo does not allow this credential');
    expect(pushed.err).not.toContain('not-the-key');
    expect(bench.keptState('people')).toBeUndefined();
  });

  it('deactivates leavers, but no more than the brake allows', async () => {
    const users = (): readonly Readonly<Record<string, unknown>>[] =>
      bench.sandbox.dump('pipedrive')['users'] ?? [];
    const active = (): number => users().filter((user) => user['active_flag'] === true).length;
    const emails = users()
      .filter((user) => user['active_flag'] === true)
      .map((user) => String(user['email']))
      .filter((email, at, all) => email.includes('@') && all.indexOf(email) === at);
    const leavers = emails.slice(1, 16).map((email) => record('crm_leavers', {email}));
    const before = active();
    const planned = await bench.push(['leavers', '--dry-run'], {lines: leavers});
    expect(planned.err).toContain('this run would invite or activate 0 and deactivate 10 users');
    expect(planned.err).toContain('limit_reached');
    expect(active()).toBe(before);

    const pushed = await bench.push(['leavers'], {lines: [...leavers, state('crm_leavers')]});
    expect(pushed.err).toContain('limit_reached');
    expect(active()).toBe(before - 10);
  });

  it.each([
    {what: 'a variable is missing', environment: {PENDO_BASE_URL: undefined}, code: 2},
    {what: 'the table is unknown', table: 'everybody', code: 2},
    {what: 'psql is not there', environment: {PSQL: '/nowhere/psql'}, code: 1},
  ])('says in one sentence that $what', async ({table = 'people', environment, code}) => {
    const pushed = await bench.push([table], {lines: []}, environment);
    expect(pushed.code).toBe(code);
    expect(pushed.err).toMatch(
      /^(Set the environment variable PENDO_BASE_URL|Usage: .*|\/nowhere\/psql cannot be started.*)\.?\n$/,
    );
  });

  it.each([{}, {PENDO_BASE_URL: undefined}, {PENDO_INTEGRATION_KEY: 'not-the-key'}])(
    'leaves no configuration with secrets behind (%j)',
    async (environment) => {
      await bench.push(['people'], {lines: people('y')}, environment);
      expect(bench.leftovers()).toEqual([]);
    },
  );
});
