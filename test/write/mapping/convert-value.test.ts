import fc from 'fast-check';
import {ExactNumber, exactNumber, fitsDouble} from '../../../src/core/exact-number';
import type {Json} from '../../../src/core/json';
import {jsonText} from '../../../src/core/json-text';
import {convertValue} from '../../../src/write/mapping/convert-value';
import type {Conversion} from '../../../src/write/mapping/mapping';
import {parseTime} from '../../../src/write/mapping/parse-time';

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
    ['timestamp', 1_770_000_000_123_456, '2026-02-02T02:40:00.123456Z'],
    ['timestamp', new ExactNumber('1770000000123456789'), '2026-02-02T02:40:00.123456789Z'],
    ['timestamp', -631_152_000, '1950-01-01T00:00:00.000Z'],
    ['timestamp', 0, '1970-01-01T00:00:00.000Z'],
    ['string', new ExactNumber('157963456373623802'), '157963456373623802'],
    ['string', {id: new ExactNumber('157963456373623802')}, '{"id":157963456373623802}'],
    ['number', new ExactNumber('157963456373623802'), new ExactNumber('157963456373623802')],
    ['number', '+0157963456373623802', new ExactNumber('157963456373623802')],
    ['number', ' -.1234567890123456789', new ExactNumber('-0.1234567890123456789')],
    ['json', '[157963456373623802]', [new ExactNumber('157963456373623802')]],
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
    ['timestamp', 20_240_229, 'invalid_value'],
    ['timestamp', 2024, 'invalid_value'],
    ['timestamp', 20_240_229_123_456, 'invalid_value'],
    ['timestamp', 10_000_000_000, 'invalid_value'],
    ['epoch_ms', 9e18, 'invalid_value'],
    ['integer', new ExactNumber('157963456373623802'), 'invalid_value'],
    ['number', new ExactNumber('1e400'), 'invalid_value'],
    ['timestamp', false, 'invalid_type'],
    ['epoch_ms', '02/03/2026', 'invalid_value'],
    ['json', '{broken', 'invalid_value'],
  ])('%s refuses %j as %s', (conversion, value, reason) => {
    expect(convertValue(value, conversion)).toMatchObject({problem: {reason}});
  });

  it.each([
    ['seconds', 20_240_229, '1970-08-23T06:17:09.000Z'],
    ['milliseconds', 20_240_229, '1970-01-01T05:37:20.229Z'],
    ['microseconds', 20_240_229, '1970-01-01T00:00:20.240229Z'],
    ['nanoseconds', 20_240_229, '1970-01-01T00:00:00.020240229Z'],
    ['seconds', 1709210096.5, '2024-02-29T12:34:56.500Z'],
    ['seconds', -0.5, '1969-12-31T23:59:59.500Z'],
  ] as const)('take a number in %s when they are told', (unit, value, expected) => {
    expect(convertValue(value, 'timestamp', unit)).toEqual({value: expected});
  });

  it('take each time of the years 1900 to 2200 that is far from 1970, in any unit, for what it is', () => {
    const far = 100_000_000;
    const seconds = fc.oneof(
      fc.integer({min: -2_208_988_800, max: -far}),
      fc.integer({min: far, max: 7_258_118_399}),
    );
    fc.assert(
      fc.property(seconds, fc.constantFrom('', '000', '000000', '000000000'), (at, zeros) => {
        const value = exactNumber(`${at}${zeros}`);
        expect(parseTime(value)).toBe(at * 1000);
      }),
    );
  });

  it('keep each digit of a number that is text', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.nat({max: 999_999_999}), (whole, fraction) => {
        const text = `${whole}.${fraction}1`;
        const converted = convertValue(text, 'number');
        const value = 'value' in converted ? converted.value : undefined;
        expect(fitsDouble(text) ? value : jsonText(value)).toEqual(
          fitsDouble(text) ? Number(text) : text,
        );
      }),
    );
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
      fc.property(fc.json(), fc.constantFrom(...conversions), (text, conversion) => {
        // What is parsed is JSON.
        const converted = convertValue(JSON.parse(text) as Json, conversion);
        expect('value' in converted || 'problem' in converted).toBe(true);
      }),
    );
  });
});
