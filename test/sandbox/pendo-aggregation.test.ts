import fc from 'fast-check';

import {startPendo} from './pendo-calls';
import {at, call, closeAll, createTestClock} from './running-sandbox';

afterEach(closeAll);

const TIME = 'metadata.auto.lastupdated';
const KNOWN = {source: {visitors: {identified: true}}};

function ids(rows: readonly Record<string, unknown>[]): readonly string[] {
  return rows.map(({visitorId}) => String(visitorId));
}

function isAnonymous({visitorId}: Readonly<Record<string, unknown>>): boolean {
  return String(visitorId).startsWith('_PENDO_T_');
}

function timeOf(row: Readonly<Record<string, unknown>>): number | undefined {
  const time = at(row, 'metadata', 'auto', 'lastupdated');
  return typeof time === 'number' ? time : undefined;
}

describe('Pendo aggregation', () => {
  it('lists all visitors, identified ones and anonymous ones (Pendo Q16)', async () => {
    const {results} = await startPendo({visitors: 50, anonymous: 7});
    const all = await results({source: {visitors: null}});
    expect(all).toHaveLength(57);
    expect((await results(KNOWN)).some(isAnonymous)).toBe(false);
    expect(await results(KNOWN)).toHaveLength(50);
    const unknown = await results({source: {visitors: null}}, {identified: '!visitorId'});
    expect(unknown).toHaveLength(7);
    expect(unknown.every(isAnonymous)).toBe(true);
  });

  it('pages by key through every id once, odd ids included (Pendo Q5)', async () => {
    const {results, sandbox} = await startPendo({visitors: 230});
    const seen: string[] = [];
    for (let last = ''; ;) {
      const filter = `visitorId > "${last.replace(/["\\]/g, '\\$&')}"`;
      const page = await results(KNOWN, {filter}, {sort: ['visitorId']}, {limit: 50});
      seen.push(...ids(page));
      last = seen.at(-1) ?? '';
      if (page.length < 50) break;
    }
    const dumped = sandbox.dump('pendo')['visitors'] ?? [];
    expect(seen).toEqual([...seen].sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(seen).size).toBe(230);
    expect([...seen].sort()).toEqual(
      ids(dumped.filter((row) => !isAnonymous(row)))
        .slice()
        .sort(),
    );
    expect(seen).toContain('O"Brien "the boss"');
    expect(seen).toContain('back\\slash\\');
  });

  it('serves any window of time with ties in the order of ids', async () => {
    const pendo = await startPendo({visitors: 300, equal_timestamps: 60, page_cache_bytes: 0});
    const all = (await pendo.results({source: {visitors: null}})).filter(
      (row) => timeOf(row) !== undefined,
    );
    const times = all.map((row) => timeOf(row) ?? 0);
    const instant = fc.constantFrom(...times);
    const inOrder = [...all].sort((x, y) => {
      const [byId = '', other = ''] = ids([x, y]);
      return (timeOf(x) ?? 0) - (timeOf(y) ?? 0) || (byId < other ? -1 : 1);
    });
    await fc.assert(
      fc.asyncProperty(instant, instant, fc.integer({min: 1, max: 80}), async (a, b, limit) => {
        const [from, until] = a < b ? [a, b] : [b, a];
        const filter = `${TIME} >= ${from} && ${TIME} <= ${until}`;
        const page = await pendo.results(
          {source: {visitors: null}},
          {filter},
          {sort: [TIME, 'visitorId']},
          {limit},
        );
        const expected = inOrder.filter(
          (row) => (timeOf(row) ?? 0) >= from && (timeOf(row) ?? 0) <= until,
        );
        expect(ids(page)).toEqual(ids(expected.slice(0, limit)));
      }),
      {numRuns: 40},
    );
  });

  it('reads the rest of one instant by id', async () => {
    const {results} = await startPendo({visitors: 100, equal_timestamps: 40, odd_ids: false});
    const counts = new Map<number, number>();
    const all = await results(KNOWN, {sort: [TIME, 'visitorId']});
    for (const row of all) {
      const time = timeOf(row);
      if (time !== undefined) counts.set(time, (counts.get(time) ?? 0) + 1);
    }
    const [tie] = [...counts].find(([, number]) => number === 40) ?? [0];
    const tied = ids(all.filter((row) => timeOf(row) === tie));
    expect(tied).toEqual([...tied].sort((a, b) => (a < b ? -1 : 1)));
    const filter = `${TIME} == ${tie} && visitorId > "${tied[9] ?? ''}"`;
    for (const sort of [['visitorId'], [TIME, 'visitorId']]) {
      expect(ids(await results(KNOWN, {filter}, {sort}, {limit: 100}))).toEqual(tied.slice(10));
    }
  });

  it('gives the same rows whichever order serves a filter', async () => {
    const {results} = await startPendo({visitors: 120});
    const filter = `(metadata.custom.plan == "pro" || metadata.custom.seats >= 20) && ${TIME} > 1750000000000`;
    const bySort = await Promise.all(
      [[], ['visitorId'], ['-visitorId'], [TIME], ['metadata.custom.plan', '-visitorId']].map(
        async (sort) => ids(await results(KNOWN, {filter}, ...(sort.length > 0 ? [{sort}] : []))),
      ),
    );
    const [first = []] = bySort;
    expect(first.length).toBeGreaterThan(3);
    for (const rows of bySort) expect([...rows].sort()).toEqual([...first].sort());
    expect(bySort[2]).toEqual([...(bySort[1] ?? [])].reverse());
  });

  it.each([
    ['visitorId > "A"', (id: string, a: string) => id > a],
    ['visitorId >= "A"', (id: string, a: string) => id >= a],
    ['"A" < visitorId', (id: string, a: string) => a < id],
    ['"A" >= visitorId', (id: string, a: string) => a >= id],
    ['visitorId > "A" && visitorId >= "A"', (id: string, a: string) => id > a],
    ['visitorId < "A" && visitorId <= "A"', (id: string, a: string) => id < a],
    ['visitorId >= "A" && visitorId <= "A"', (id: string, a: string) => id === a],
    ['visitorId > "A" && visitorId < "A"', () => false],
    ['visitorId != "A"', (id: string, a: string) => id !== a],
    ['visitorId > 7', () => false],
  ])('serves the stretch of ids that %s means', async (filter, fits) => {
    const {results} = await startPendo({visitors: 60, odd_ids: false});
    const all = ids(await results(KNOWN, {sort: ['visitorId']}));
    const middle = all[30] ?? '';
    const found = await results(
      KNOWN,
      {filter: filter.replaceAll('A', middle)},
      {sort: ['visitorId']},
    );
    expect(ids(found)).toEqual(all.filter((id) => fits(id, middle)));
  });

  it('leaves rows without lastupdated out of every time filter (Pendo Q10)', async () => {
    const {results} = await startPendo({visitors: 200, one_in_without_lastupdated: 10});
    const all = await results(KNOWN);
    const untimed = all.filter((row) => timeOf(row) === undefined);
    expect(untimed.length).toBeGreaterThan(5);
    expect(await results(KNOWN, {filter: `${TIME} >= 0`})).toHaveLength(200 - untimed.length);
    expect(await results(KNOWN, {filter: `${TIME} == null`})).toHaveLength(untimed.length);
  });

  it('skips, limits, counts and selects', async () => {
    const {results} = await startPendo({visitors: 90, odd_ids: false});
    const all = ids(await results(KNOWN, {sort: ['visitorId']}));
    const page = await results(KNOWN, {sort: ['visitorId']}, {skip: 10}, {limit: 5});
    expect(ids(page)).toEqual(all.slice(10, 15));
    const late = await results(KNOWN, {sort: ['visitorId']}, {limit: 15}, {skip: 10});
    expect(ids(late)).toEqual(all.slice(10, 15));
    expect(await results(KNOWN, {count: null})).toEqual([{count: 90}]);
    expect(await results(KNOWN, {limit: 4}, {count: null})).toEqual([{count: 4}]);
    const flat = await results(
      KNOWN,
      {sort: ['visitorId']},
      {limit: 2},
      {select: {visitorId: 'visitorId', plan: 'metadata.custom.nothing', twice: '2 * 2'}},
      {sort: ['-visitorId']},
    );
    expect(flat).toEqual([
      {visitorId: all[1], plan: null, twice: 4},
      {visitorId: all[0], plan: null, twice: 4},
    ]);
  });

  it('lists accounts, also with the form for all applications', async () => {
    const {results} = await startPendo({accounts: 30});
    const plain = await results({source: {accounts: null}}, {sort: ['accountId']});
    expect(plain).toHaveLength(30);
    expect(plain.map(({accountId}) => accountId)).toContain('acme.example');
    const all = {source: {accounts: {appId: 'expandAppIds("*")'}}};
    expect(await results(all, {filter: 'accountId > "acct-"'}, {sort: ['accountId']})).toEqual(
      plain.filter(({accountId}) => String(accountId) > 'acct-'),
    );
  });

  it('holds visitors of several accounts and with groups of other apps (Pendo Q11, Q12)', async () => {
    const {results} = await startPendo({visitors: 200});
    const rows = await results(KNOWN);
    const accounts = rows.map((row) => at(row, 'metadata', 'auto', 'accountids'));
    expect(accounts.some((list) => Array.isArray(list) && list.length === 2)).toBe(true);
    const seen = await results({source: {visitors: {appId: 100001}}});
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.every((row) => at(row, 'metadata', 'auto__100001') !== undefined)).toBe(true);
    expect(rows.every((row) => at(row, 'metadata', 'auto', 'email') === undefined)).toBe(true);
  });

  it.each([
    [[{source: {visitors: null}}, {eval: {}}], 'unknown stage eval'],
    [[{source: {pages: null}}], 'unknown source'],
    [[{limit: 3}], 'first stage'],
    [[{source: {visitors: null}}, {offset: 3}], 'unknown stage offset'],
    [[{source: {visitors: null}}, {filter: 'visitorId >'}], 'unexpected end'],
    [[{source: {visitors: null}}, {limit: '3'}], 'whole number'],
    [[{source: {visitors: null}}, {sort: 'visitorId'}], 'array'],
  ])('answers 400 to %j', async (pipeline, reason) => {
    const {aggregate} = await startPendo();
    const answer = await aggregate(...pipeline);
    expect(answer.status).toBe(400);
    expect(at(answer.body, 'error')).toContain(reason);
  });

  it('answers 400 to a body that is no aggregation', async () => {
    const {send} = await startPendo();
    for (const text of ['', '{', '[]', '{"response":{"mimeType":"text/csv"}}']) {
      expect((await send('POST', '/aggregation', {text})).status).toBe(400);
    }
  });

  it('times out above its number of rows (Pendo Q14)', async () => {
    const {aggregate} = await startPendo({visitors: 60, aggregation_rows_max: 50});
    expect((await aggregate(KNOWN, {limit: 51})).status).toBe(408);
    expect((await aggregate(KNOWN)).status).toBe(408);
    expect((await aggregate(KNOWN, {limit: 50})).status).toBe(200);
    expect((await aggregate(KNOWN, {count: null})).status).toBe(200);
    expect((await aggregate(KNOWN, {filter: 'visitorId == "x"'})).status).toBe(200);
  });

  it('can ignore the pipeline', async () => {
    const {results} = await startPendo({visitors: 40, anonymous: 0, ignore_pipeline: true});
    expect(await results(KNOWN, {filter: 'visitorId == "x"'}, {limit: 3})).toHaveLength(40);
  });

  it("serves the guide's rows and the guide's filter in its profile", async () => {
    const {results} = await startPendo({profile: 'guide', visitors: 60});
    const rows = await results(KNOWN);
    for (const row of rows) {
      expect(Object.keys(row).filter((key) => key !== 'accountId')).toEqual(['visitorId']);
    }
    const pro = await results(KNOWN, {filter: "custom.plan == 'pro'"});
    expect(pro.length).toBeGreaterThan(0);
    expect(pro.length).toBeLessThan(rows.length);
  });

  it('answers from its cache only what is still true', async () => {
    const {results, send} = await startPendo({visitors: 40, odd_ids: false});
    const pipeline = [KNOWN, {sort: ['visitorId']}, {limit: 3}];
    const [before] = await results(...pipeline);
    const write = [{visitorId: before?.['visitorId'], values: {role: 'Boss'}}];
    await send('POST', '/metadata/visitor/custom/value', {json: write});
    const [after] = await results(...pipeline);
    expect(at(after, 'metadata', 'custom', 'role')).toBe('Boss');
  });

  it('serves pages by key out of 200,000 visitors', async () => {
    const {results} = await startPendo({visitors: 200_000}, {limits: false});
    const filter = 'visitorId > "m" && visitorId < "n"';
    const page = await results(KNOWN, {filter}, {sort: ['visitorId']}, {limit: 300});
    const found = ids(page);
    expect(found).toEqual([...found].sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(found).size).toBe(300);
  });
});

describe('Pendo keys and limits', () => {
  it('answers 403 without key and for a wrong one (Pendo Q3)', async () => {
    const {sandbox} = await startPendo();
    const url = `${sandbox.vendors['pendo']?.baseUrl ?? ''}/token/verify`;
    expect((await call('GET', url)).status).toBe(403);
    const headers = {'x-pendo-integration-key': 'wrong'};
    expect((await call('GET', url, {headers})).status).toBe(403);
  });

  it('lets the read-only key read, and aggregate unless it is told not to', async () => {
    for (const [mode, status] of [
      ['allow', 400],
      ['refuse', 403],
    ] as const) {
      const {sandbox, send} = await startPendo({read_only_aggregation: mode});
      const key = sandbox.vendors['pendo']?.credentials['read_only_key'] ?? '';
      const headers = {'x-pendo-integration-key': key};
      expect((await send('GET', '/metadata/schema/visitor', {headers})).status).toBe(200);
      const write = await send('POST', '/metadata/visitor/custom/value', {headers, json: []});
      expect(write.status).toBe(403);
      expect((await send('POST', '/aggregation', {headers, json: {}})).status).toBe(status);
    }
  });

  it('answers 429 after its requests per second and recovers a second later', async () => {
    const clock = createTestClock();
    const settings = {requests_per_second: 3};
    const {send} = await startPendo(settings, {now: clock.now});
    const statuses: number[] = [];
    for (let nth = 0; nth < 4; nth += 1) statuses.push((await send('GET', '/visitor/x')).status);
    expect(statuses).toEqual([404, 404, 404, 429]);
    const limited = await send('GET', '/visitor/x');
    expect(limited.headers.get('retry-after')).toBeNull();
    expect((await send('GET', '/account/x')).status).toBe(404);
    clock.advance(1000);
    expect((await send('GET', '/visitor/x')).status).toBe(404);
  });

  it('sends Retry-After when it is told to, and no limit when limits are off', async () => {
    const settings = {requests_per_second: 0, retry_after: 5};
    const {send} = await startPendo(settings);
    expect((await send('GET', '/visitor/x')).headers.get('retry-after')).toBe('5');
    const free = await startPendo(settings, {limits: false});
    expect((await free.send('GET', '/visitor/x')).status).toBe(404);
  });
});
