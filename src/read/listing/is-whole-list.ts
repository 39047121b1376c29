import type {ListPage, ListSource} from './list-source';
import {looksCut} from '../looks-cut';

/**
 * True when the repetition proves the end. A server without pages sends its whole list each time,
 * regardless of what it is asked for; another one gives its last page for every place behind the end. A page
 * of just the length that was asked for may also be cut by a server that ignores only the place, so
 * such a one is asked for less: it is the whole list when just as much comes.
 */
export async function isWholeList<Place>(
  source: ListSource<Place>,
  {
    page,
    isAgain,
    isFirstAgain,
    endsAlike,
    holdsAll,
    size,
    longest,
  }: {
    readonly page: ListPage<unknown>;
    /** It is the first page or the one before, row by row. */
    readonly isAgain: boolean;
    readonly isFirstAgain: boolean;
    /**
     * It ends with the last row that was met, and is another cut of the list than the page before: a page that
     * a server gives for places behind the end. One that it cannot get past ends elsewhere in another length.
     */
    readonly endsAlike: boolean;
    /** Every row that the pass has met is on it: a list without pages that grew meanwhile. */
    readonly holdsAll: boolean;
    readonly size: number;
    /** Rows of the longest page. */
    readonly longest: number;
  },
): Promise<boolean> {
  const rows = page.items.length;
  if (!isFirstAgain && !holdsAll) return endsAlike || (isAgain && rows < longest && rows < size);
  if (rows > size || rows < 2) return true;
  if (!looksCut(rows, size)) return true;
  const {items} = await source.ask(source.first, rows - 1);
  return items.length >= rows;
}
