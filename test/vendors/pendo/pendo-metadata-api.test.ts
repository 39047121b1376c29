import nock from 'nock';
import {openPendo, pendoApi, pendoSchema, record, sendAll, shortly} from '../support/pendo-writing';
import {containing, matching} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {createVendorKit} from '../support/vendor-kit';

useNockStrictly();

const api = () => nock(pendoApi, {reqheaders: {'x-pendo-integration-key': 'key-of-acme'}});
const one = {kind: 'visitor', total: 1, updated: 1, failed: 0};

describe('which metadata API Pendo offers', () => {
  it('is value when the schema can be read', async () => {
    api().get('/metadata/schema/visitor').reply(200, pendoSchema);
    api()
      .post('/metadata/visitor/custom/value', [
        {visitorId: 'user-1', values: {plan: 'pro', seats: 3}},
      ])
      .reply(200, one);
    const writer = await openPendo().openWriter('pendo_visitors');
    const outcomes = await sendAll(writer, [record('user-1', {plan: 'pro', seats: 3})]);
    expect(outcomes).toEqual([{status: 'written', created: false}]);
  });

  it.each([404, 405])('is bulk when the schema is not offered (%i)', async (status) => {
    api().get('/metadata/schema/account').reply(status, 'not found');
    api()
      .post('/metadata/account/bulk', [{accountId: 'acct-1', custom: {tier: 'enterprise'}}])
      .reply(200, {total: 1, failed: 0});
    const writer = await openPendo().openWriter('pendo_accounts');
    expect(shortly(await sendAll(writer, [record('acct-1', {tier: 'enterprise'})]))).toEqual([
      'written',
    ]);
  });

  it.each([401, 403])(
    'stays open when the key is refused (%i, Q3), with the next step',
    async (status) => {
      api().get('/metadata/schema/visitor').reply(status, 'forbidden');
      await expect(openPendo().openWriter('pendo_visitors')).rejects.toMatchObject({
        kind: 'auth',
        message: matching(/Allow Write Access.*pendo\.region \(now us\)/s),
      });
    },
  );

  it('is asked for again when Pendo is in trouble', async () => {
    api().get('/metadata/schema/visitor').times(2).reply(503);
    api().get('/metadata/schema/visitor').reply(404);
    await openPendo().openWriter('pendo_visitors');
  });

  it('is never decided by a page that is not JSON (Q17)', async () => {
    api().get('/metadata/schema/visitor').times(4).reply(200, '<html>hello</html>');
    await expect(openPendo().openWriter('pendo_visitors')).rejects.toMatchObject({
      kind: 'transient',
    });
  });

  it('is as configured when it is configured', async () => {
    api().get('/metadata/schema/visitor').reply(200, pendoSchema);
    api()
      .post('/metadata/visitor/bulk', [{visitorId: 'user-1', custom: {plan: 'pro'}}])
      .reply(200, {total: 1, failed: 0});
    const writer = await openPendo({metadata_api: 'bulk'}).openWriter('pendo_visitors');
    expect(shortly(await sendAll(writer, [record('user-1', {plan: 'pro'})]))).toEqual(['written']);
  });

  it('is asked for again when a write route is gone, and the same records are sent the other way', async () => {
    const kit = createVendorKit();
    api().get('/metadata/schema/visitor').reply(200, pendoSchema);
    api().post('/metadata/visitor/custom/value').reply(404);
    api().get('/metadata/schema/visitor').reply(404);
    const body = [{visitorId: 'user-1', custom: {plan: 'pro'}}];
    api().post('/metadata/visitor/bulk', body).times(2).reply(200, {total: 1, failed: 0});
    const writer = await openPendo({}, kit).openWriter('pendo_visitors');
    expect(shortly(await sendAll(writer, [record('user-1', {plan: 'pro'})]))).toEqual(['written']);
    expect(shortly(await sendAll(writer, [record('user-1', {plan: 'pro'})]))).toEqual(['written']);
    expect(kit.logged.filter(({level}) => level === 'WARN')).toHaveLength(1);
  });

  it('fails when the write route is gone and no other is offered', async () => {
    api().get('/metadata/schema/visitor').times(2).reply(200, pendoSchema);
    api().post('/metadata/visitor/custom/value').reply(404);
    const writer = await openPendo().openWriter('pendo_visitors');
    await expect(sendAll(writer, [record('user-1', {plan: 'pro'})])).rejects.toMatchObject({
      kind: 'config',
    });
  });

  it('is not asked for again when it is configured', async () => {
    api().get('/metadata/schema/visitor').reply(200, pendoSchema);
    api().post('/metadata/visitor/custom/value').reply(404);
    const writer = await openPendo({metadata_api: 'value'}).openWriter('pendo_visitors');
    await expect(sendAll(writer, [record('user-1', {plan: 'pro'})])).rejects.toMatchObject({
      kind: 'config',
      message: containing('set pendo.metadata_api to auto'),
    });
  });
});

describe('what is sent to Pendo', () => {
  it('asks for creation in upserts only, and never mixes them with updates', async () => {
    api().get('/metadata/schema/visitor').reply(200, pendoSchema);
    api()
      .post('/metadata/visitor/custom/value', [{visitorId: 'new-1', values: {plan: 'pro'}}])
      .query({create: 'true'})
      .reply(200, one);
    const writer = await openPendo().openWriter('pendo_visitors');
    const upsert = record('new-1', {plan: 'pro'}, 'upsert');
    expect(shortly(await sendAll(writer, [upsert]))).toEqual(['written']);
    expect(writer.groupOf?.(upsert)).not.toEqual(writer.groupOf?.(record('a', {})));
  });

  it('goes to the agent group only where that is allowed', async () => {
    expect(() => openPendo({metadata_group: 'agent'})).toThrow(/allow_agent_group/);
    api().get('/metadata/schema/visitor').reply(200, pendoSchema);
    api()
      .post('/metadata/visitor/agent/value', [{visitorId: 'user-1', values: {role: 'admin'}}])
      .reply(200, one);
    const section = {metadata_group: 'agent', allow_agent_group: true};
    const writer = await openPendo(section).openWriter('pendo_visitors');
    expect(shortly(await sendAll(writer, [record('user-1', {role: 'admin'})]))).toEqual([
      'written',
    ]);
  });

  it('is nothing at all for an update without fields', async () => {
    api().get('/metadata/schema/visitor').reply(200, pendoSchema);
    api()
      .post('/metadata/visitor/custom/value', [{visitorId: 'user-2', values: {plan: 'pro'}}])
      .reply(200, one);
    const writer = await openPendo().openWriter('pendo_visitors');
    const batch = [record('user-1', {}), record('user-2', {plan: 'pro'}), record('user-3', {})];
    expect(shortly(await sendAll(writer, batch))).toEqual(['unchanged', 'written', 'unchanged']);
    expect(shortly(await sendAll(writer, [record('user-1', {})]))).toEqual(['unchanged']);
  });

  it('keeps ids of any characters (Q5)', async () => {
    const id = 'a/b "c" \\d é 😀';
    api().get('/metadata/schema/visitor').reply(200, pendoSchema);
    api()
      .post('/metadata/visitor/custom/value', [{visitorId: id, values: {plan: 'pro'}}])
      .reply(200, one);
    const writer = await openPendo().openWriter('pendo_visitors');
    await sendAll(writer, [record(id, {plan: 'pro'})]);
  });

  it('stays below 1 MB with all commas and brackets', async () => {
    api().get('/metadata/schema/visitor').reply(200, pendoSchema);
    const {limits} = await openPendo({batch_size: 1000}).openWriter('pendo_visitors');
    expect(limits).toMatchObject({recordsMax: 1000, concurrency: 2});
    expect(limits.bytesMax + limits.recordsMax - 1 + 2).toBeLessThanOrEqual(1_000_000);
  });

  it('goes to the region of the configuration', async () => {
    for (const [region, host] of [
      ['us1', 'us1.app.pendo.io'],
      ['eu', 'app.eu.pendo.io'],
      ['jpn', 'app.jpn.pendo.io'],
      ['au', 'app.au.pendo.io'],
    ] as const) {
      nock(`https://${host}/api/v1`).get('/metadata/schema/visitor').reply(404);
      await openPendo({region, base_url: pendoApi}).openWriter('pendo_visitors');
    }
  });

  it('warns of a key that hints at the EU, and switches nothing', async () => {
    const kit = createVendorKit();
    openPendo({integration_key: 'abc.eu'}, kit);
    expect(kit.logged.map(({message}) => message).join()).toContain('set pendo.region to eu');
    const quiet = createVendorKit();
    openPendo({integration_key: 'abc.eu', region: 'eu'}, quiet);
    openPendo({integration_key: 'abc.eu', base_url: 'http://127.0.0.1:1/api/v1'}, quiet);
    expect(quiet.logged).toEqual([]);
  });
});
