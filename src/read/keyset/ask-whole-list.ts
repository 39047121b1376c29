import {Failure} from '../../core/failure';
import type {Row} from '../reader';
import type {KeysetRun} from './keyset-run';

/** More rows in one answer exhaust the servers that were seen, and then our memory. */
const WHOLE_LIST_MAX = 100_000;
const GROWTH = 4;

/**
 * The whole list from a server that does not follow keys. An answer of another length than was
 * asked for is the whole list; a full one may be cut, so it is asked for with a growing limit.
 * Throws a `data` Failure when even the largest answer is full: rows would be lost.
 */
export async function askWholeList(
  run: KeysetRun,
  answer: readonly Row[],
): Promise<readonly Row[]> {
  const {fetch, pageSize, stream} = run.options;
  const {signal, log} = run.context;
  if (answer.length !== pageSize) return answer;
  log?.(
    'WARN',
    `${stream.name}: the vendor ignores paging; the whole list is read in one request.`,
  );
  for (let limit = pageSize; limit < WHOLE_LIST_MAX;) {
    limit = Math.min(limit * GROWTH, WHOLE_LIST_MAX);
    const {rows} = await fetch.listing({afterKey: null, limit, signal});
    if (rows.length !== limit) return rows;
  }
  throw new Failure({
    kind: 'data',
    message:
      `The list of ${stream.name} cannot be read completely: the vendor's answers come in an ` +
      `order that cannot be followed from page to page, and there are more than ${WHOLE_LIST_MAX} ` +
      `records. No record was skipped silently. Please report this with the name of the stream.`,
  });
}
