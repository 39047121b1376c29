import {Failure, toFailure} from '../../core/failure';
import {looksCut} from '../looks-cut';
import type {Row} from '../reader';
import {keyedRows, type KeysetRun} from './keyset-run';
import type {KeysetAnswer} from './keyset-options';
import {readByRanges} from './read-by-ranges';

/** Keys that are remembered of one listing; a longer one is not looked through again. */
const KEYS_MAX = 100_000;
/** Rows of a probe: enough to show an order, few enough to cost nothing. */
const PROBE_ROWS = 20;

/** What a listing has met that was followed from key to key. */
interface Followed {
  /** Where it began. */
  readonly afterKey: string | null;
  /** Keys of the first page. */
  first: readonly string[];
  /** All keys; undefined when there are too many to be remembered. */
  met: Set<string> | undefined;
  pages: number;
  /** Rows in the longest answer. */
  longest: number;
}

/** Begins behind a key. */
export function startFollowing(afterKey: string | null): Followed {
  return {afterKey, first: [], met: new Set(), pages: 0, longest: 0};
}

/** Notes a page that was in order. */
export function noteFollowed(followed: Followed, keys: readonly string[], rows: number): void {
  if (keys.length === 0) return;
  if (followed.pages === 0) followed.first = keys;
  followed.pages += 1;
  followed.longest = Math.max(followed.longest, rows);
  for (const key of keys) followed.met?.add(key);
  if ((followed.met?.size ?? 0) > KEYS_MAX) followed.met = undefined;
}

/**
 * Rows that a listing has stepped over although each of its pages was in order: a server that cuts its
 * list before it sorts it, or does not sort what is nearly sorted already, looks like that. Two small
 * questions find it out: the last rows in the opposite order, and the rows up to a key of the first
 * page. What they bring must have come before. Otherwise ranges of keys tell what is missing.
 * Throws a `data` Failure when rows are known to be missing and cannot be found.
 */
export async function findSkipped(run: KeysetRun, followed: Followed): Promise<readonly Row[]> {
  const {met, pages, longest} = followed;
  const isDoubtful = pages > 1 || looksCut(longest, run.options.pageSize);
  if (met === undefined || met.size < 2 || !isDoubtful) return [];
  const doubt = await findDoubt(run, {...followed, met});
  if (doubt === undefined) return [];
  const {options, context} = run;
  const limit = options.pageSize;
  const {rows} = await options.fetch.listing({afterKey: null, limit, signal: context.signal});
  const keys = keyedRows(run, rows).map(({key}) => key);
  const all = await readByRanges(run, {rows, keys, limit, rowsMax: KEYS_MAX});
  if (all !== undefined) {
    return keyedRows(run, all).flatMap(({key, row}) => (met.has(key) ? [] : [row]));
  }
  if (doubt === 'skipped') throw stepsOver(options.stream.name);
  context.log?.(
    'INFO',
    `${options.stream.name}: the vendor does not sort when it is asked to, so nothing but the order of what came says that it is complete.`,
  );
  return [];
}

/** Undefined when the server sorts, and nothing unknown came. */
async function findDoubt(
  run: KeysetRun,
  {afterKey, first, met}: Followed & {readonly met: ReadonlySet<string>},
): Promise<'skipped' | 'unsorted' | undefined> {
  const {fetch, pageSize} = run.options;
  const {signal} = run.context;
  const throughKey = first[Math.min(PROBE_ROWS, Math.ceil(first.length / 2)) - 1];
  const begin = await keysOf(run, () =>
    fetch.listing({afterKey, throughKey, limit: pageSize, signal}),
  );
  if (begin.some((key) => !met.has(key))) return 'skipped';
  const {last} = fetch;
  if (last === undefined) return undefined;
  const limit = Math.min(PROBE_ROWS, met.size);
  const end = await keysOf(run, () => last({limit, signal}));
  if (end.some((key) => !met.has(key))) return 'skipped';
  return doubtIn(end, met);
}

/**
 * Rows that come ascending are of a server that does not know the opposite order. Those that descend from
 * another key than the greatest were cut before they were sorted.
 */
function doubtIn(
  end: readonly string[],
  met: ReadonlySet<string>,
): 'skipped' | 'unsorted' | undefined {
  const place = new Map([...met].map((key, at) => [key, at]));
  const places = end.map((key) => place.get(key) ?? 0);
  const [greatest = met.size - 1] = places;
  const descends = places.every((at, n) => n === 0 || at < (places[n - 1] ?? at));
  if (!descends || (places.length === 1 && greatest !== met.size - 1)) return 'unsorted';
  return greatest === met.size - 1 ? undefined : 'skipped';
}

/** None where the vendor does not take the question: that proves nothing. */
async function keysOf(
  run: KeysetRun,
  ask: () => Promise<KeysetAnswer>,
): Promise<readonly string[]> {
  try {
    return keyedRows(run, (await ask()).rows).map(({key}) => key);
  } catch (error) {
    const failure = toFailure(error);
    if (failure.kind === 'data' || failure.kind === 'config') return [];
    throw failure;
  }
}

function stepsOver(stream: string): Failure {
  return new Failure({
    kind: 'data',
    message: `The list of ${stream} cannot be read completely: the vendor's pages step over records, and it does not give them when it is asked for ranges of ids. Please report this with the name of the stream.`,
  });
}
