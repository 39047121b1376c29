import fc from 'fast-check';
import {jsonText} from '../../../src/core/json-text';
import {createSentList} from '../../../src/core/records/sent-list';
import type {SentRecord} from '../../../src/core/records/sent-record';
import {understandBody} from '../../../src/http/wire/understand-body';

/** A record as it was found in the text: its members, and a part inside of one. */
class Found {
  readonly members: Readonly<Record<string, string>>;
  readonly part: string | undefined;

  constructor(record: SentRecord) {
    this.members = Object.fromEntries(
      record.members.map((member) => [record.nameOf(member), record.json(member) ?? 'not there']),
    );
    this.part = record.json(0);
  }
}

const list = (): ReturnType<typeof createSentList> =>
  createSentList({at: 'rows', wanted: [['a', 'b', 'c']], make: (record) => new Found(record)});

/** What an answer is understood as, with its records as the texts that would be passed on. */
function understood(text: string | Buffer, found?: ReturnType<typeof list>): unknown {
  const body = understandBody(Buffer.from(text), {complete: true, list: found});
  if (body === 'too_large') return body;
  const {kind, value, problem, size} = body;
  const rows = (value as {readonly rows?: unknown} | undefined)?.rows;
  if (!Array.isArray(rows)) return {kind, problem, size, text: jsonText(value ?? null)};
  const rest = jsonText({...(value as object), rows: undefined});
  return {kind, problem, size, rest, rows: rows.map(textOf)};
}

function textOf(row: unknown): string {
  if (!(row instanceof Found)) return jsonText(row);
  const members = Object.entries(row.members);
  return `{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
}

/** Names and values that a text can be wrong about. */
const name = fc.constantFrom('a', 'b', 'c', 'id', 'rows', '', '1', '__proto__', 'é', 'a"b', 'a\\b');
const text = fc.oneof(
  fc.string({unit: 'binary', maxLength: 8}),
  fc.constantFrom(
    '',
    'null',
    '1',
    '"',
    '\\',
    '\u2028',
    '\u007f',
    '😀',
    '\ud83d',
    '}],',
    '"rows":[',
  ),
);
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 1e21, 1e-7, 0.000001, 123456789012345, 0.1 + 0.2),
);
const {value} = fc.letrec((tie) => ({
  value: fc.oneof(
    {depthSize: 'small', maxDepth: 4},
    fc.oneof(text, number, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), {maxLength: 3}),
    fc.dictionary(name, tie('value'), {maxKeys: 4}),
  ),
}));
const record = fc.dictionary(name, value, {maxKeys: 6});
const answer = fc
  .tuple(fc.dictionary(name, value, {maxKeys: 2}), fc.array(record, {maxLength: 5}))
  .map(([rest, rows]) => ({...rest, rows}));

/** Spellings that `JSON.stringify` does not use. */
const respelled = answer.chain((sent) =>
  fc
    .tuple(
      fc.constant(JSON.stringify(sent)),
      fc.array(fc.nat(), {maxLength: 3}),
      fc.constantFrom('1.0', '1e3', '-0', '1e999', '12345678901234567890', '01', '"\\u0061"', ' 1'),
    )
    .map(([json, places, spelling]) =>
      places.reduce((before, place) => replaceValue(before, place, spelling), json),
    ),
);

function replaceValue(json: string, place: number, spelling: string): string {
  const values = [...json.matchAll(/:(-?\d[\d.e+-]*|true|null)(?=[,}])/g)];
  const found = values[place % Math.max(1, values.length)];
  if (found === undefined) return json;
  return `${json.slice(0, found.index + 1)}${spelling}${json.slice(found.index + found[0].length)}`;
}

/** Texts that are broken somewhere, and some that only look so. */
const damaged = fc
  .tuple(
    respelled,
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'{}[],:"\\ \n\t019.e-+ntfé'), fc.boolean()), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([json, changes]) =>
    changes.reduce((before, [place, sign, isInserted]) => {
      const at = place % (before.length + 1);
      return before.slice(0, at) + sign + before.slice(isInserted ? at : at + 1);
    }, json),
  );

describe('an answer whose records are taken from its text', () => {
  it('is understood as if it was parsed, with every record and every mistake', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            answer.map((it) => JSON.stringify(it)),
            respelled,
            damaged,
          ),
        ),
        (texts) => {
          // One list reads many answers: what it has learnt of one must be right for the next.
          const found = list();
          for (const json of texts) expect(understood(json, found)).toEqual(understood(json));
        },
      ),
      {numRuns: Number(process.env['FUZZ'] ?? 300)},
    );
  });

  it('is understood so in bytes that are no UTF-8, too', () => {
    fc.assert(
      fc.property(respelled, fc.nat(), fc.integer({min: 0x80, max: 0xff}), (json, place, byte) => {
        const bytes = Buffer.from(json);
        bytes[place % bytes.length] = byte;
        expect(understood(bytes, list())).toEqual(understood(bytes));
      }),
    );
  });

  it('gives members and parts as JSON.stringify writes them', () => {
    const sent = {id: 1, a: {b: {c: ['é', 1.5]}}, note: null};
    const found = list();
    const body = understandBody(Buffer.from(JSON.stringify({rows: [sent, {id: 2}]})), {
      complete: true,
      list: found,
    });
    expect(body).toMatchObject({
      value: {
        rows: [
          {members: {id: '1', a: '{"b":{"c":["é",1.5]}}', note: 'null'}, part: '["é",1.5]'},
          {members: {id: '2'}, part: undefined},
        ],
      },
    });
  });

  it.each([
    ['an escape', '{"id":"a\\nb"}'],
    ['a number that a double would change', '{"id":12345678901234567890}'],
    ['a space', '{"id": 1}'],
    ['a name that JavaScript moves to the front', '{"id":1,"7":2}'],
    ['names in another order', '{"b":1,"id":2}'],
  ])('has a record with %s parsed, and the others not', (_what, odd) => {
    const text = `{"rows":[{"id":1,"b":2},${odd},{"id":3,"b":4}]}`;
    const body = understandBody(Buffer.from(text), {complete: true, list: list()});
    const rows = ((body as {value: unknown}).value as {rows: unknown[]}).rows;
    expect(rows.map((row) => row instanceof Found)).toEqual([true, false, true]);
    expect(understood(text, list())).toEqual(understood(text));
  });

  it('has no record parsed because a value is another time null, empty, or of another kind', () => {
    const values = ['null', '{"b":{"c":1}}', '1', '"x"', '{}', '[]', '[{"b":1},{"b":2}]', 'null'];
    const text = `{"rows":[${values.map((each) => `{"id":1,"a":${each},"z":0}`).join(',')}]}`;
    const body = understandBody(Buffer.from(text), {complete: true, list: list()});
    const rows = ((body as {value: unknown}).value as {rows: unknown[]}).rows;
    expect(rows.every((row) => row instanceof Found)).toBe(true);
    expect(understood(text, list())).toEqual(understood(text));
  });

  it.each([
    ...[
      '-0',
      '0',
      '-1',
      '1.0',
      '1.50',
      '0.000001',
      '0.0000001',
      '-0.0000001',
      '1e3',
      '1E+3',
      '01',
      '-01',
    ],
    ...['1.', '.5', '+1', '-', '1-', '0x1', '1_0', '123456789012345', '1234567890123456', '1e999'],
    ...['0.1234567890123456', '100000000000000000000000', 'nul', 'nulll', 'True', 'truefalse', ''],
    ...[
      '"',
      '"a',
      '"a\tb"',
      '"a\\"',
      '"\u0061"',
      '"\/"',
      '"a\"',
      '"\ud83d"',
      '"😀"',
      '"\ud83d\ude00"',
    ],
    ...[
      '"a	b"',
      '""',
      '" "',
      '[',
      '[1',
      '[1,]',
      '[,1]',
      '[1 ]',
      '{',
      '{"b"}',
      '{"b":}',
      '{"b":1,}',
    ],
    ...[
      '{b:1}',
      "{'b':1}",
      '{"b":1,"b":1}',
      '{"b":1,"b":2}',
      '{"2":1,"1":2}',
      '{"__proto__":1}',
      '{"":1}',
    ],
    ...['[]]', '{}}', '1,2', '1}', '"x":1', '1/**/', ' 1', '1 ', '\n1'],
  ])('is understood with the value %s as if it was parsed', (spelling) => {
    const found = list();
    for (const json of [
      `{"rows":[{"id":1,"a":${spelling},"z":0},{"id":2,"a":${spelling}}],"more":false}`,
      `{"rows":[{"id":1,"a":[{"b":${spelling}}]}]}`,
      `{"more":${spelling},"rows":[{"id":1}]}`,
      `{"rows":[{"id":1}],"more":${spelling}}`,
      `{"rows":[${spelling}]}`,
      `{"rows":${spelling}}`,
    ]) {
      expect(understood(json, found)).toEqual(understood(json));
    }
  });

  it('is parsed as a whole once too many of its records are not plain', () => {
    const found = list();
    const odd = JSON.stringify({rows: Array.from({length: 300}, () => ({id: 'a\nb'}))});
    understood(odd, found);
    const plain = '{"rows":[{"id":1}]}';
    const body = understandBody(Buffer.from(plain), {complete: true, list: found});
    expect(body).toMatchObject({value: {rows: [{id: 1}]}});
  });

  it.each([
    ['a name twice', '{"rows":[{"id":1,"id":2}]}'],
    ['the list twice', '{"rows":[{"id":1}],"rows":[]}'],
    ['the list twice, spelled in two ways', '{"rows":[{"id":1}],"\\u0072ows":[]}'],
    ['too many levels', `{"rows":[{"a":${'['.repeat(300)}${']'.repeat(300)}}]}`],
    ['NaN', '{"rows":[{"id":NaN}]}'],
    ['an end that is missing', '{"rows":[{"id":1}'],
    ['something behind its end', '{"rows":[{"id":1}]}x'],
  ])('with %s is refused as ever', (_what, json) => {
    const refused = understandBody(Buffer.from(json), {complete: true});
    expect(refused).not.toMatchObject({kind: 'json'});
    expect(understood(json, list())).toEqual(understood(json));
  });

  it('with more values than are read at once is refused as ever', () => {
    const json = `{"rows":[${Array.from({length: 150_000}, () => '{"a":[[],[],[]]}').join(',')}]}`;
    expect(understandBody(Buffer.from(json), {complete: true, list: list()})).toBe('too_large');
  });

  it('is not read again when it comes again at once, if the list may repeat', () => {
    const made: unknown[] = [];
    const found = createSentList({
      at: 'rows',
      repeats: true,
      make: (record) => {
        made.push(record);
        return new Found(record);
      },
    });
    const bytes = Buffer.from('{"rows":[{"id":1}]}');
    const first = understandBody(bytes, {complete: true, list: found});
    const second = understandBody(Buffer.from(bytes), {complete: true, list: found});
    expect(second).toMatchObject({value: (first as {value: unknown}).value as object});
    expect(made).toHaveLength(1);
  });
});
