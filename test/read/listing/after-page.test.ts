import {judgePage, saysMore} from '../../../src/read/listing/after-page';
import type {ListPage} from '../../../src/read/listing/list-source';
import {noteCount, startPass, type Pass} from '../../../src/read/listing/pass';

type Met = Parameters<typeof judgePage>[1];

const page = (rows: number, signs: Partial<ListPage<unknown>> = {}): ListPage<unknown> => ({
  items: Array.from({length: rows}, (_, id) => ({id})),
  ...signs,
});

/** A page of three rows of four, all new, with a way on and without any sign. */
const met = (overrides: Partial<Met> = {}): Met => ({
  ...{page: page(3), size: 4, broughtNew: true, overlaps: false, isFirstAgain: false},
  ...{barrenBefore: 0, wasPromised: false, saidEndBefore: false, hasWayOn: true},
  ...{longestBefore: 0, endSignSuffices: false},
  ...overrides,
});

/** A pass that has met so many rows, of a list that is counted so in its answers. */
function pass(rows: number, counts: readonly number[] = []): Pass {
  const made = startPass(new Set(Array.from({length: rows}, (_, id) => String(id))));
  for (const total of counts) noteCount(made, {items: [], total});
  return made;
}

const ON = {type: 'ask_on'};
const PLAIN = {type: 'ask_plain'};
const STILL = {type: 'stands_still'};
const REPEATS = {type: 'repeats'};
const PROVEN = {type: 'end', proven: true};
const DOUBTED = {type: 'end', proven: false};

describe('A sign that more follows', () => {
  it.each([
    [{more: true}, true],
    [{next: 'abc'}, true],
    [{more: false, next: 0}, true],
    [{more: false}, false],
    [{}, false],
  ])('%j: %s', (signs, says) => {
    expect(saysMore(page(1, signs))).toBe(says);
  });
});

describe('A page with new rows', () => {
  it.each<[string, Partial<Met>, Pass, object]>([
    ['says that more follows', {page: page(3, {more: true})}, pass(3), ON],
    [
      'says so, and there is no way on',
      {page: page(3, {more: true}), hasWayOn: false},
      pass(3),
      STILL,
    ],
    ['is short and the first', {}, pass(3), PLAIN],
    ['is full and the first', {page: page(4)}, pass(4), ON],
    ['is not the first', {longestBefore: 4}, pass(7), ON],
    ['is short of the count', {page: page(3, {more: false, total: 5})}, pass(3, [5]), ON],
    [
      'reaches a count above its rows and says the end',
      {page: page(3, {more: false, total: 7})},
      pass(7, [7]),
      PROVEN,
    ],
    [
      'reaches a count that an answer before it had',
      {page: page(3, {more: false})},
      pass(7, [7]),
      PROVEN,
    ],
    [
      'reaches its own count, is short and says the end',
      {page: page(3, {more: false, total: 3})},
      pass(3, [3]),
      PROVEN,
    ],
    [
      'reaches its own count, is full and says the end',
      {page: page(4, {more: false, total: 4})},
      pass(4, [4]),
      ON,
    ],
    ['reaches its count and says nothing', {page: page(3, {total: 3})}, pass(3, [3]), PLAIN],
    ['says the end alone', {page: page(3, {more: false})}, pass(3), PLAIN],
    [
      'says the end, which suffices',
      {page: page(3, {more: false}), endSignSuffices: true},
      pass(3),
      PROVEN,
    ],
    ['says nothing where the end would suffice', {endSignSuffices: true}, pass(3), PLAIN],
    [
      'says the end, which would suffice, and is as long as the one before',
      {page: page(3, {more: false}), endSignSuffices: true, longestBefore: 3},
      pass(6),
      ON,
    ],
  ])('that %s', (_, overrides, given, expected) => {
    expect(judgePage(given, met(overrides))).toEqual(expected);
  });

  it.each<[string, Partial<Met>, Pass, object]>([
    ['reaches the count', {}, pass(3, [3]), PROVEN],
    ['is short of the count', {}, pass(3, [4]), DOUBTED],
    ['is short', {}, pass(3), PROVEN],
    ['is full', {page: page(4)}, pass(4), DOUBTED],
    ['is longer than asked for', {page: page(5)}, pass(5), PROVEN],
    ['is full where the end suffices', {page: page(4), endSignSuffices: true}, pass(4), PROVEN],
    ['is shorter than the one before', {longestBefore: 4}, pass(7), PROVEN],
    ['is as long as the one before', {longestBefore: 3}, pass(6), DOUBTED],
    ['is full behind a longer one', {page: page(4), longestBefore: 5}, pass(9), DOUBTED],
  ])('without a way on that %s', (_, overrides, given, expected) => {
    expect(judgePage(given, met({hasWayOn: false, ...overrides}))).toEqual(expected);
  });
});

describe('An empty page', () => {
  const empty = (signs: Partial<ListPage<unknown>> = {}) => ({page: page(0, signs)});

  it.each<[string, Partial<Met>, Pass, object]>([
    ['is the end', empty(), pass(3), PROVEN],
    ['says that more follows', empty({more: true}), pass(3), ON],
    ['says so for the twentieth time', {...empty({more: true}), barrenBefore: 19}, pass(3), ON],
    ['says so once too often', {...empty({more: true}), barrenBefore: 20}, pass(3), STILL],
    ['says so without a way on', {...empty({more: true}), hasWayOn: false}, pass(3), STILL],
    ['comes where rows were promised', {...empty(), wasPromised: true}, pass(3), STILL],
    ['ends what was promised', {...empty({more: false}), wasPromised: true}, pass(3), PROVEN],
    ['comes where the count is reached', empty(), pass(3, [3]), PROVEN],
    ['comes before the count is reached', empty(), pass(3, [4]), ON],
    ['does so for the third time', {...empty(), barrenBefore: 2}, pass(3, [4]), ON],
    ['does so for the fourth time', {...empty(), barrenBefore: 3}, pass(3, [4]), DOUBTED],
    ['does so without a way on', {...empty(), hasWayOn: false}, pass(3, [4]), DOUBTED],
    ['does so and says the end', empty({more: false}), pass(3, [4]), DOUBTED],
  ])('that %s', (_, overrides, given, expected) => {
    expect(judgePage(given, met({...overrides, broughtNew: false}))).toEqual(expected);
  });
});

describe('A page of rows that came before', () => {
  it.each<[string, Partial<Met>, Pass, object]>([
    ['says nothing', {}, pass(3), REPEATS],
    ['says that more follows', {page: page(3, {more: true})}, pass(3), ON],
    ['says so again', {page: page(3, {more: true}), barrenBefore: 1}, pass(3), STILL],
    ['says so without a way on', {page: page(3, {more: true}), hasWayOn: false}, pass(3), STILL],
    ['comes where the count is reached', {}, pass(3, [3]), PROVEN],
    ['comes before the count is reached', {}, pass(3, [4]), DOUBTED],
  ])('%s', (_, overrides, given, expected) => {
    expect(judgePage(given, met({...overrides, broughtNew: false}))).toEqual(expected);
  });

  it.each<[string, Partial<Met>, Pass, object]>([
    ['says nothing', {}, pass(3), PLAIN],
    ['says that more follows', {page: page(3, {more: true})}, pass(3), PLAIN],
    ['says the end', {page: page(3, {more: false})}, pass(3), PLAIN],
    [
      'says the end for the second time',
      {page: page(3, {more: false}), saidEndBefore: true},
      pass(3),
      PROVEN,
    ],
    [
      'says the end where the count is reached',
      {page: page(3, {more: false})},
      pass(3, [3]),
      PROVEN,
    ],
    [
      'says the end before it is',
      {page: page(3, {more: false}), saidEndBefore: true},
      pass(3, [4]),
      PLAIN,
    ],
    ['says nothing where the count is reached', {saidEndBefore: true}, pass(3, [3]), PLAIN],
    ['has no way on', {hasWayOn: false}, pass(3), REPEATS],
    ['has no way on and reaches the count', {hasWayOn: false}, pass(3, [3]), PROVEN],
    [
      'is the first one, and longer than asked for',
      {page: page(5), isFirstAgain: true},
      pass(5),
      REPEATS,
    ],
    ['is not the first one, and longer than asked for', {page: page(5)}, pass(5), PLAIN],
    ['is the first one, and counted', {page: page(5), isFirstAgain: true}, pass(5, [9]), PLAIN],
    ['is the first one, and full', {page: page(4), isFirstAgain: true}, pass(4), PLAIN],
    [
      'is the first one, of an odd length',
      {page: page(11), size: 50, isFirstAgain: true},
      pass(11),
      REPEATS,
    ],
    [
      'is the first one, of ten rows',
      {page: page(10), size: 50, isFirstAgain: true},
      pass(10),
      PLAIN,
    ],
    [
      'is the first one, of nine rows',
      {page: page(9), size: 50, isFirstAgain: true},
      pass(9),
      PLAIN,
    ],
  ])('as it was asked to, that %s', (_, overrides, given, expected) => {
    const judged = judgePage(given, met({...overrides, broughtNew: false, overlaps: true}));
    expect(judged).toEqual(expected);
  });
});
