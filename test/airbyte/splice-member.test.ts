import fc from 'fast-check';
import {spliceMember} from '../../src/airbyte/splice-member';

const member = {name: 'stats', json: '{"n":1}'};

describe('spliceMember', () => {
  it.each([
    ['{"state":{"a":1.0}}', '{"state":{"stats":{"n":1},"a":1.0}}'],
    ['{"state":{}}', '{"state":{"stats":{"n":1}}}'],
    [
      ' { "x" : "}{\\"" , "state" : { "stats" : null } } ',
      ' { "x" : "}{\\"" , "state" : { "stats" : {"n":1} } } ',
    ],
    [
      '{"state":{"deep":{"stats":2},"stats":[1,{"a":"]"}]}}',
      '{"state":{"deep":{"stats":2},"stats":{"n":1}}}',
    ],
    [
      '{"\\u0073tate":{"big":12345678901234567890}}',
      '{"\\u0073tate":{"stats":{"n":1},"big":12345678901234567890}}',
    ],
  ])('changes nothing else in %s', (text, expected) => {
    expect(spliceMember(text, ['state'], member)).toBe(expected);
  });

  it.each(['{"a":1}', '{"state":null}', '{"state":[1]}', '[]', '"state"'])(
    'gives up on %s, which has no such object',
    (text) => {
      expect(spliceMember(text, ['state'], member)).toBeUndefined();
    },
  );

  it('equals parsing, setting and writing again, for every document and indent', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom('state', 'stats', '"', '\\', 'a"b\\'));
    const object = fc.dictionary(key, fc.jsonValue());
    fc.assert(
      fc.property(object, object, fc.constantFrom(0, 2), (around, state, indent) => {
        const document = JSON.parse(JSON.stringify({...around, state})) as {state: object};
        const text = JSON.stringify(document, null, indent);
        const spliced = spliceMember(text, ['state'], member);
        expect(JSON.parse(spliced ?? '')).toEqual({
          ...document,
          state: {...document.state, stats: {n: 1}},
        });
      }),
      {numRuns: 2000},
    );
  });
});
