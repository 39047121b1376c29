import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {createSecretMask} from '../../../src/core/secrets/secret-mask';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {createVendorKit} from '../support/vendor-kit';
import {identifyHost, openUserguiding, openWriter, record, sendAll, shortly} from './support';

useNockStrictly();

const success = {success: true};

function mock() {
  return nock(identifyHost).post('/v1/identify');
}

async function send(key: string, fields: JsonObject = {}, section: JsonObject = {}) {
  const [outcome] = await sendAll(await openWriter(section), [record(key, fields)]);
  return outcome;
}

describe('an identify call', () => {
  it('carries token and body as the guide shows them', async () => {
    const sent = {
      userId: 'user_123',
      attributes: {plan: 'pro'},
      company: {companyId: 'acme', attributes: {name: 'Acme Corp'}},
    };
    nock(identifyHost, {
      reqheaders: {authorization: 'Bearer key-of-acme', 'content-type': 'application/json'},
    })
      .post('/v1/identify', sent)
      .reply(200, success);
    const fields = {plan: 'pro', company: {id: 'acme', name: 'Acme Corp'}};
    expect(await send('user_123', fields)).toEqual({status: 'written', created: false});
  });

  it('carries the key in its own header where that is configured (Q10)', async () => {
    nock(identifyHost, {reqheaders: {'ug-api-key': 'key-of-acme'}, badheaders: ['authorization']})
      .post('/v1/identify')
      .reply(200, success);
    expect(await send('a', {}, {auth: 'ug_api_key'})).toMatchObject({status: 'written'});
  });

  it('goes to the configured address', async () => {
    nock('https://guides.example.com').post('/api/identify').reply(200, success);
    const section = {base_url: 'https://guides.example.com/api/'};
    expect(await send('a', {}, section)).toMatchObject({status: 'written'});
  });

  it.each<[string, number, string | JsonObject, string]>([
    ['success: false', 200, {success: false, error: 'quota'}, 'refused_by_vendor'],
    ['another body', 200, {status: 'ok'}, 'unconfirmed'],
    ['success as text', 200, {success: 'true'}, 'unconfirmed'],
    ['a list', 200, '[true]', 'unconfirmed'],
    ['no body', 200, '', 'unconfirmed'],
    ['204', 204, '', 'unconfirmed'],
    ['plain text', 200, 'OK', 'unconfirmed'],
    ['400', 400, {message: 'attributes must be flat'}, 'refused_by_vendor'],
    ['422', 422, {detail: [{loc: ['body', 'x'], msg: 'bad', type: 'e'}]}, 'refused_by_vendor'],
    ['409', 409, {detail: 'exists'}, 'already_exists'],
    ['413', 413, '<html>too large</html>', 'too_large'],
    ['418', 418, '', 'refused_by_vendor'],
  ])('that is answered with %s is a rejection with the answer kept (Q2)', async (...row) => {
    const [, status, body, reason] = row;
    mock().reply(status, body);
    const outcome = await send('a');
    expect(outcome).toMatchObject({status: 'rejected', reason, answer: containing(`${status}`)});
    const words = typeof body === 'string' ? body : JSON.stringify(body);
    expect(JSON.stringify(outcome)).toContain(JSON.stringify(words).slice(1, -1));
  });

  it('keeps at most 500 characters of an answer, and no secret', async () => {
    const kit = {...createVendorKit(), mask: createSecretMask(['key-of-acme'])};
    mock().reply(400, {message: `key-of-acme ${'x'.repeat(2000)}`});
    const [outcome] = await sendAll(await openWriter({}, kit), [record('a')]);
    const answer = outcome?.status === 'rejected' ? outcome.answer : undefined;
    expect(answer?.length).toBeLessThan(520);
    expect(answer).toContain('****');
    expect(answer).not.toContain('key-of-acme');
  });

  it.each([401, 403])(
    'that is answered with %i stops the sync as an auth failure',
    async (status) => {
      mock().reply(status, {message: 'no'});
      await expect(send('a')).rejects.toMatchObject({
        kind: 'auth',
        message: containing('userguiding.api_profile'),
      });
    },
  );

  it.each<[number, string]>([
    [404, '{"error":"no route"}'],
    [404, '<html>Not found</html>'],
    [405, ''],
    [410, ''],
    [200, '<!DOCTYPE html><html></html>'],
  ])('that is answered with %i %j names the other profile (Q12)', async (status, body) => {
    mock().reply(status, body);
    await expect(send('a')).rejects.toMatchObject({
      kind: 'config',
      message: containing('set userguiding.api_profile to user_api'),
    });
  });

  it('that is answered with a page where calls worked before is repeated', async () => {
    mock().reply(200, success);
    mock().reply(200, '<html>One moment</html>');
    mock().reply(200, success);
    const outcomes = await sendAll(await openWriter(), [record('a'), record('b')]);
    expect(shortly(outcomes)).toEqual(['written', 'written']);
  });

  it.each([408, 500, 502, 503, 529])(
    'that is answered with %i is tried five times',
    async (status) => {
      mock().times(4).reply(status, '<html>Bad gateway</html>');
      mock().reply(200, success);
      expect(await send('a')).toMatchObject({status: 'written'});
      mock().times(5).reply(status, {});
      await expect(send('a')).rejects.toMatchObject({kind: 'transient'});
    },
  );

  it('that is cut off in its answer is repeated, because identifying twice does no harm', async () => {
    mock().reply(200, '{"success":tr', {'content-type': 'application/json'});
    mock().reply(200, success);
    expect(await send('a')).toMatchObject({status: 'written'});
  });
});

describe('repeated records of one run', () => {
  it('cost a call only when they differ from what was sent last', async () => {
    mock().times(3).reply(200, success);
    const [a, b] = [record('ada', {plan: 'pro'}), record('ada', {plan: 'free'})];
    const outcomes = await sendAll(await openWriter(), [a, a, b, a]);
    expect(shortly(outcomes)).toEqual(['written', 'unchanged', 'written', 'written']);
  });

  it('all cost a call where that is configured', async () => {
    mock().times(2).reply(200, success);
    const outcomes = await sendAll(await openWriter({skip_unchanged: false}), [
      record('ada'),
      record('ada'),
    ]);
    expect(shortly(outcomes)).toEqual(['written', 'written']);
  });

  it('are sent again after an answer that confirmed nothing', async () => {
    mock().reply(200, success);
    mock().reply(200, {});
    mock().reply(200, success);
    const [a, b] = [record('ada', {plan: 'pro'}), record('ada', {plan: 'free'})];
    const outcomes = await sendAll(await openWriter(), [a, b, a]);
    expect(shortly(outcomes)).toEqual(['written', 'unconfirmed', 'written']);
  });

  it('with another company are reported once, with their number (Q5)', async () => {
    mock().times(4).reply(200, success);
    const kit = createVendorKit();
    const writer = await openWriter({}, kit);
    const companies = ['a', 'b', 'b', 'c'];
    await sendAll(
      writer,
      companies.map((id, seats) => record('ada', {seats, company: {id}})),
    );
    await writer.close?.();
    expect(kit.logged.filter(({message}) => message.includes('another company'))).toEqual([
      {level: 'WARN', message: containing('another company than before: 2.')},
    ]);
  });
});

describe('the log', () => {
  it('names the pace once, and what is not remembered', async () => {
    const kit = createVendorKit();
    await openWriter({requests_per_10_seconds: 40}, kit);
    expect(kit.logged).toEqual([
      {
        level: 'INFO',
        message: containing('at most 40 in 10 seconds, which is 14400 users an hour'),
      },
      {level: 'INFO', message: containing('userguiding.identity_file')},
    ]);
  });

  it('warns of a pace above the limit of the vendor', async () => {
    const kit = createVendorKit();
    await openWriter({requests_per_10_seconds: 60}, kit);
    expect(kit.logged).toContainEqual({level: 'WARN', message: containing('more than 50')});
  });

  it('names attributes that were held back and warns of loose company attributes once (Q4)', async () => {
    const kit = createVendorKit();
    const writer = await openWriter({attributes_allow: ['plan']}, kit);
    for (const key of ['a', 'b'])
      writer.prepare(record(key, {email: 'x', company: {name: 'Acme'}}));
    await writer.close?.();
    const lines = kit.logged.map(({message}) => message);
    expect(lines.filter((line) => line.includes('company.id'))).toHaveLength(1);
    expect(lines).toContainEqual(containing('does not list them: email.'));
  });
});

describe('a dry run', () => {
  it('says what would be sent, and that current values are unknown (Q3)', async () => {
    const writer = await openWriter();
    const fields = {plan: 'pro', company: {id: 'acme', tier: 'gold'}};
    const prepared = ['ada', 'bob', 'ada'].map((key) => {
      const one = writer.prepare(record(key, fields));
      if (!one.ok) throw new Error(one.rejection.message);
      return one.prepared;
    });
    const plans = await writer.plan(prepared, new AbortController().signal);
    expect(plans.map(({status}) => status)).toEqual(['update', 'update', 'unchanged']);
    expect(plans[0]).toEqual({
      status: 'update',
      changes: [
        {field: 'plan', to: 'pro'},
        {field: 'company.id', to: 'acme'},
        {field: 'company.tier', to: 'gold'},
      ],
      notes: [containing('Upsert')],
    });
  });

  it('understands the flat form as well', async () => {
    const writer = await openWriter({api_profile: 'user_api', paths: {upsert: 'POST /users'}});
    const prepared = writer.prepare(record('ada', {plan: 'pro', company: {id: 'acme', tier: 'x'}}));
    if (!prepared.ok) throw new Error(prepared.rejection.message);
    const [plan] = await writer.plan([prepared.prepared], new AbortController().signal);
    expect(plan).toMatchObject({
      changes: [
        {field: 'plan', to: 'pro'},
        {field: 'company.id', to: 'acme'},
        {field: 'company.tier', to: 'x'},
      ],
    });
  });
});

describe('the User API', () => {
  const section = {
    api_profile: 'user_api',
    paths: {upsert: 'POST /users', update: 'PATCH /users/{userId}'},
  };
  const host = 'https://user.userguiding.com';

  it('is called at the configured path with its own header (Q10)', async () => {
    nock(host, {reqheaders: {'ug-api-key': 'key-of-acme'}})
      .post('/users', {user_id: 'ada', plan: 'pro', company: {id: 'acme'}})
      .reply(201, {user_id: 'ada'});
    const fields = {plan: 'pro', company: {id: 'acme'}};
    expect(await send('ada', fields, section)).toMatchObject({status: 'written'});
  });

  it('has another host in the EU', async () => {
    nock('https://eu-user.userguiding.com').post('/users').reply(200, success);
    expect(await send('ada', {}, {...section, region: 'eu'})).toMatchObject({status: 'written'});
  });

  it('updates a user who exists, with the id encoded', async () => {
    nock(host).post('/users').reply(409, {detail: 'exists'});
    nock(host)
      .patch('/users/a%2Fb%40c')
      .reply(200, {data: {user_id: 'a/b@c'}});
    expect(await send('a/b@c', {}, section)).toMatchObject({status: 'written'});
  });

  it('confirms by its body, or by its status where that is configured', async () => {
    nock(host).post('/users').times(2).reply(202, {queued: true});
    expect(await send('ada', {}, section)).toMatchObject({reason: 'unconfirmed'});
    const byStatus = {...section, confirmed_by: 'status'};
    expect(await send('ada', {}, byStatus)).toMatchObject({status: 'written'});
    nock(host).post('/users').reply(200, {success: false});
    expect(await send('ada', {}, byStatus)).toMatchObject({reason: 'refused_by_vendor'});
  });

  it('refuses to start without a path for writing', async () => {
    await expect(openWriter({api_profile: 'user_api'})).rejects.toMatchObject({
      kind: 'config',
      message: containing('userguiding.paths.upsert'),
    });
  });

  it('names the other profile when it is not there (Q12)', async () => {
    nock(host).post('/users').reply(404, {});
    await expect(send('ada', {}, section)).rejects.toMatchObject({
      kind: 'config',
      message: containing('set userguiding.api_profile to guide'),
    });
  });
});

describe('the destination', () => {
  it('has one object, which is upserted by userId only', async () => {
    const destination = openUserguiding();
    expect(await destination.schemaOf('userguiding_users')).toMatchObject({required: ['userId']});
    await expect(destination.openWriter('pendo_visitors')).rejects.toMatchObject({kind: 'config'});
    const writer = await destination.openWriter('userguiding_users');
    const prepared = writer.prepare({...record('ada'), operation: 'update'});
    expect(prepared).toMatchObject({rejection: {reason: 'unsupported_operation'}});
  });

  it('refuses an address that would send the key unencrypted', () => {
    expect(() => openUserguiding({base_url: 'http://api.userguiding.com/v1'})).toThrow(
      'userguiding.base_url',
    );
  });
});
