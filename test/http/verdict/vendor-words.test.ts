import {createSecretMask} from '../../../src/core/secrets/secret-mask';
import {answerWords, vendorWords} from '../../../src/http/verdict/vendor-words';

const mask = createSecretMask();

/** `value` below so many names. */
const nested = (value: unknown, levels: number): unknown =>
  levels === 0 ? value : {error: nested(value, levels - 1)};

/** `value` in so many lists. */
const listed = (value: unknown, levels: number): unknown =>
  levels === 0 ? value : [listed(value, levels - 1)];

describe("the vendor's own words", () => {
  it.each([
    [{message: '  a \n\n b\t'}, 'a b'],
    [{message: ' \n '}, undefined],
    [{message: '', detail: 'gone'}, 'gone'],
    [{message: null, detail: 'gone'}, 'gone'],
    [{errors: {a: '1', b: '2', c: '3', d: '4'}}, 'a: 1; b: 2; c: 3'],
    [{errors: ['1', '2', '3', '4']}, '1; 2; 3'],
    [{errors: {a: null, b: 'x'}}, 'b: x'],
    [{errors: [null, 'x']}, 'x'],
    [{errors: {a: null}, title: 'x'}, 'x'],
    [{errors: [null], title: 'x'}, 'x'],
    [{error: 7, title: 'x'}, 'x'],
  ])('in %j are %j', (body, words) => {
    expect(vendorWords(body, mask)).toBe(words);
  });

  it('are cut at two hundred characters', () => {
    expect(vendorWords('x'.repeat(200), mask)).toBe('x'.repeat(200));
    expect(vendorWords('x'.repeat(201), mask)).toBe(`${'x'.repeat(199)}…`);
  });

  it('are not looked for deeper than vendors nest them', () => {
    expect(vendorWords(nested('deep', 4), mask)).toBe('deep');
    expect(vendorWords(nested('deep', 9), mask)).toBeUndefined();
    expect(vendorWords(listed('deep', 4), mask)).toBe('deep');
    expect(vendorWords(listed('deep', 9), mask)).toBeUndefined();
  });
});

describe('what an answer says of its reason', () => {
  const wordsOf = (body: unknown, excerpt?: string): string | undefined =>
    answerWords({body, bodyKind: 'json', ...(excerpt !== undefined && {excerpt})}, mask);

  it.each([
    [{message: 'a', detail: 'b'}, 'a; b'],
    [{message: 'a', title: 'a'}, 'a'],
    [{message: 'taken', detail: 'name is taken', title: 'Conflict'}, 'name is taken; Conflict'],
    [{code: 7}, '{"code":7}'],
    [nested('deep', 9), JSON.stringify(nested('deep', 9))],
    [['one', 'two'], 'one; two'],
    [[1, 2], '[1,2]'],
    [{}, undefined],
    [[], undefined],
  ])('in %j is %j', (body, words) => {
    expect(wordsOf(body)).toBe(words);
  });

  it('is its text where it is no JSON', () => {
    expect(wordsOf('plain', 'other')).toBe('plain');
    expect(wordsOf(undefined, 'Bad Gateway')).toBe('Bad Gateway');
    expect(wordsOf(null, 'null')).toBe('null');
  });

  it.each(['html', 'empty'] as const)('is nothing in a body of the kind %s', (bodyKind) => {
    expect(answerWords({body: 'a page', bodyKind, excerpt: 'a page'}, mask)).toBeUndefined();
  });
});
