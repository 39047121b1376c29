import {Failure} from '../../core/failure';
import {looksCut} from '../looks-cut';
import type {Row} from '../reader';
import {keyedRows, type KeysetRun} from './keyset-run';
import {readByRanges} from './read-by-ranges';

/** More rows in one answer exhaust the servers that were seen, and then our memory. */
const WHOLE_LIST_MAX = 100_000;
const GROWTH = 4;

/** An answer to be looked at. */
export interface Answer {
  readonly rows: readonly Row[];
  /** It was asked for from the first key on. */
  readonly isFromFirst: boolean;
}

/**
 * The whole list from a server whose pages cannot be followed. An answer may have been cut by the
 * limit, so a full one is asked for with a growing limit, and by a cap of the server's, so it is
 * proven: where the server filters by key, ranges of keys prove it; where it does not, only a server
 * that ignores the limit too is known to send all it has.
 * Throws a `data` Failure when neither is so, rather than losing rows.
 */
export async function askWholeList(run: KeysetRun, answer: Answer): Promise<readonly Row[]> {
  const {fetch, pageSize, stream} = run.options;
  const {signal, log} = run.context;
  let limit = pageSize;
  let {rows} = answer.isFromFirst ? answer : await fetch.listing({afterKey: null, limit, signal});
  if (rows.length === limit) {
    log?.(
      'WARN',
      `${stream.name}: the vendor ignores paging; the whole list is read in one request.`,
    );
  }
  while (rows.length === limit && limit < WHOLE_LIST_MAX) {
    limit = Math.min(limit * GROWTH, WHOLE_LIST_MAX);
    ({rows} = await fetch.listing({afterKey: null, limit, signal}));
  }
  const keys = keyedRows(run, rows).map(({key}) => key);
  // An answer of one row cannot have been cut.
  if (keys.length < 2) return rows;
  const ranges = await readByRanges(run, {rows, keys, limit, rowsMax: WHOLE_LIST_MAX});
  if (ranges !== undefined) return ranges;
  if (!looksCut(rows.length, limit)) return rows;
  const fewer = await fetch.listing({afterKey: null, limit: rows.length - 1, signal});
  if (fewer.rows.length >= rows.length) return rows;
  throw new Failure({
    kind: 'data',
    message:
      `The list of ${stream.name} cannot be read completely: the vendor's answers come in an ` +
      `order that cannot be followed from page to page, and nothing tells whether the ${rows.length} ` +
      `records that came are all. No record was skipped silently. Please report this with the ` +
      `name of the stream.`,
  });
}
