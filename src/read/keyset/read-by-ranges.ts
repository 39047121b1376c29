import type {Row} from '../reader';
import {keyedRows, type KeysetRun} from './keyset-run';

/** Keys behind the one and up to the other, included. */
interface Range {
  readonly afterKey: string | null;
  readonly throughKey: string | undefined;
}

/** An answer that may have been cut. */
interface CutAnswer {
  readonly rows: readonly Row[];
  /** Keys of the rows; at least two. */
  readonly keys: readonly string[];
  /** Rows that were asked for. */
  readonly limit: number;
  /** More rows than this are not held. */
  readonly rowsMax: number;
}

/** A range whose answer was as long as the longest: it may have been cut. */
interface OpenRange extends Range {
  readonly keys: readonly string[];
}

/** A good pivot halves a range; so many requests per full answer are enough for bad ones. */
const REQUESTS_PER_ANSWER = 8;
const REQUESTS_MIN = 40;

/**
 * All rows of a list whose answers come in no order and may be cut, from a server that filters by
 * key: a range is halved until its answer is shorter than the longest that was ever seen, which only
 * a range that was not cut can be. Any key of a range divides it, in any order that the server
 * compares keys. Undefined when the server does not heed the ranges, or there is no end to them.
 */
export async function readByRanges(
  run: KeysetRun,
  {rows: first, keys: firstKeys, limit, rowsMax}: CutAnswer,
): Promise<readonly Row[] | undefined> {
  const {signal} = run.context;
  const byKey = new Map<string, Row>();
  const keyless: Row[] = [];
  let longest = first.length;
  let requests = 0;
  const note = (rows: readonly Row[]): readonly string[] => {
    const keyed = keyedRows(run, rows);
    for (const {key, row} of keyed) byKey.set(key, row);
    for (const row of rows) if (run.options.keyOf(row) === undefined) keyless.push(row);
    return keyed.map(({key}) => key);
  };
  const ask = async (range: Range): Promise<OpenRange & {readonly size: number}> => {
    requests += 1;
    const {rows} = await run.options.fetch.listing({...range, limit, signal});
    longest = Math.max(longest, rows.length);
    return {...range, keys: note(rows), size: rows.length};
  };
  note(first);
  const open: OpenRange[] = [{afterKey: null, throughKey: undefined, keys: firstKeys}];
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const pivot = middleOf(range);
    // One key alone cannot be divided: it is all that can be between the two ends.
    if (pivot === undefined) continue;
    const isEndless = requests > REQUESTS_MIN + (byKey.size / longest) * REQUESTS_PER_ANSWER;
    if (isEndless || byKey.size > rowsMax) return undefined;
    const upper = await ask({afterKey: pivot, throughKey: range.throughKey});
    if (upper.keys.includes(pivot)) return undefined;
    const lower = await ask({afterKey: range.afterKey, throughKey: pivot});
    const inUpper = new Set(upper.keys);
    if (lower.keys.some((key) => inUpper.has(key))) return undefined;
    for (const half of [lower, upper]) if (half.size >= longest) open.push(half);
  }
  return [...byKey.values(), ...keyless];
}

function middleOf({throughKey, keys}: OpenRange): string | undefined {
  const inside = keys.filter((key) => key !== throughKey).sort();
  return inside[Math.floor(inside.length / 2)];
}
