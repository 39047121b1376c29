import fc from 'fast-check';
import {createOutputMask} from '../../../src/airbyte/output/output-mask';

const hex4 = (code: number): string => code.toString(16).padStart(4, '0');

/** In what spellings a record may quote a secret. */
const spelling = fc.constantFrom<(secret: string) => string>(
  (secret) => secret,
  (secret) => encodeURIComponent(secret),
  (secret) => JSON.stringify(JSON.stringify(secret)),
  (secret) => JSON.stringify(secret).replaceAll('/', '\\/'),
  (secret) => Array.from(secret, (sign) => `&#${sign.codePointAt(0) ?? 0};`).join(''),
  (secret) => secret.replace(/[^A-Za-z0-9]/g, (unit) => `\\u${hex4(unit.charCodeAt(0))}`),
  (secret) => Buffer.from(`id:${secret}`).toString('base64'),
);

/** Digits too: what must not be torn out of numbers. */
const secret = fc
  .oneof(
    fc.stringMatching(/^[0-9]{4,16}$/),
    fc.stringMatching(/^[A-Za-z0-9+/=_.:-]{12,40}$/),
    fc.stringMatching(/^[!-~]{12,40}$/),
  )
  .filter((text) => !text.includes('*'));

/** Records in which the secrets stand as names, as values, inside texts, and as digits of numbers. */
const quoting = fc.array(secret, {minLength: 1, maxLength: 4}).chain((secrets) => {
  const quoted = fc
    .tuple(fc.string(), fc.constantFrom(...secrets), spelling, fc.string())
    .map(([before, text, spell, behind]) => `${before} ${spell(text)} ${behind}`);
  const number = fc.constantFrom(...secrets).map((text) => Number(`1${text.replace(/\D/g, '')}`));
  const leaf = fc.oneof(fc.string(), quoted, fc.integer(), number, fc.constant(null));
  const {record} = fc.letrec<{record: unknown; value: unknown}>((tie) => ({
    value: fc.oneof({depthSize: 'xsmall'}, leaf, fc.array(tie('value')), tie('record')),
    record: fc.dictionary(fc.oneof(fc.string(), quoted), tie('value'), {maxKeys: 5}),
  }));
  return fc.tuple(fc.constant(secrets), record);
});

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return [
    ...(Array.isArray(value) ? [] : Object.keys(value)),
    ...(Object.values(value) as unknown[]),
  ].flatMap(stringsIn);
}

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

describe('the mask of records and states', () => {
  it('leaves JSON with the same numbers, and no secret in any string', () => {
    fc.assert(
      fc.property(quoting, ([secrets, record]) => {
        const mask = createOutputMask();
        for (const each of secrets) mask.add(each);
        const lines = `${JSON.stringify(record)}\n${JSON.stringify({n: 1})}\n`;
        const [masked = '', other] = mask.applyToData(lines).split('\n');
        const read: unknown = JSON.parse(masked);
        expect(numbersIn(read).toSorted()).toEqual(numbersIn(record).toSorted());
        expect(other).toBe('{"n":1}');
        const long = secrets.filter((each) => each.length >= 12);
        const spelled = long.flatMap((each) => [
          each,
          encodeURIComponent(each),
          Buffer.from(each).toString('base64').slice(0, -4),
        ]);
        const left = stringsIn(read).filter((text) => spelled.some((each) => text.includes(each)));
        expect(left).toEqual([]);
      }),
      {numRuns: 100},
    );
  });

  it('leaves lines alone that hold none, as they are written', () => {
    const mask = createOutputMask();
    mask.add('hidden-token-0123456789');
    const line = '{"a":1.0,"b":"\\u0041%20&amp;","c":9007199254740993}\n';
    expect(mask.applyToData(line)).toBe(line);
    const with1 = `${line}{"t":"hidden-token-0123456789","c":9007199254740993.0}\n`;
    expect(mask.applyToData(with1)).toBe(`${line}{"t":"****","c":9007199254740993.0}\n`);
  });

  it('does not cut a number that holds the digits of a secret', () => {
    const mask = createOutputMask();
    mask.add('123456789012');
    expect(mask.applyToData('{"n":1234567890123,"t":"x123456789012"}')).toBe(
      '{"n":1234567890123,"t":"x****"}',
    );
  });
});
