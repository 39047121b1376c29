import fc from 'fast-check';
import type {Json} from '../../src/core/json';
import {convertValue} from '../../src/write/convert-value';
import type {Conversion} from '../../src/write/mapping';
import {parseTime} from '../../src/write/parse-time';

describe('conversions', () => {
  it.each<[Conversion, Json, Json]>([
    ['string', 'as it is ', 'as it is '],
    ['string', 1.5, '1.5'],
    ['string', false, 'false'],
    ['string', {a: [1]}, '{"a":[1]}'],
    ['string', [1, 'x'], '[1,"x"]'],
    ['number', 1.5, 1.5],
    ['number', ' -1.5e3 ', -1500],
    ['number', '.5', 0.5],
    ['integer', 7, 7],
    ['integer', '12.00', 12],
    ['integer', '+3', 3],
    ['boolean', true, true],
    ['boolean', 'Yes', true],
    ['boolean', 'F', false],
    ['boolean', 0, false],
    ['boolean', ' 1 ', true],
    ['timestamp', '2026-02-03', '2026-02-03T00:00:00.000Z'],
    ['timestamp', '2026-02-03 04:05:06.7891', '2026-02-03T04:05:06.789100Z'],
    ['timestamp', '2026-02-03T04:05+02:30', '2026-02-03T01:35:00.000Z'],
    ['timestamp', '2026-02-03 04:05:06 UTC', '2026-02-03T04:05:06.000Z'],
    ['timestamp', '2026-02-03 04:05:06-0800', '2026-02-03T12:05:06.000Z'],
    ['timestamp', 1_770_000_000, '2026-02-02T02:40:00.000Z'],
    ['timestamp', 1_770_000_000_123, '2026-02-02T02:40:00.123Z'],
    ['epoch_ms', '1969-12-31T23:59:59.500Z', -500],
    ['epoch_ms', 1_770_000_000, 1_770_000_000_000],
    ['json', '{"a":[1,null]}', {a: [1, null]}],
    ['json', 'null', null],
    ['json', {a: 1}, {a: 1}],
    ['json', 5, 5],
  ])('%s of %j is %j', (conversion, value, expected) => {
    expect(convertValue(value, conversion)).toEqual({value: expected});
  });

  it.each<[Conversion, Json, string]>([
    ['number', true, 'invalid_type'],
    ['number', {}, 'invalid_type'],
    ['number', 'twelve', 'invalid_value'],
    ['number', '', 'invalid_value'],
    ['number', '1e999', 'invalid_value'],
    ['number', '0x10', 'invalid_value'],
    ['integer', 1.5, 'invalid_value'],
    ['integer', '1.5', 'invalid_value'],
    ['integer', '9007199254740993', 'invalid_value'],
    ['integer', 2 ** 53, 'invalid_value'],
    ['boolean', 'maybe', 'invalid_value'],
    ['boolean', 2, 'invalid_value'],
    ['boolean', [], 'invalid_type'],
    ['timestamp', 'yesterday', 'invalid_value'],
    ['timestamp', '2026-02-30', 'invalid_value'],
    ['timestamp', '2026-03-00', 'invalid_value'],
    ['timestamp', '2026-13-01', 'invalid_value'],
    ['timestamp', '2026-02-03T25:00:00Z', 'invalid_value'],
    ['timestamp', '2026-02-03T04:60Z', 'invalid_value'],
    ['timestamp', 1e300, 'invalid_value'],
    ['timestamp', false, 'invalid_type'],
    ['epoch_ms', '02/03/2026', 'invalid_value'],
    ['json', '{broken', 'invalid_value'],
  ])('%s refuses %j as %s', (conversion, value, reason) => {
    expect(convertValue(value, conversion)).toMatchObject({problem: {reason}});
  });

  it('read every time that Date writes', () => {
    fc.assert(
      fc.property(
        fc.date({
          noInvalidDate: true,
          min: new Date('0000-01-01T00:00:00Z'),
          max: new Date('9999-12-31'),
        }),
        (date) => {
          expect(parseTime(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });

  it('never throw, whatever the value', () => {
    const conversions: Conversion[] = [
      'string',
      'number',
      'integer',
      'boolean',
      'timestamp',
      'epoch_ms',
      'json',
    ];
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...conversions), (value, conversion) => {
        const converted = convertValue(value, conversion);
        expect('value' in converted || 'problem' in converted).toBe(true);
      }),
    );
  });
});
