import {startPipedrive} from './pipedrive-calls';
import type {PipedriveCalls} from './pipedrive-calls';
import {at, closeAll, createTestClock} from './running-sandbox';
import type {Seen} from './running-sandbox';

afterEach(closeAll);

async function times(count: number, ask: () => Promise<Seen>): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for (let nth = 0; nth < count; nth += 1) seen.push(await ask());
  return seen;
}

function me({send}: PipedriveCalls): Promise<Seen> {
  return send('GET', '/users/me');
}

describe('Pipedrive burst window', () => {
  it('rolls over two seconds and says so in headers', async () => {
    const clock = createTestClock();
    const pipedrive = await startPipedrive({burst_requests: 3}, {now: clock.now});
    const [first] = await times(1, () => me(pipedrive));
    expect(first?.headers.get('x-ratelimit-limit')).toBe('3');
    expect(first?.headers.get('x-ratelimit-remaining')).toBe('2');
    expect(first?.headers.get('x-ratelimit-reset')).toBe('2');
    clock.advance(1500);
    const seen = await times(3, () => me(pipedrive));
    expect(seen.map(({status}) => status)).toEqual([200, 200, 429]);
    const refused = seen[2];
    expect(refused?.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(refused?.headers.get('x-ratelimit-reset')).toBe('1');
    expect(at(refused?.body, 'error')).toBe('Request over limit');
    expect(refused?.headers.get('retry-after')).toBeNull();
    clock.advance(500);
    const next = await times(2, () => me(pipedrive));
    expect(next.map(({status}) => status)).toEqual([200, 429]);
  });

  it('tells the reset as a point in time in the guide’s form (Pipedrive Q1)', async () => {
    const clock = createTestClock();
    const pipedrive = await startPipedrive({reset_form: 'epoch'}, {now: clock.now});
    const {headers} = await me(pipedrive);
    expect(Number(headers.get('x-ratelimit-reset'))).toBe(clock.now() / 1000 + 2);
  });

  it.each([
    ['lite', '20'],
    ['growth', '40'],
    ['premium', '100'],
    ['ultimate', '120'],
  ])('is as large as the plan %s has it', async (plan, limit) => {
    const pipedrive = await startPipedrive({plan});
    expect((await me(pipedrive)).headers.get('x-ratelimit-limit')).toBe(limit);
  });

  it('may count searches on their own', async () => {
    const clock = createTestClock();
    const pipedrive = await startPipedrive({find_is_search: true}, {now: clock.now});
    const seen = await times(11, () => pipedrive.send('GET', '/users/find?term=zz'));
    expect(seen.map(({status}) => status)).toEqual([...Array<number>(10).fill(200), 429]);
    expect(Number(seen[10]?.headers.get('x-ratelimit-remaining'))).toBeGreaterThan(0);
    expect((await me(pipedrive)).status).toBe(200);
  });

  it('leads to a page of HTML for those who go on after 429 (Pipedrive Q3)', async () => {
    const clock = createTestClock();
    const settings = {burst_requests: 1, block_after: 20, block_ms: 60_000};
    const pipedrive = await startPipedrive(settings, {now: clock.now});
    const seen = await times(22, () => me(pipedrive));
    expect(seen.map(({status}) => status)).toEqual([200, ...Array<number>(20).fill(429), 403]);
    expect(seen[21]?.text).toContain('<html>');
    clock.advance(30_000);
    expect((await me(pipedrive)).status).toBe(403);
    clock.advance(30_000);
    expect((await me(pipedrive)).status).toBe(200);
  });

  it('is off with the sandbox’s limits', async () => {
    const pipedrive = await startPipedrive({burst_requests: 1}, {limits: false});
    const seen = await times(5, () => me(pipedrive));
    expect(seen.map(({status}) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(seen[0]?.headers.get('x-ratelimit-limit')).toBeNull();
  });
});

describe('Pipedrive daily budget', () => {
  it('is spent by the cost of each call, then all is 429 until midnight (Q2, Q18)', async () => {
    const clock = createTestClock();
    const pipedrive = await startPipedrive({daily_tokens: 45}, {now: clock.now});
    const list = () => pipedrive.send('GET', '/users');
    const seen = await times(4, list);
    expect(seen.map(({status}) => status)).toEqual([200, 200, 200, 429]);
    const left = seen.map(({headers}) => headers.get('x-daily-ratelimit-token-remaining'));
    expect(left).toEqual(['25', '5', '0', '0']);
    expect(seen[3]?.headers.get('retry-after')).toBe('3');
    expect(Number(seen[3]?.headers.get('x-ratelimit-remaining'))).toBeGreaterThan(0);
    clock.advance(3000);
    expect((await me(pipedrive)).status).toBe(429);
    clock.advance(12 * 3_600_000);
    expect((await list()).status).toBe(200);
  });

  it('can come without its headers', async () => {
    const pipedrive = await startPipedrive({daily_tokens: 10, daily_headers: false});
    const seen = await times(2, () => pipedrive.send('GET', '/users'));
    expect(seen.map(({status}) => status)).toEqual([200, 429]);
    expect(seen[1]?.headers.get('x-daily-ratelimit-token-remaining')).toBeNull();
  });

  it('counts POST and PUT of a token’s user', async () => {
    const pipedrive = await startPipedrive({daily_writes: 1});
    const invite = (email: string) => pipedrive.send('POST', '/users', {json: {email}});
    const first = await invite('a@new.example');
    expect(first.headers.get('x-daily-requests-left')).toBe('0');
    expect((await invite('b@new.example')).status).toBe(429);
    expect((await me(pipedrive)).status).toBe(200);
  });
});
