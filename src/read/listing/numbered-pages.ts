/** A place of a list whose pages are asked for by number and length. */
export interface NumberedPage {
  readonly page: number;
  /** Rows that are asked for, at most. */
  readonly count: number;
  /** The most that may be asked for. */
  readonly max: number;
  /** The number of its first row, from 0, as far as pages were as long as they seemed to be. */
  readonly start: number;
  /** Rows of the longest page so far. */
  readonly fits: number;
  /** True where number and length were chosen so that it overlaps the page before it. */
  readonly isChosen: boolean;
}

/** The first page of a list. */
export function firstPage(count: number): NumberedPage {
  return {page: 1, count, max: count, start: 0, fits: 0, isChosen: false};
}

/** The page behind `rows` rows that came. */
export function pageBehind(place: NumberedPage, rows: number): NumberedPage {
  const start = place.start + rows;
  const fits = Math.max(place.fits, rows);
  if (place.isChosen && rows < place.count) {
    const count = largestDivisor(start, place.count);
    return {...place, page: start / count + 1, count, start, fits, isChosen: false};
  }
  // Shorter than asked for: a server that caps its pages counts them by its own length.
  return {...place, page: place.page + 1, start, fits, isChosen: false};
}

/**
 * The page that begins at least `rows` rows before `place`: page p of length c begins at row (p - 1) · c,
 * so of all lengths the one is taken whose page reaches farthest. Undefined where the server does not
 * keep to lengths.
 */
export function pageBefore(
  before: NumberedPage,
  rows: number,
): {readonly place: NumberedPage; readonly rows: number} | undefined {
  const {start, max, fits, isChosen} = before;
  const from = start - rows;
  if (isChosen || from < 1 || fits < 2 || fits > max) return undefined;
  let best = fits;
  for (let length = fits - 1; length >= fits / 2; length -= 1) {
    if (length - (from % length) > best - (from % best)) best = length;
  }
  const lead = from % best;
  // Where no page begins in front of the place and ends behind it, short pages have to do without.
  if (best - lead <= rows) return undefined;
  const page = (from - lead) / best + 1;
  return {
    place: {...before, page, count: best, start: from - lead, isChosen: true},
    rows: rows + lead,
  };
}

/** The same rows where pages hold `to` rows at most. */
export function resizedPage(place: NumberedPage, from: number, to: number): NumberedPage {
  if (!place.isChosen) return {...place, page: ((place.page - 1) * from) / to + 1};
  if (place.count <= to) return place;
  const page = Math.floor(place.start / to) + 1;
  return {...place, page, count: to, start: (page - 1) * to};
}

function largestDivisor(of: number, max: number): number {
  for (let divisor = max; divisor > 1; divisor -= 1) if (of % divisor === 0) return divisor;
  return 1;
}
