import {readKeyset} from './read-keyset';
import type {KeysetOptions} from './keyset-options';
import type {CursorReader} from '../reader';

export type {KeysetAnswer, KeysetFetch, KeysetOptions} from './keyset-options';

/**
 * Reads a stream whose server can filter by a cursor that many rows may share, and by key.
 *
 * The first read lists everything by key, and goes on behind the last key when it was broken off.
 * Later reads ask for a window of time: from the last cursor minus the lookback to the start of the
 * sync, both included. A full page that ends in time T is continued from T itself, and the rows of
 * T that were seen are dropped; when most of the page is of time T, the rest of T is read by key and
 * the window goes on at T + 1. The position remembers which rows within the lookback were passed
 * on, so that reading unchanged data again passes on nothing. Every `fullListingEveryMs` a listing
 * takes the place of the window; of rows without a cursor it passes on those that are new or changed.
 *
 * No order and no filter is taken on trust. An answer with rows outside its question, more rows
 * than asked for, or keys that did not move shows a server that ignores the question: the answer is
 * taken for the whole list when its length proves that it is, else the whole list is asked for, and
 * the read fails with a `data` Failure when it cannot be had. Rows may be repeated, never lost.
 */
export function createKeysetReader(options: KeysetOptions): CursorReader {
  return {
    kind: 'cursor',
    stream: options.stream,
    pages: (position, context) => readKeyset(options, position, context),
  };
}
