import fc from 'fast-check';
import {
  firstPage,
  pageBefore,
  pageBehind,
  resizedPage,
  type NumberedPage,
} from '../../../src/read/listing/numbered-pages';

const third: NumberedPage = {...firstPage(10), page: 3, start: 20, fits: 10};

/** The number of the row with which a page begins. */
const begin = ({page, count}: NumberedPage): number => (page - 1) * count;

describe('The page behind another', () => {
  it('has the next number and begins behind its rows', () => {
    expect(pageBehind(firstPage(10), 10)).toEqual({
      ...{page: 2, count: 10, max: 10, start: 10, fits: 10, isChosen: false},
    });
  });

  it('has the next number also behind a page that was shorter than asked for', () => {
    expect(pageBehind({...third, fits: 8}, 7)).toMatchObject({
      page: 4,
      count: 10,
      start: 27,
      fits: 8,
    });
  });

  it('begins behind the rows that came where the page had a length of its own', () => {
    const chosen = {...third, count: 7, page: 4, start: 21, isChosen: true};
    expect(pageBehind(chosen, 7)).toMatchObject({page: 5, count: 7, start: 28, isChosen: false});
    // Row 24 is the first of the fifth page of six rows.
    expect(pageBehind(chosen, 3)).toMatchObject({page: 5, count: 6, start: 24, isChosen: false});
    // Row 23 is the first of no page but one of a single row.
    expect(pageBehind(chosen, 2)).toMatchObject({page: 24, count: 1, start: 23});
  });
});

describe('The page before a place', () => {
  it('begins at least so many rows before it and reaches behind it, whatever the place', () => {
    fc.assert(
      fc.property(
        fc.integer({min: 1, max: 60}),
        fc.integer({min: 0, max: 60}),
        fc.integer({min: 0, max: 400}),
        fc.integer({min: 1, max: 8}),
        (max, fits, start, rows) => {
          const place = {page: 1, count: max, max, start, fits, isChosen: false};
          const before = pageBefore(place, rows);
          if (before === undefined) return;
          expect(begin(before.place)).toBe(before.place.start);
          expect(before.place.start).toBe(start - before.rows);
          expect(before.rows).toBeGreaterThanOrEqual(rows);
          expect(before.place.start + before.place.count).toBeGreaterThan(start);
          expect(before.place.count).toBeLessThanOrEqual(Math.min(max, fits));
          expect(before.place.isChosen).toBe(true);
        },
      ),
    );
  });

  it('is the one that reaches farthest', () => {
    // Row 19: 9 rows from 18 on reach to 27, 10 rows from 10 on to 20.
    expect(pageBefore(third, 1)).toEqual({
      place: {...third, page: 3, count: 9, start: 18, isChosen: true},
      rows: 2,
    });
    // Row 9 of pages of ten rows is the last one of its page; 9 rows begin with it.
    expect(pageBefore({...third, page: 2, start: 10}, 1)).toMatchObject({
      ...{place: {page: 2, count: 9, start: 9}, rows: 1},
    });
    // The first row is the one before row 1.
    expect(pageBefore({...third, start: 2}, 1)).toMatchObject({rows: 2});
  });

  it.each([
    ['it was chosen itself', {isChosen: true}, 1],
    ['it is the first page', {start: 1}, 1],
    ['pages hold one row', {fits: 1}, 1],
    ['pages were longer than they may be', {fits: 11}, 1],
    ['no page begins so far before it and ends behind it', {fits: 2, start: 21}, 3],
  ])('cannot be chosen where %s', (_, place, rows) => {
    expect(pageBefore({...third, ...place}, rows)).toBeUndefined();
  });

  it('can be chosen where pages hold two rows, or as many as they may', () => {
    expect(pageBefore({...third, fits: 2, start: 21}, 1)).toMatchObject({place: {count: 2}});
    expect(pageBefore({...third, fits: 10, start: 2}, 1)).toMatchObject({rows: 2});
  });
});

describe('The page of the same rows in another length', () => {
  it('has the number that the same first row has then', () => {
    expect(resizedPage(third, 10, 5)).toEqual({...third, page: 5});
  });

  it('is the same where its own length is not above the new one', () => {
    const chosen = {...third, count: 5, page: 5, isChosen: true};
    expect(resizedPage(chosen, 10, 5)).toBe(chosen);
  });

  it('begins at or before its first row where its own length is too large', () => {
    const chosen = {...third, count: 9, page: 3, start: 18, isChosen: true};
    expect(resizedPage(chosen, 10, 5)).toEqual({...chosen, page: 4, count: 5, start: 15});
  });
});
