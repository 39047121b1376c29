import {rowsOf} from '../../../src/read/listing/rows-of';

describe('The rows of a list', () => {
  it('are its objects, and a row without fields for each entry that is none', () => {
    expect(rowsOf([{id: 1}, null, 'text', 7, [1], {id: 2}])).toEqual([
      {id: 1},
      {},
      {},
      {},
      {},
      {id: 2},
    ]);
  });

  it('may be none', () => {
    expect(rowsOf([])).toEqual([]);
  });

  it('are without fields where a service sends nothing but null', () => {
    expect(rowsOf([null, null])).toEqual([{}, {}]);
  });

  it.each([[[1, 2]], [[[1]]], [{}], ['text'], [null], [undefined]])(
    'are not to be had from %j',
    (list) => {
      expect(rowsOf(list)).toBeUndefined();
    },
  );
});
