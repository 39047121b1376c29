import fc from 'fast-check';
import mapValues from 'lodash/mapValues';
import type {Json, JsonObject} from '../../../src/core/json';
import {containing} from '../support/matchers';
import {bodyOf, openWriter, record, rejectionOf} from './support';

const body = async (fields: JsonObject, section: JsonObject = {}): Promise<JsonObject> =>
  bodyOf(await openWriter(section), record('user_123', fields));

const reject = async (fields: JsonObject, section: JsonObject = {}) =>
  rejectionOf(await openWriter(section), record('user_123', fields));

describe('the body of an identify call', () => {
  it('holds the id alone when there is nothing else', async () => {
    expect(await body({})).toEqual({userId: 'user_123'});
  });

  it('holds attributes and the nested company', async () => {
    const fields = {plan: 'pro', seats: 3, trial: false, company: {id: 'acme', name: 'Acme'}};
    expect(await body(fields)).toEqual({
      userId: 'user_123',
      attributes: {plan: 'pro', seats: 3, trial: false},
      company: {companyId: 'acme', attributes: {name: 'Acme'}},
    });
  });

  it.each<[string, JsonObject]>([
    ['company.companyId', {company: {companyId: 'acme'}}],
    ['company.id as a number', {company: {id: 7}}],
    ['company_id', {company_id: 'acme'}],
    ['companyId', {companyId: 'acme'}],
    ['COMPANY_ID of an upper-casing warehouse', {COMPANY_ID: 'acme'}],
    ['the same id twice', {company_id: 'acme', company: {id: 'acme'}}],
  ])('takes the company from %s (Q8)', async (_name, fields) => {
    const id = JSON.stringify(fields).includes('7') ? '7' : 'acme';
    expect(await body(fields)).toEqual({userId: 'user_123', company: {companyId: id}});
  });

  it('understands attributes that come as objects, and lets single ones win', async () => {
    const fields = {
      plan: 'pro',
      attributes: {plan: 'free', email: 'ada@example.com'},
      company_id: 'acme',
      company_attributes: {tier: 'gold'},
      company: {attributes: {name: 'Acme', tier: 'silver'}, name: 'Acme Corp'},
    };
    expect(await body(fields)).toEqual({
      userId: 'user_123',
      attributes: {plan: 'pro', email: 'ada@example.com'},
      company: {companyId: 'acme', attributes: {tier: 'silver', name: 'Acme Corp'}},
    });
  });

  it('keeps a company that is plain text as an attribute', async () => {
    expect(await body({company: 'Acme'})).toMatchObject({attributes: {company: 'Acme'}});
  });

  it('sends nulls that the mapping kept, but never a null company (Q5)', async () => {
    const fields = {plan: null, company: {id: 'acme', tier: null}};
    expect(await body(fields)).toEqual({
      userId: 'user_123',
      attributes: {plan: null},
      company: {companyId: 'acme', attributes: {tier: null}},
    });
    expect(await body({company: null, company_id: null})).toEqual({userId: 'user_123'});
    expect(await body({company: {id: ' ', name: 'Acme'}})).toEqual({userId: 'user_123'});
  });

  it('sends a name such as __proto__ as any other', async () => {
    const fields = JSON.parse('{"attributes":{"__proto__":"x"}}') as JsonObject;
    const writer = await openWriter();
    const prepared = writer.prepare(record('user_123', fields));
    expect(prepared).toMatchObject({
      prepared: {body: '{"userId":"user_123","attributes":{"__proto__":"x"}}'},
    });
  });

  it('puts everything side by side in the flat form of the User API (Q8)', async () => {
    const section = {api_profile: 'user_api', paths: {upsert: 'POST /users'}};
    const fields = {plan: 'pro', company: {id: 'acme', name: 'Acme'}};
    expect(await body(fields, section)).toEqual({
      user_id: 'user_123',
      plan: 'pro',
      company: {id: 'acme', name: 'Acme'},
    });
    expect(await reject({user_id: 'other'}, section)).toMatchObject({
      reason: 'not_allowed',
      message: containing('user_id'),
    });
  });
});

describe('a company', () => {
  it('named twice with different ids is ambiguous', async () => {
    expect(await reject({company_id: 'acme', company: {id: 'globex'}})).toMatchObject({
      reason: 'ambiguous',
    });
  });

  it.each<[string, JsonObject, string]>([
    ['a boolean', {company: {id: true}}, 'invalid_type'],
    ['an object', {company: {id: {}}}, 'invalid_type'],
    ['a fraction', {company: {id: 1.5}}, 'invalid_type'],
    ['spaces around it', {company: {id: ' acme'}}, 'invalid_value'],
  ])('whose id is %s is rejected', async (_name, fields, reason) => {
    expect(await reject(fields)).toMatchObject({reason, message: containing('company.id')});
  });
});

describe('values of attributes', () => {
  it.each<[string, JsonObject, string]>([
    ['an object', {address: {city: 'Paris'}}, 'invalid_type'],
    ['an array', {tags: ['a']}, 'invalid_type'],
    ['a nested value of the company', {company: {id: 'a', tags: []}}, 'invalid_type'],
    ['not a number', {score: Number.NaN}, 'invalid_value'],
    ['infinite', {score: Number.POSITIVE_INFINITY}, 'invalid_value'],
    ['beyond 2^53', {score: 2 ** 53}, 'invalid_value'],
    ['without a name', {attributes: {'': 1}}, 'invalid_value'],
  ])('that are %s are rejected by default (Q7)', async (_name, fields, reason) => {
    expect(await reject(fields)).toMatchObject({reason});
  });

  it('are flattened where that is configured', async () => {
    const fields = {address: {city: 'Paris', geo: {lat: 1}}, tags: ['a', 'b'], none: {}};
    expect(await body(fields, {nested: 'flatten'})).toMatchObject({
      attributes: {address_city: 'Paris', address_geo_lat: 1, tags_0: 'a', tags_1: 'b'},
    });
  });

  it('that would become one attribute when flattened are ambiguous', async () => {
    const fields = {address_city: 'Rome', address: {city: 'Paris'}};
    expect(await reject(fields, {nested: 'flatten'})).toMatchObject({reason: 'ambiguous'});
  });

  it('that are nested without end are rejected', async () => {
    const deep = JSON.parse('{"a":'.repeat(12) + '1' + '}'.repeat(12)) as JsonObject;
    expect(await reject({deep}, {nested: 'flatten'})).toMatchObject({reason: 'invalid_type'});
  });

  it('become JSON text where that is configured', async () => {
    expect(await body({tags: ['a']}, {nested: 'json'})).toMatchObject({
      attributes: {tags: '["a"]'},
    });
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['of a warehouse', {at: '2026-02-03 10:00:00+00'}, {at: '2026-02-03T10:00:00.000Z'}],
    ['in ISO form', {at: '2026-02-03T10:00:00Z'}, {at: '2026-02-03T10:00:00Z'}],
    ['that are dates', {at: '2026-02-03'}, {at: '2026-02-03'}],
    ['that only look so', {at: '2026-02-33 x'}, {at: '2026-02-33 x'}],
    [
      'created_at as seconds',
      {created_at: 1_770_112_800},
      {created_at: '2026-02-03T10:00:00.000Z'},
    ],
    ['other numbers', {seats: 1_770_112_800}, {seats: 1_770_112_800}],
  ])('times %s are sent as ISO text (Q9)', async (_name, fields, attributes) => {
    expect(await body(fields)).toMatchObject({attributes});
  });

  it('are sent as milliseconds where that is configured (Q9)', async () => {
    const fields = {
      at: '2026-02-03',
      created_at: '2026-02-03T10:00:00Z',
      company: {id: 'a', created_at: 1_770_112_800},
    };
    expect(await body(fields, {date_format: 'epoch_ms'})).toMatchObject({
      attributes: {at: 1_770_076_800_000, created_at: 1_770_112_800_000},
      company: {attributes: {created_at: 1_770_112_800_000}},
    });
  });

  it('leave the warehouse only where attributes_allow names them', async () => {
    const section = {attributes_allow: ['plan', 'company.tier', 'address_city'], nested: 'flatten'};
    const fields = {
      plan: 'pro',
      email: 'ada@example.com',
      address: {city: 'Paris', street: 'Rue 1'},
      company: {id: 'acme', tier: 'gold', plan: 'x'},
    };
    expect(await body(fields, section)).toEqual({
      userId: 'user_123',
      attributes: {plan: 'pro', address_city: 'Paris'},
      company: {companyId: 'acme', attributes: {tier: 'gold'}},
    });
  });

  it('that are held back cannot make a record fail', async () => {
    const section = {attributes_allow: ['plan']};
    expect(await body({plan: 'pro', tags: ['a']}, section)).toEqual({
      userId: 'user_123',
      attributes: {plan: 'pro'},
    });
  });
});

describe('for any record', () => {
  const isScalar = (value: unknown): boolean =>
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value));

  it.each(['reject', 'flatten', 'json'])(
    'only scalars are sent, or the record is rejected with a reason (nested: %s)',
    async (nested) => {
      const writer = await openWriter({nested, id_case: 'as_is'});
      fc.assert(
        fc.property(fc.dictionary(fc.string(), fc.json()), (texts) => {
          const values: JsonObject = mapValues(texts, (text) => JSON.parse(text) as Json);
          const prepared = writer.prepare(record('user_123', values));
          if (!prepared.ok) return prepared.rejection.message.length > 20;
          const sent = JSON.parse(prepared.prepared.body) as Record<string, JsonObject>;
          const company = (sent['company']?.['attributes'] ?? {}) as JsonObject;
          const all = [...Object.values(sent['attributes'] ?? {}), ...Object.values(company)];
          return (
            all.every(isScalar) &&
            prepared.prepared.bytes === Buffer.byteLength(prepared.prepared.body)
          );
        }),
      );
    },
  );

  it('no scalar value is lost or changed, times aside', async () => {
    const writer = await openWriter({id_case: 'as_is'});
    const names = fc.stringMatching(/^[a-z]{1,8}$/).map((name) => `f_${name}`);
    const scalars = fc.oneof(
      fc.string().filter((text) => !/^\d{4}-/.test(text)),
      fc.boolean(),
      fc.constant(null),
      fc.integer(),
    );
    fc.assert(
      fc.property(fc.dictionary(names, scalars, {minKeys: 1}), (values) => {
        expect(bodyOf(writer, record('user_123', values))['attributes']).toEqual({...values});
      }),
    );
  });
});
