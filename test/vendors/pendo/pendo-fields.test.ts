import nock from 'nock';
import {ExactNumber} from '../../../src/core/exact-number';
import type {Json, JsonObject} from '../../../src/core/json';
import {
  openPendo,
  pendoApi,
  pendoSchema,
  record,
  rejectionOf,
  sendAll,
  shortly,
} from '../support/pendo-writing';
import {containing, matching} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';

useNockStrictly();

const api = () => nock(pendoApi);

async function openWriter(section: JsonObject = {}, schema: JsonObject = pendoSchema) {
  api().get('/metadata/schema/visitor').reply(200, schema);
  return openPendo(section).openWriter('pendo_visitors');
}

async function bodyOf(fields: JsonObject, section: JsonObject = {}) {
  const prepared = (await openWriter(section)).prepare(record('u', fields));
  if (!prepared.ok) throw new Error(prepared.rejection.message);
  return (JSON.parse(prepared.prepared.body) as {values: JsonObject}).values;
}

describe('a field with a dot in its name', () => {
  it('is sent where Pendo has one that is called so', async () => {
    expect(await bodyOf({'renewal.date': '2026-03-01'})).toEqual({
      renewaldate: '2026-03-01T00:00:00.000Z',
    });
  });

  it('ends the writing with a sentence that says how to map it, where Pendo has none', async () => {
    const writer = await openWriter();
    expect(() => writer.prepare(record('u', {'address.city': 'Riga'}))).toThrow(
      expect.objectContaining({
        kind: 'data',
        message: expect.stringContaining(
          'Map the column to a field of Pendo ({"column": "address.city", "field": "…"})',
        ) as unknown,
      }) as Error,
    );
  });
});

describe('a number that a double cannot hold', () => {
  it.each(['plan', 'anything', 'score', 'tags'])('keeps its digits in %s', async (name) => {
    const long = new ExactNumber('157963456373623802');
    const value = name === 'tags' ? [long] : long;
    const prepared = (await openWriter()).prepare(record('u', {[name]: value}));
    expect(prepared.ok && prepared.prepared.body).toContain('157963456373623802');
  });

  it('is rejected where it would be rounded, or where no double comes near', async () => {
    const writer = await openWriter();
    const why = (name: string, digits: string) =>
      rejectionOf(writer, record('u', {[name]: new ExactNumber(digits)})).reason;
    expect(why('seats', '157963456373623802')).toBe('invalid_value');
    expect(why('score', '1e400')).toBe('invalid_value');
  });
});

describe('a field that Pendo has', () => {
  it.each<[string, Json, Json]>([
    ['plan', 'pro', 'pro'],
    ['plan', 'quo"te \\ é 😀', 'quo"te \\ é 😀'],
    ['plan', 42, '42'],
    ['seats', 3, 3],
    ['score', 1.5, 1.5],
    ['score', 2, 2],
    ['paying', true, true],
    ['renewaldate', '2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['renewaldate', '2026-03-01 10:00:00', '2026-03-01T10:00:00.000Z'],
    ['renewaldate', '2026-03-01T10:00:00+02:00', '2026-03-01T08:00:00.000Z'],
    ['renewaldate', 1_772_323_200_000, '2026-03-01T00:00:00.000Z'],
    ['tags', ['a', 1], ['a', 1]],
    ['anything', 'x', 'x'],
    ['anything', [1, 2], [1, 2]],
    ['plan', null, null],
    ['seats', null, null],
  ])('%s takes %j as %j', async (name, value, sent) => {
    expect(await bodyOf({[name]: value})).toEqual({[name]: sent});
  });

  it('of type time is sent as epoch milliseconds where that is configured', async () => {
    const values = await bodyOf({renewaldate: '2026-03-01'}, {time_format: 'epoch_ms'});
    expect(values).toEqual({renewaldate: 1_772_323_200_000});
  });

  it.each<[string, Json, string]>([
    ['plan', true, 'invalid_type'],
    ['plan', {a: 1}, 'invalid_type'],
    ['seats', '3', 'invalid_type'],
    ['seats', 1.5, 'invalid_value'],
    ['seats', 2 ** 60, 'invalid_value'],
    ['score', '1.5', 'invalid_type'],
    ['paying', 1, 'invalid_type'],
    ['paying', 'true', 'invalid_type'],
    ['renewaldate', 'soon', 'invalid_value'],
    ['renewaldate', true, 'invalid_type'],
    ['tags', 'a,b', 'invalid_type'],
    ['tags', [{a: 1}], 'invalid_type'],
    ['anything', {a: 1}, 'invalid_type'],
  ])('%s rejects %j, naming the field and never the value', async (name, value, reason) => {
    const rejection = rejectionOf(await openWriter(), record('u', {[name]: value}));
    expect(rejection.reason).toBe(reason);
    expect(rejection.message).toContain(`Field ${name}`);
    expect(rejection.message).not.toContain(JSON.stringify(value));
  });

  it.each(['renewaldate', 'RenewalDate', 'Renewal Date', 'renewal_date', 'renewal-date'])(
    'is found by the name %s (Q6)',
    async (name) => {
      expect(await bodyOf({[name]: null})).toEqual({renewaldate: null});
    },
  );

  it('may be addressed with its group', async () => {
    expect(await bodyOf({custom: {plan: 'pro'}, seats: 1})).toEqual({seats: 1, plan: 'pro'});
  });

  it('may not be given twice', async () => {
    const writer = await openWriter();
    for (const fields of [
      {plan: 'a', Plan: 'b'},
      {plan: 'a', custom: {plan: 'b'}},
    ]) {
      expect(rejectionOf(writer, record('u', fields)).reason).toBe('ambiguous');
    }
  });

  it('is ambiguous when several fit a name', async () => {
    const schema = {custom: {plan_a: {Type: 'string'}, plana: {Type: 'string'}}};
    const writer = await openWriter({}, schema);
    expect(rejectionOf(writer, record('u', {'Plan A': 'x'}))).toMatchObject({
      reason: 'ambiguous',
      message: containing('plan_a, plana'),
    });
    expect(writer.prepare(record('u', {plan_a: 'x'})).ok).toBe(true);
  });

  it.each([
    ['oldfield', 'deleted'],
    ['secretfield', 'hidden'],
    ['sumfield', 'calculated'],
    ['appfield', 'per app'],
  ])('%s cannot be written because it is %s', async (name, why) => {
    expect(rejectionOf(await openWriter(), record('u', {[name]: 'x'}))).toMatchObject({
      reason: 'read_only_field',
      message: containing(why),
    });
  });

  it.each([
    {lastvisit: 1},
    {role: 'admin'},
    {donotprocess: true},
    {auto: {email: 'a@example.com'}},
    {agent: {role: 'x'}},
  ])('of a read-only group is rejected: %j', async (fields) => {
    expect(rejectionOf(await openWriter(), record('u', fields)).reason).toBe('read_only_field');
  });

  it('is described with mixed upper and lower case (Q18)', async () => {
    const schema = {custom: {plan: {TYPE: 'String', isdeleted: true}, seats: {type: 'INTEGER'}}};
    const writer = await openWriter({}, schema);
    expect(rejectionOf(writer, record('u', {plan: 'x'})).reason).toBe('read_only_field');
    expect(rejectionOf(writer, record('u', {seats: 'x'})).reason).toBe('invalid_type');
  });
});

describe('a field that Pendo does not have', () => {
  it('is rejected by name', async () => {
    expect(rejectionOf(await openWriter(), record('u', {colour: 'teal'}))).toMatchObject({
      reason: 'unknown_field',
      message: containing('colour'),
    });
  });

  it('is sent as it is where that is configured', async () => {
    expect(await bodyOf({Colour: 'teal'}, {unknown_fields: 'send'})).toEqual({Colour: 'teal'});
  });

  it('cannot be checked where the server has no schema', async () => {
    api().get('/metadata/schema/visitor').reply(404);
    api()
      .post('/metadata/visitor/bulk', [{visitorId: 'u', custom: {Colour: 'teal'}}])
      .reply(200, {total: 1, failed: 0});
    const writer = await openPendo().openWriter('pendo_visitors');
    expect(shortly(await sendAll(writer, [record('u', {Colour: 'teal'})]))).toEqual(['written']);
  });

  describe('and that is to be created', () => {
    const create = {unknown_fields: 'create'};

    it('is created once, with the type of its first value, before its records are sent', async () => {
      const writer = await openWriter(create);
      const order: string[] = [];
      api()
        .post('/metadata/schema/visitor/custom', [
          {name: 'favouritecolour', displayname: 'Favourite colour', type: 'string'},
          {name: 'visits', displayname: 'visits', type: 'number'},
          {name: 'happy', displayname: 'happy', type: 'boolean'},
        ])
        .reply(200, () => order.push('create') && {});
      api()
        .post('/metadata/visitor/custom/value', [
          {visitorId: 'u', values: {favouritecolour: 'teal', visits: 1.5, happy: true}},
        ])
        .times(2)
        .reply(200, () => order.push('write') && {total: 1, updated: 1, failed: 0});
      const records = [record('u', {'Favourite colour': 'teal', visits: 1.5, happy: true})];
      await sendAll(writer, records);
      await sendAll(writer, records);
      expect(order).toEqual(['create', 'write', 'write']);
    });

    it('keeps the type of its first value', async () => {
      const writer = await openWriter(create);
      expect(writer.prepare(record('u', {colour: 'teal'})).ok).toBe(true);
      expect(rejectionOf(writer, record('v', {colour: true})).reason).toBe('invalid_type');
    });

    it('is left out while it is null, for there is nothing to clear', async () => {
      expect(await bodyOf({colour: null, plan: 'x'}, create)).toEqual({plan: 'x'});
    });

    it('cannot be created from an object or a list', async () => {
      const writer = await openWriter(create);
      expect(rejectionOf(writer, record('u', {colour: ['teal']})).reason).toBe('invalid_type');
      expect(rejectionOf(writer, record('u', {'---': 'teal'})).reason).toBe('invalid_type');
    });

    it('comes back when it was deleted', async () => {
      const writer = await openWriter(create);
      expect(writer.prepare(record('u', {oldfield: 'x'})).ok).toBe(true);
    });

    it('needs a server with a schema', async () => {
      api().get('/metadata/schema/visitor').reply(404);
      await expect(openPendo(create).openWriter('pendo_visitors')).rejects.toMatchObject({
        kind: 'config',
      });
    });

    it('fails the batch when it cannot be created, and is tried again with the next', async () => {
      const writer = await openWriter(create);
      api().post('/metadata/schema/visitor/custom').reply(400, {message: 'no'});
      const records = [record('u', {colour: 'teal'})];
      await expect(sendAll(writer, records)).rejects.toMatchObject({kind: 'data'});
      api().post('/metadata/schema/visitor/custom').reply(200, {});
      api().post('/metadata/visitor/custom/value').reply(200, {total: 1, updated: 1, failed: 0});
      expect(shortly(await sendAll(writer, records))).toEqual(['written']);
    });
  });
});

describe('a record for Pendo', () => {
  it.each(['insert', 'soft_delete'] as const)('cannot be written by %s', async (operation) => {
    const rejection = rejectionOf(await openWriter(), record('u', {plan: 'x'}, operation));
    expect(rejection.reason).toBe('unsupported_operation');
  });

  it('may not be larger than a request', async () => {
    const rejection = rejectionOf(await openWriter(), record('u', {plan: 'x'.repeat(1_000_000)}));
    expect(rejection.reason).toBe('too_large');
  });

  it('counts its bytes in UTF-8', async () => {
    const prepared = (await openWriter()).prepare(record('é', {plan: '😀'}));
    expect(prepared.ok && prepared.prepared.bytes).toBe(
      Buffer.byteLength('{"visitorId":"é","values":{"plan":"😀"}}'),
    );
  });
});

describe('the schema of an object', () => {
  it("has the account's own fields, without those that cannot be written", async () => {
    api().get('/metadata/schema/account').reply(200, pendoSchema);
    expect(await openPendo().schemaOf('pendo_accounts')).toMatchObject({
      type: 'object',
      required: ['accountId'],
      properties: {
        accountId: {type: 'string'},
        plan: {type: ['null', 'string']},
        seats: {type: ['null', 'integer']},
        score: {type: ['null', 'number']},
        paying: {type: ['null', 'boolean']},
        renewaldate: {type: ['null', 'string'], format: 'date-time'},
        tags: {type: ['null', 'array']},
      },
    });
    api().get('/metadata/schema/account').reply(200, pendoSchema);
    const {properties} = await openPendo().schemaOf('pendo_accounts');
    expect(properties).not.toHaveProperty('oldfield');
  });

  it('has the id only where the server has no schema', async () => {
    api().get('/metadata/schema/visitor').reply(404);
    expect((await openPendo().schemaOf('pendo_visitors'))['properties']).toEqual({
      visitorId: {type: 'string', description: matching(/Id/)},
    });
  });
});
