import {ExactNumber} from '../../../src/core/exact-number';
import type {JsonObject} from '../../../src/core/json';
import {countOf, signsOf} from '../../../src/read/listing/signs';

const NONE = {more: undefined, cursor: undefined, start: undefined, total: undefined};

describe('The signs of an answer', () => {
  it.each<[JsonObject, object]>([
    [{}, {}],
    [{users: [], more: true}, {more: true}],
    [{more_items_in_collection: false}, {more: false}],
    [{hasMore: 'True'}, {more: true}],
    [{has_more: '1'}, {more: true}],
    [{has_more: '0'}, {more: false}],
    [{has_more: 0}, {more: false}],
    [{has_more: 'FALSE'}, {more: false}],
    [{more: 'perhaps'}, {}],
    [{more: null}, {}],
    [{next_cursor: 'abc'}, {cursor: 'abc'}],
    [{nextPageToken: 7}, {cursor: '7'}],
    [{next_cursor: new ExactNumber('12345678901234567890')}, {cursor: '12345678901234567890'}],
    [{next_cursor: ''}, {}],
    [{next_cursor: null}, {}],
    [{next_start: 100}, {start: 100}],
    [{nextOffset: '100'}, {start: 100}],
    [{total: 5}, {total: 5}],
    [{totalResults: '5'}, {total: 5}],
    [{total_count: 0}, {total: 0}],
    [{total: null, total_count: 5}, {total: 5}],
    [{total: 4, total_count: 5}, {total: 4}],
    [{next_cursor: 'a', next_page_token: 'b'}, {cursor: 'a'}],
    [{next_start: 1, next_offset: 2}, {start: 1}],
    [{more: true, has_more: false}, {more: true}],
  ])('%j are %j', (body, signs) => {
    expect(signsOf(body)).toEqual({...NONE, ...signs});
  });

  it.each(['additional_data', 'pagination', 'paging', 'meta', 'page'])(
    'are also in the object %s',
    (holder) => {
      expect(signsOf({[holder]: {total: 5, more: true}})).toEqual({...NONE, total: 5, more: true});
      expect(signsOf({[holder]: null})).toEqual(NONE);
      expect(signsOf({[holder]: [{total: 5}]})).toEqual(NONE);
    },
  );

  it('are in an object within such an object, and no deeper', () => {
    const pagination = {next_start: 100};
    expect(signsOf({additional_data: {pagination}})).toEqual({...NONE, start: 100});
    expect(signsOf({meta: {additional_data: {pagination}}})).toEqual(NONE);
  });

  it('are not in any other object', () => {
    expect(signsOf({data: {total: 5}})).toEqual(NONE);
  });
});

describe('A count', () => {
  it.each([
    [0, 0],
    [7, 7],
    ['0', 0],
    ['123456789012345', 123456789012345],
    ['1234567890123456', undefined],
    ['7 rows', undefined],
    ['no 7', undefined],
    ['', undefined],
    [-1, undefined],
    [1.5, undefined],
    [2 ** 53, undefined],
    [null, undefined],
    [true, undefined],
  ])('in %j is %j', (value, count) => {
    expect(countOf(value)).toBe(count);
  });
});
