import {entity, unescaped} from '../../../src/core/secrets/character-names';
import {addPlace, createFindSpelled, type Place} from '../../../src/core/secrets/find-spelled';
import {plainText} from '../../../src/core/secrets/plain-spelling';

describe('the name of a character', () => {
  it.each([
    ['', '\\'],
    ['n', '\n'],
    ['b', '\b'],
    ['f', '\f'],
    ['r', '\r'],
    ['t', '\t'],
    ['"', '"'],
    ['/', '/'],
    ['u00e9', 'é'],
    ['xe9', 'é'],
  ])('behind a backslash: %j is %j', (name, character) => {
    expect(unescaped(name)).toBe(character);
  });

  const named =
    '& ' + // nothing
    "amp& apos' ast* bsol\\ colon: comma, commat@ dollar$ equals= excl! grave` gt> hat^ hyphen- " +
    'lcub{ lowbar_ lpar( lsqb[ lt< num# percnt% period. plus+ quest? quot" rcub} rpar) rsqb] semi; ' +
    'sol/ tilde~ verbar|';

  it.each(named.split(' ').map((each) => [each.slice(0, -1), each.slice(-1)]))(
    'of HTML: "%s" is "%s"',
    (name = '', character = '') => {
      expect(entity(name)).toBe(character);
      expect(entity(name.toUpperCase())).toBe(character);
    },
  );

  it.each([
    ['nbsp', '\u00a0'],
    ['#60', '<'],
    ['#x3c', '<'],
    ['#X3C', '<'],
    ['#1114111', '\u{10ffff}'],
    ['#1114112', undefined],
    ['#x10ffff', '\u{10ffff}'],
    ['#x110000', undefined],
    ['copy', undefined],
  ])('of HTML: "%s" is %j', (name, character) => {
    expect(entity(name)).toBe(character);
  });
});

describe('a text with its spellings undone', () => {
  it.each([
    ['plain', 'plain'],
    ['a\\u0062c', 'abc'],
    ['a\\\\\\u0062c', 'abc'],
    ['a\\x62c', 'abc'],
    ['a\\nb\\"c\\/d', 'a\nb"c/d'],
    ['a\\\\qc', 'a\\qc'],
    ['a%62c', 'abc'],
    ['a%252562c', 'abc'],
    ['%c3%a9%e2%82%ac%f0%9f%98%80', 'é€😀'],
    ['%25c3%25a9', 'é'],
    ['%e9', 'é'],
    ['a+b', 'a b'],
    ['&lt;&#60;&#x3c;&#x00003C;', '<<<<'],
    ['&amp;amp;lt;', '<'],
    ['&copy;', '&copy;'],
    ['&lt', '&lt'],
    ['%5cu0062', 'b'],
  ])('%j is %j', (source, text) => {
    expect(plainText(source).text).toBe(text);
  });

  it('knows where each of its characters stood', () => {
    const plain = plainText('a%62%63d');
    expect(plain.text).toBe('abcd');
    expect([0, 1, 2, 3].map((at) => plain.startOf(at))).toEqual([0, 1, 4, 7]);
    expect([0, 1, 2, 3].map((at) => plain.endOf(at))).toEqual([1, 4, 7, 8]);
  });

  it('knows it of spellings in spellings, and of two units in one spelling', () => {
    const plain = plainText('x%26lt%3By%F0%9F%98%80z');
    expect(plain.text).toBe('x<y😀z');
    expect([0, 1, 2, 3, 4, 5].map((at) => plain.startOf(at))).toEqual([0, 1, 9, 10, 10, 22]);
    expect([0, 1, 2, 3, 4, 5].map((at) => plain.endOf(at))).toEqual([1, 9, 10, 22, 22, 23]);
  });

  it('is the source itself where there is nothing to undo', () => {
    const plain = plainText('abc');
    expect([plain.startOf(1), plain.endOf(1)]).toEqual([1, 2]);
  });
});

describe('a text that is found however it is spelled', () => {
  const placesOf = (text: string, needle: string): readonly Place[] =>
    createFindSpelled(text)(needle);

  it.each([
    ['a"b', 'a"b'],
    ['a\\"b', 'a"b'],
    ['a\\u0022b', 'a"b'],
    ['a\\x22b', 'a"b'],
    ['a\\U0022b', 'a"b'],
    ['a%22b', 'a"b'],
    ['a&quot;b', 'a"b'],
    ['a&#34;b', 'a"b'],
    ['a&#x000022;b', 'a"b'],
    ['a&amp;quot;b', 'a"b'],
    ['a%2522b', 'a"b'],
    ['a%5c%22b', 'a"b'],
    ['a\\\\b', 'a\\b'],
    ['a\\nb', 'a\nb'],
    ['a\\Nb', 'a\nb'],
    ['a+b', 'a b'],
    ['a+b', 'a+b'],
    ['a%c3%a9b', 'aéb'],
    ['a%e9b', 'aéb'],
    ['a%e2%82%acb', 'a€b'],
    ['a%f0%9f%98%80b', 'a😀b'],
    ['a%f4%8f%bf%bfb', 'a\u{10ffff}b'],
    ['a%c2%a0b', 'a\u00a0b'],
    ['a%df%bfb', 'a\u07ffb'],
    ['a%ef%bf%bdb', 'a\ufffdb'],
    ['a%e0%a4%84b', 'a\u0904b'],
    // No UTF-8: a reader of UTF-8 makes this sign of such a byte.
    ['a%80b', 'a\ufffdb'],
    ['a%ffb', 'a\ufffdb'],
    [`a&#x${'22'.padStart(12, '0')};b`, 'a"b'],
    ['%', '%'],
  ])('%j is %j', (text, needle) => {
    expect(placesOf(text, needle)).toEqual([{start: 0, end: text.length}]);
    expect(placesOf(`.${text}.`, needle)).toEqual([{start: 1, end: 1 + text.length}]);
  });

  it.each([
    ['a%2b', 'a"b'],
    ['a\\q', 'a"q'],
    ['a&q;b', 'a"b'],
    ['a&;b', 'a&b'],
    ['a%2', 'a"'],
    ['a+', 'a b'],
    ['a%', 'a%b'],
    ['a\\qb', 'aqb'],
    ['a%c3xa9b', 'aéb'],
    ['a&ltxb', 'a<b'],
    [`a&#x${'22'.padStart(13, '0')};b`, 'a"b'],
    ['%', ''],
    ['ab', 'abc'],
    ['', 'a'],
    ['a', ''],
  ])('%j is not %j', (text, needle) => {
    expect(placesOf(text, needle)).toEqual([]);
  });

  it('is found each time', () => {
    expect(placesOf('ab a%62 ab', 'ab')).toEqual([
      {start: 0, end: 2},
      {start: 3, end: 7},
      {start: 8, end: 10},
    ]);
  });

  it('is found once where one begins in the other', () => {
    expect(placesOf('aaaa', 'aa')).toEqual([{start: 0, end: 4}]);
    const places: Place[] = [{start: 0, end: 4}];
    addPlace(places, {start: 1, end: 3});
    expect(places).toEqual([{start: 0, end: 4}]);
    addPlace(places, {start: 4, end: 5});
    expect(places).toEqual([
      {start: 0, end: 4},
      {start: 4, end: 5},
    ]);
  });
});
