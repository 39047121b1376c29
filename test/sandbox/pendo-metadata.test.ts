import {startPendo} from './pendo-calls';
import type {PendoCalls} from './pendo-calls';
import {at, call, closeAll, createTestClock, rowsAt} from './running-sandbox';

afterEach(closeAll);

const VALUE = '/metadata/visitor/custom/value';

async function someIds({results}: PendoCalls, count: number): Promise<readonly string[]> {
  const source = {source: {visitors: {identified: true}}};
  const rows = await results(source, {filter: 'visitorId > "a"'}, {limit: count});
  return rows.map(({visitorId}) => String(visitorId));
}

async function metadataOf(
  {results}: PendoCalls,
  id: string,
): Promise<Readonly<Record<string, unknown>>> {
  const [row] = await results(
    {source: {visitors: null}},
    {filter: `visitorId == ${JSON.stringify(id)}`},
  );
  return row ?? {};
}

describe('Pendo bulk write (documented)', () => {
  it('merges values, leaves other fields alone, and stamps all rows alike (Pendo Q9)', async () => {
    const clock = createTestClock();
    const pendo = await startPendo({odd_ids: false}, {now: clock.now});
    const [one = '', two = ''] = await someIds(pendo, 2);
    await pendo.send('POST', VALUE, {json: [{visitorId: one, values: {plan: 'old', seats: 7}}]});
    clock.advance(5000);
    const answer = await pendo.send('POST', VALUE, {
      json: [
        {visitorId: one, values: {plan: 'pro'}},
        {visitorId: two, values: {plan: 'free', renewaldate: '2026-10-01T00:00:00Z'}},
      ],
    });
    expect(answer.body).toEqual({kind: 'visitor', total: 2, updated: 2, failed: 0});
    const first = await metadataOf(pendo, one);
    const second = await metadataOf(pendo, two);
    expect(at(first, 'metadata', 'custom')).toMatchObject({plan: 'pro', seats: 7});
    for (const row of [first, second]) {
      expect(at(row, 'metadata', 'auto', 'lastupdated')).toBe(clock.now());
    }
  });

  it('counts unknown ids, undefined fields, wrong types and broken items, with 200 (Pendo Q1)', async () => {
    const pendo = await startPendo({odd_ids: false});
    const [one = '', two = ''] = await someIds(pendo, 2);
    const before = await metadataOf(pendo, two);
    const answer = await pendo.send('POST', VALUE, {
      json: [
        {visitorId: one, values: {plan: 'pro'}},
        {visitorId: 'ghost-1', values: {plan: 'free'}},
        {visitorId: two, values: {plan: 'pro', shoesize: 44}},
        {visitorId: two, values: {seats: 'many'}},
        {visitorId: two, values: {engagement: 0.5}},
        {visitorId: two, values: {oldplan: 'deleted field'}},
        {values: {plan: 'pro'}},
        'nonsense',
      ],
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({total: 8, updated: 1, failed: 7, missing: ['ghost-1']});
    const errors = at(answer.body, 'errors');
    expect(errors).toHaveLength(6);
    expect(at(errors, 0)).toContain(two);
    expect(await metadataOf(pendo, two)).toEqual(before);
  });

  it('creates unknown ids when it is told to', async () => {
    const pendo = await startPendo();
    const json = [{visitorId: 'new/one', values: {plan: 'pro'}}];
    const answer = await pendo.send('POST', `${VALUE}?create=true`, {json});
    expect(answer.body).toMatchObject({updated: 1, failed: 0});
    const single = await pendo.send('GET', `/visitor/${encodeURIComponent('new/one')}`);
    expect(at(single.body, 'metadata', 'custom')).toEqual({plan: 'pro'});
  });

  it.each([
    ['values', VALUE, {visitorId: 'x', values: {}}],
    ['a group that is read only', '/metadata/visitor/auto/value', []],
    ['broken JSON', VALUE, undefined],
  ])('answers 400 to %s', async (_, path, json) => {
    const {send} = await startPendo();
    const body = json === undefined ? {text: '[{'} : {json};
    expect((await send('POST', path, body)).status).toBe(400);
  });

  it('answers 413 to a large body and 400 to a long batch', async () => {
    const {send} = await startPendo({body_bytes_max: 500, batch_records_max: 2});
    const item = {visitorId: 'ghost', values: {}};
    expect((await send('POST', VALUE, {json: [item, item]})).status).toBe(200);
    expect((await send('POST', VALUE, {json: [item, item, item]})).status).toBe(400);
    const long = [{visitorId: 'ghost', values: {plan: 'x'.repeat(500)}}];
    expect((await send('POST', VALUE, {json: long})).status).toBe(413);
  });

  it.each([
    [{}, {missing: ['ghost'], errors: [expect.any(String)]}],
    [{missing_form: 'absent'}, {errors: [expect.any(String)]}],
    [{missing_form: 'null'}, {missing: null, errors: [expect.any(String)]}],
    [{errors_form: 'absent'}, {missing: ['ghost']}],
    [{errors_form: 'null'}, {missing: ['ghost'], errors: null}],
  ])('answers in the form %j (Pendo Q2)', async (settings, lists) => {
    const pendo = await startPendo({...settings, odd_ids: false});
    const [id = ''] = await someIds(pendo, 1);
    const json = [
      {visitorId: 'ghost', values: {}},
      {visitorId: id, values: {shoesize: 44}},
    ];
    const {body} = await pendo.send('POST', VALUE, {json});
    expect(body).toEqual({kind: 'visitor', total: 2, updated: 0, failed: 2, ...lists});
  });

  it('can answer counts only', async () => {
    const {send} = await startPendo({counts_only: true});
    const {body} = await send('POST', VALUE, {json: [{visitorId: 'ghost', values: {}}]});
    expect(body).toEqual({total: 1, failed: 1});
  });

  it('can ignore undefined fields without a word, and keep values instead of nulls', async () => {
    const pendo = await startPendo({
      undefined_fields: 'ignore',
      null_values: 'keep',
      odd_ids: false,
    });
    const [id = ''] = await someIds(pendo, 1);
    const write = (values: object) => pendo.send('POST', VALUE, {json: [{visitorId: id, values}]});
    await write({role: 'Boss'});
    const {body} = await write({role: null, shoesize: 44, plan: 'pro'});
    expect(body).toMatchObject({updated: 1, failed: 0});
    const custom = at(await metadataOf(pendo, id), 'metadata', 'custom');
    expect(custom).toMatchObject({role: 'Boss', plan: 'pro'});
    expect(custom).not.toHaveProperty('shoesize');
  });

  it('clears a value with null otherwise', async () => {
    const pendo = await startPendo({odd_ids: false});
    const [id = ''] = await someIds(pendo, 1);
    await pendo.send('POST', VALUE, {json: [{visitorId: id, values: {plan: null}}]});
    expect(at(await metadataOf(pendo, id), 'metadata', 'custom', 'plan')).toBeNull();
  });
});

describe('Pendo metadata', () => {
  it('shows definitions and creates fields, under keys made of the name (Pendo Q6, Q18)', async () => {
    const pendo = await startPendo({odd_ids: false});
    const path = '/metadata/schema/visitor';
    const before = (await pendo.send('GET', path)).body;
    expect(at(before, 'custom', 'seats')).toMatchObject({Type: 'integer', isHidden: false});
    expect(at(before, 'custom', 'oldplan', 'isDeleted')).toBe(true);
    const fields = [
      {name: 'Shoe Size!', displayname: 'Shoe Size!', type: 'number'},
      {name: 'oldplan', displayname: 'Old Plan', type: 'string'},
    ];
    expect((await pendo.send('POST', `${path}/custom`, {json: fields})).status).toBe(200);
    const after = (await pendo.send('GET', path)).body;
    expect(at(after, 'custom', 'shoesize', 'Type')).toBe('float');
    expect(at(after, 'custom', 'oldplan', 'isDeleted')).toBe(false);
    const [id = ''] = await someIds(pendo, 1);
    const json = [{visitorId: id, values: {shoesize: 44.5, oldplan: 'x'}}];
    expect((await pendo.send('POST', VALUE, {json})).body).toMatchObject({updated: 1});
    expect((await pendo.send('POST', `${path}/auto`, {json: fields})).status).toBe(400);
    const bad = [{name: 'x', type: 'colour'}];
    expect((await pendo.send('POST', `${path}/custom`, {json: bad})).status).toBe(400);
  });

  it('reads and writes one value by id in the path, also in base64', async () => {
    const pendo = await startPendo();
    const odd = 'O"Brien "the boss"';
    const path = `/metadata/visitor/custom/value/${encodeURIComponent(odd)}`;
    expect((await pendo.send('GET', `${path}/role`)).status).toBe(404);
    expect((await pendo.send('PUT', `${path}/role`, {json: 'Boss'})).status).toBe(200);
    expect((await pendo.send('GET', `${path}/role`)).body).toBe('Boss');
    const coded = Buffer.from(odd).toString('base64');
    const again = `/metadata/visitor/custom/value/${encodeURIComponent(coded)}/role`;
    expect((await pendo.send('GET', again)).body).toBe('Boss');
    expect((await pendo.send('PUT', `${path}/seats`, {json: 'many'})).status).toBe(400);
    expect(
      (await pendo.send('PUT', '/metadata/visitor/custom/value/ghost/role', {json: 1})).status,
    ).toBe(404);
    await pendo.send('PUT', `${path}/madeup`, {json: 'text'});
    const schema = (await pendo.send('GET', '/metadata/schema/visitor')).body;
    expect(at(schema, 'custom', 'madeup', 'Type')).toBe('string');
  });

  it('moves a visitor out of processing, which takes its time stamp', async () => {
    const pendo = await startPendo({odd_ids: false});
    const [id = ''] = await someIds(pendo, 1);
    const path = `/metadata/visitor/pendo/value/${encodeURIComponent(id)}/donotprocess`;
    expect((await pendo.send('PUT', path, {json: true})).status).toBe(200);
    const rows = await pendo.results({source: {doNotProcessVisitors: null}});
    expect(rows.map(({visitorId}) => visitorId)).toEqual([id]);
    expect(at(rows[0], 'metadata', 'auto', 'lastupdated')).toBeUndefined();
  });

  it('shows one visitor and one account under the id name that is set (Pendo Q19)', async () => {
    const {send} = await startPendo({single_id_key: 'id'});
    const account = await send('GET', '/account/acme.example');
    expect(at(account.body, 'id')).toBe('acme.example');
    expect(at(account.body, 'metadata', 'auto', 'name')).toBeUndefined();
    expect((await send('GET', '/account/ghost')).status).toBe(404);
  });
});

describe('Pendo profiles', () => {
  const documented = [
    ['GET', '/metadata/schema/visitor'],
    ['POST', VALUE],
    ['POST', '/bulkdelete/visitor'],
    ['GET', '/token/verify'],
  ] as const;
  const guide = [
    ['POST', '/metadata/visitor/bulk'],
    ['PUT', '/metadata/visitor/x'],
    ['DELETE', '/visitor/x'],
    ['GET', '/user'],
  ] as const;

  it("answer 404 on each other's routes, and both serve all", async () => {
    const noRoute = async (profile: string): Promise<readonly string[]> => {
      const {send} = await startPendo({profile});
      const missing: string[] = [];
      for (const [method, path] of [...documented, ...guide]) {
        const body = method === 'POST' || method === 'PUT' ? {json: {}} : {};
        const {status, text} = await send(method, path, body);
        if (status === 404 && text.includes('no such route')) missing.push(`${method} ${path}`);
      }
      return missing;
    };
    expect(await noRoute('documented')).toEqual(guide.map((one) => one.join(' ')));
    expect(await noRoute('guide')).toEqual(documented.map((one) => one.join(' ')));
    expect(await noRoute('both')).toEqual([]);
  });

  it("bulk writes in the guide's form answer counts only", async () => {
    const pendo = await startPendo({profile: 'guide', rows: 'full', odd_ids: false});
    const [id = ''] = await someIds(pendo, 1);
    const json = [
      {visitorId: id, custom: {plan: 'pro'}},
      {visitorId: 'ghost', custom: {plan: 'pro'}},
    ];
    expect((await pendo.send('POST', '/metadata/visitor/bulk', {json})).body).toEqual({
      total: 2,
      failed: 1,
    });
    const account = [{accountId: 'acme.example', custom: {tier: 'gold'}}];
    const answer = await pendo.send('POST', '/metadata/account/bulk', {json: account});
    expect(answer.body).toEqual({total: 1, failed: 0});
    expect(at(await metadataOf(pendo, id), 'metadata', 'custom', 'plan')).toBe('pro');
  });

  it('the guide writes one, shows one with e-mail in auto, deletes one, lists team users', async () => {
    const pendo = await startPendo({profile: 'guide', odd_ids: false});
    const [id = ''] = await someIds(pendo, 1);
    const path = encodeURIComponent(id);
    const written = await pendo.send('PUT', `/metadata/visitor/${path}`, {
      json: {custom: {plan: 'enterprise'}},
    });
    expect(written.body).toEqual({visitorId: id, custom: {plan: 'enterprise'}});
    const shown = (await pendo.send('GET', `/visitor/${path}`)).body;
    expect(at(shown, 'visitorId')).toBe(id);
    expect(at(shown, 'metadata', 'auto', 'email')).toContain('@');
    expect((await pendo.send('DELETE', `/visitor/${path}`)).body).toEqual({});
    expect((await pendo.send('GET', `/visitor/${path}`)).status).toBe(404);
    expect((await pendo.send('DELETE', `/visitor/${path}`)).status).toBe(404);
    expect(at((await pendo.send('GET', '/user')).body, 0)).toMatchObject({id: 'admin-001'});
  });
});

describe('Pendo deletions and page loads', () => {
  it('a job deletes after a while, and the snippet brings the visitor back', async () => {
    const clock = createTestClock();
    const pendo = await startPendo({odd_ids: false, delete_job_ms: 3000}, {now: clock.now});
    const [id = ''] = await someIds(pendo, 1);
    const path = `/visitor/${encodeURIComponent(id)}`;
    const job = await pendo.send('POST', '/bulkdelete/visitor', {json: {visitors: [id, 'ghost']}});
    expect(job.body).toEqual({id: 'job-1'});
    expect((await pendo.send('GET', '/bulkdelete/job-1')).body).toMatchObject({status: 'pending'});
    expect((await pendo.send('GET', path)).status).toBe(200);
    clock.advance(3000);
    expect((await pendo.send('GET', path)).status).toBe(404);
    expect((await pendo.send('GET', '/bulkdelete')).body).toMatchObject([
      {status: 'done', total: 2, deleted: 1},
    ]);
    expect((await pendo.send('GET', '/bulkdelete/job-9')).status).toBe(404);
    expect((await pendo.send('POST', '/bulkdelete/visitor', {json: {}})).status).toBe(400);
    const back = pendo.sandbox.change('pendo', {kind: 'page_loads', joined: 1});
    expect(back.joined).toEqual([id]);
    expect((await pendo.send('GET', path)).status).toBe(200);
  });

  it('a page load overwrites what was written to agent', async () => {
    const pendo = await startPendo({odd_ids: false});
    const [id = ''] = await someIds(pendo, 1);
    const json = [{visitorId: id, values: {language: 'written'}}];
    await pendo.send('POST', '/metadata/visitor/agent/value', {json});
    const url = pendo.sandbox.vendors['pendo']?.otherUrls?.['page_load'] ?? '';
    await call('POST', url, {json: {visitorId: id, agent: {language: 'seen'}}});
    expect(at(await metadataOf(pendo, id), 'metadata', 'agent', 'language')).toBe('seen');
  });
});

describe('planted changes of Pendo', () => {
  it('are exactly what the dump shows before and after', async () => {
    const clock = createTestClock();
    const {sandbox} = await startPendo({visitors: 80, accounts: 20}, {now: clock.now});
    for (const [kind, key] of [
      ['visitors', 'visitorId'],
      ['accounts', 'accountId'],
    ] as const) {
      const list = (): ReadonlyMap<string, string> =>
        new Map(sandbox.dump('pendo')[kind]?.map((row) => [String(row[key]), JSON.stringify(row)]));
      const before = list();
      clock.advance(1000);
      const done = sandbox.change('pendo', {kind, changed: 5, joined: 3, left: 4});
      const after = list();
      const moved = [...after].filter(([id, text]) => before.has(id) && before.get(id) !== text);
      expect(moved.map(([id]) => id).sort()).toEqual([...done.changed].sort());
      expect([...after.keys()].filter((id) => !before.has(id)).sort()).toEqual(
        [...done.joined].sort(),
      );
      expect([...before.keys()].filter((id) => !after.has(id)).sort()).toEqual(
        [...done.left].sort(),
      );
      expect([done.changed.length, done.joined.length, done.left.length]).toEqual([5, 3, 4]);
    }
  });

  it('take no more than there is', async () => {
    const {sandbox} = await startPendo({visitors: 5, anonymous: 3});
    expect(sandbox.change('pendo', {kind: 'visitors', left: 50}).left).toHaveLength(5);
    expect(rowsAt(sandbox.dump('pendo'), 'visitors')).toHaveLength(3);
  });
});
