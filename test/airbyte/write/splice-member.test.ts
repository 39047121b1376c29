import fc from 'fast-check';
import {spliceMember} from '../../../src/airbyte/write/splice-member';

const member = {name: 'stats', json: '{"n":1}'};

/**
 * JSON.parse of Node.js 24 and 26 may read a key of one escaped character ("\\n") as a backslash
 * (decisions/0005-images-run-on-node-22.md), so that such texts cannot be compared by parsing.
 */
const KEY_OF_ONE_ESCAPE = /"\\(?:u[0-9a-f]{4}|[^u])":/;

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
    const key = fc.oneof(fc.string(), fc.constantFrom('state', 'stats', '"a', 'a\\', 'a"b\\'));
    const object = fc.dictionary(key, fc.jsonValue());
    fc.assert(
      fc.property(object, object, fc.constantFrom(0, 2), (around, state, indent) => {
        const document = JSON.parse(JSON.stringify({...around, state})) as {state: object};
        const text = JSON.stringify(document, null, indent);
        fc.pre(!KEY_OF_ONE_ESCAPE.test(text));
        const spliced = spliceMember(text, ['state'], member);
        expect(JSON.parse(spliced ?? '')).toEqual({
          ...document,
          state: {...document.state, stats: {n: 1}},
        });
      }),
      {numRuns: 500},
    );
  });
});
