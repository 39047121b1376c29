import {ExactNumber} from '../../../src/core/exact-number';
import type {JsonObject} from '../../../src/core/json';
import {createRecordMapper} from '../../../src/write/mapping/map-record';
import type {Mapping} from '../../../src/write/mapping/mapping';
import type {MappedRecord, Rejection} from '../../../src/write/record';
import {joinFaults} from '../../../src/write/rejection';
import {mapping} from '../support/run-session';

const origin = {stream: 'users', position: 4};

function map(more: Partial<Mapping>, data: JsonObject): MappedRecord | Rejection {
  const mapper = createRecordMapper(mapping('users', 'visitors', more), {
    name: 'visitors',
    keys: ['id'],
    operations: ['update', 'soft_delete'],
  });
  const mapped = mapper(origin, data);
  return 'faults' in mapped ? joinFaults(mapped.faults) : mapped;
}

function fieldsOf(more: Partial<Mapping>, data: JsonObject): unknown {
  const mapped = map(more, data);
  return 'fields' in mapped ? mapped.fields : mapped.reason;
}

describe('the key', () => {
  it.each([
    ['text as it is', ' Ann ', ' Ann '],
    ['an integer as text', 42, '42'],
    ['zero', 0, '0'],
  ])('is %s', (_, id, key) => {
    expect(map({}, {id})).toMatchObject({key, keyField: 'id'});
  });

  it.each([
    ['missing', {}, 'missing_key', /"id" is missing; visitors needs id in every record/],
    ['null', {id: null}, 'missing_key', /is null/],
    ['blank', {id: ' \t'}, 'missing_key', /is empty/],
    ['an object', {id: {a: 1}}, 'invalid_key', /must hold text or an integer, but holds an object/],
    ['an array', {id: [1]}, 'invalid_key', /holds an array/],
    ['a boolean', {id: true}, 'invalid_key', /holds a boolean/],
    ['a fraction', {id: 1.5}, 'invalid_key', /not an exact integer/],
    ['an integer that has lost digits', {id: 2 ** 60}, 'invalid_key', /not an exact integer/],
    ['written twice but for case', {ID: 'a', Id: 'b'}, 'ambiguous', /differ only in case/],
  ])('rejects a record whose key is %s', (_, data: JsonObject, reason, message) => {
    expect(map({}, data)).toEqual({reason, message: expect.stringMatching(message) as unknown});
  });

  it('is found when the warehouse changed its case, and is never a field', () => {
    const columns = {keyColumn: 'visitorId', keyField: 'visitorId'};
    expect(map(columns, {visitorid: 'a', plan: 'pro'})).toMatchObject({
      key: 'a',
      fields: {plan: 'pro'},
    });
    expect(map(columns, {VISITORID: 'a', PLAN: 'pro'})).toMatchObject({fields: {PLAN: 'pro'}});
  });
});

describe('a key', () => {
  it('keeps the digits of a number that a double cannot hold', () => {
    expect(map({}, {id: new ExactNumber('157963456373623802')})).toMatchObject({
      key: '157963456373623802',
    });
    expect(map({}, {id: new ExactNumber('1.0000000000000000001')})).toMatchObject({
      reason: 'invalid_key',
    });
  });

  it('with half of a character is refused: it would be that of another record', () => {
    expect(map({}, {id: 'a\ud83d'})).toMatchObject({reason: 'invalid_key'});
  });
});

describe('JSON that is nested', () => {
  const nested = (levels: number): JsonObject =>
    // The text is an object.
    JSON.parse(`{"id":"a","x":${'['.repeat(levels)}${']'.repeat(levels)}}`) as JsonObject;

  it('is taken to 100 levels', () => {
    expect(map({}, nested(100))).toMatchObject({key: 'a'});
    expect(map({}, nested(101))).toMatchObject({
      reason: 'invalid_value',
      message: expect.stringContaining('nested more than 100 levels deep') as unknown,
    });
    expect(map({}, nested(100_000))).toMatchObject({reason: 'invalid_value'});
  });
});

describe('a dot in a name', () => {
  const inContainers = (columns: JsonObject, more: Partial<Mapping> = {}): unknown => {
    const mapper = createRecordMapper(mapping('users', 'visitors', more), {
      name: 'visitors',
      keys: ['id'],
      operations: ['update'],
      containers: ['company', 'company.attributes'],
    });
    const mapped = mapper(origin, {id: 'a', ...columns});
    return 'fields' in mapped ? mapped.fields : mapped.faults;
  };

  it('leads inside where the object has fields that hold others, without regard to case', () => {
    expect(
      inContainers({'company.name': 'A', 'Company.attributes.plan.x': 'pro', 'company.a.b': 1}),
    ).toEqual({
      company: {name: 'A', 'a.b': 1},
      Company: {attributes: {'plan.x': 'pro'}},
    });
  });

  it('is a part of any other name, in columns and in mapped fields', () => {
    expect(inContainers({'address.city': 'Riga', address: {city: 'Oslo'}})).toEqual({
      'address.city': 'Riga',
      address: {city: 'Oslo'},
    });
    const fields = [{field: 'address.city', from: {column: 'x'}}];
    expect(inContainers({x: 1}, {fields, otherColumns: 'ignore'})).toEqual({'address.city': 1});
  });
});

describe('other columns', () => {
  it('are sent under their names, without those of Airbyte and of change detection', () => {
    const data = {
      id: 'a',
      plan: 'pro',
      tags: ['x'],
      _airbyte_raw_id: '1',
      _AIRBYTE_EXTRACTED_AT: '2',
      _ab_cdc_updated_at: '3',
      _ab_cdc_deleted_at: null,
    };
    expect(fieldsOf({}, data)).toEqual({plan: 'pro', tags: ['x']});
  });

  it('address nested fields with dots', () => {
    expect(fieldsOf({}, {id: 'a', 'company.id': 1, 'company.size.range': 'S'})).toEqual({
      company: {id: 1, size: {range: 'S'}},
    });
  });

  it('are ignored when the mapping says so', () => {
    expect(fieldsOf({otherColumns: 'ignore'}, {id: 'a', plan: 'pro'})).toEqual({});
  });

  it('give way to mapped columns and fields, whatever their case', () => {
    const more = {fields: [{field: 'Plan', from: {column: 'tier'}}]};
    expect(fieldsOf(more, {id: 'a', TIER: 'pro', plan: 'old', seats: 2})).toEqual({
      Plan: 'pro',
      seats: 2,
    });
  });

  it('cannot reach the prototype of anything, and one of that name rejects the record', () => {
    // Written as text, because a literal would set the prototype itself.
    const named = (columns: string): unknown =>
      fieldsOf({}, JSON.parse(`{"id":"a",${columns}}`) as JsonObject);
    expect(Object.entries(named('"a.__proto__.y":2,"constructor":3') as object)).toEqual([
      ['a.__proto__.y', 2],
      ['constructor', 3],
    ]);
    expect(named('"__proto__":{"x":1}')).toBe('unknown_field');
    expect(named('"__proto__":null')).toEqual({});
    expect(({} as {readonly y?: number}).y).toBeUndefined();
  });

  it('keep a name that is no path as one field', () => {
    expect(fieldsOf({}, {id: 'a', 'a..b': 1, '.': 2})).toEqual({'a..b': 1, '.': 2});
  });
});

describe('mapped fields', () => {
  it('take columns, constants and defaults, and nest with dots', () => {
    const more: Partial<Mapping> = {
      otherColumns: 'ignore',
      fields: [
        {field: 'plan', from: {column: 'plan_name'}},
        {field: 'company.id', from: {column: 'account'}},
        {field: 'company.tier', from: {column: 'tier'}, fallback: 'basic'},
        {field: 'origin', from: {constant: 'warehouse'}},
      ],
    };
    expect(fieldsOf(more, {id: 'a', plan_name: 'pro', account: 7, tier: null, x: 1})).toEqual({
      plan: 'pro',
      company: {id: 7, tier: 'basic'},
      origin: 'warehouse',
    });
  });

  it('set fields inside an object that came as a column, without touching the record', () => {
    const data = {id: 'a', company: {id: 1, name: 'Acme'}, nm: 'New'};
    const more: Partial<Mapping> = {fields: [{field: 'company.name', from: {column: 'nm'}}]};
    expect(fieldsOf(more, data)).toEqual({company: {id: 1, name: 'New'}});
    expect(data.company.name).toBe('Acme');
  });

  it('skip nulls, or send them to clear a field; a missing column is never sent', () => {
    const fields = [
      {field: 'plan', from: {column: 'plan'}},
      {field: 'company.id', from: {column: 'account'}},
      {field: 'seats', from: {column: 'seats'}},
    ];
    const data = {id: 'a', plan: null, account: null, other: null};
    expect(fieldsOf({fields}, data)).toEqual({});
    expect(fieldsOf({fields, nulls: 'clear'}, data)).toEqual({
      plan: null,
      company: {id: null},
      other: null,
    });
  });

  it('use a column of an inherited name only when the record has it', () => {
    const fields = [{field: 'x', from: {column: 'toString'}}];
    expect(fieldsOf({fields, otherColumns: 'ignore'}, {id: 'a'})).toEqual({});
    expect(fieldsOf({fields, otherColumns: 'ignore'}, {id: 'a', toString: 'y'})).toEqual({x: 'y'});
  });

  it('reject what does not convert, naming column, need and type but never the value', () => {
    const more: Partial<Mapping> = {
      fields: [{field: 'age', from: {column: 'Age'}, convert: 'integer'}],
    };
    expect(map(more, {id: 'a', age: 'secret-ish'})).toEqual({
      reason: 'invalid_value',
      message:
        'Column "Age" must hold an integer of at most 2^53 for field age, but holds text that is not one; correct the value or the mapping\'s "convert".',
    });
    expect(map(more, {id: 'a', age: {x: 1}})).toEqual({
      reason: 'invalid_type',
      message:
        'Column "Age" must hold an integer of at most 2^53 for field age, but holds an object; correct the value or the mapping\'s "convert".',
    });
  });

  it('reject a column that two columns could be', () => {
    const more: Partial<Mapping> = {fields: [{field: 'plan', from: {column: 'plan'}}]};
    expect(map(more, {id: 'a', Plan: 1, PLAN: 2})).toMatchObject({reason: 'ambiguous'});
  });
});

describe('a record that the source has deleted', () => {
  const deleted = {id: 'a', plan: 'pro', _ab_cdc_deleted_at: '2026-01-01T00:00:00Z'};

  it('becomes a soft delete without fields', () => {
    expect(map({}, deleted)).toMatchObject({key: 'a', operation: 'soft_delete', fields: {}});
  });

  it('is recognised with the upper-case names of Snowflake, and not by an empty text', () => {
    const upper = {id: 'a', _AB_CDC_DELETED_AT: '2026-01-01'};
    expect(map({}, upper)).toMatchObject({operation: 'soft_delete'});
    expect(map({}, {id: 'a', _ab_cdc_deleted_at: ''})).toMatchObject({operation: 'update'});
  });

  it('is rejected where the object cannot delete, with its key and its record', () => {
    const mapper = createRecordMapper(mapping('users', 'pendo_visitors'), {
      name: 'pendo_visitors',
      keys: ['visitorId'],
      operations: ['update', 'upsert'],
    });
    expect(mapper(origin, deleted)).toEqual({
      record: {
        origin,
        object: 'pendo_visitors',
        key: 'a',
        keyField: 'id',
        operation: 'update',
        fields: {},
        source: deleted,
      },
      faults: [
        {
          reason: 'unsupported_operation',
          message:
            'The record was deleted in the source, but records of pendo_visitors cannot be deleted or deactivated by this destination; if it should be deleted, delete it at the vendor.',
        },
      ],
    });
  });
});

describe('a record with several faults', () => {
  it('is told all of them at once', () => {
    const fields = ['a', 'b'].map((name) => ({
      field: name,
      from: {column: name},
      convert: 'integer' as const,
    }));
    const why = map({fields}, {id: 'k', a: 'x', b: true});
    expect(why).toMatchObject({reason: 'invalid_value'});
    expect(why).toHaveProperty('message', expect.stringMatching(/Column "a".*Column "b"/));
  });
});
