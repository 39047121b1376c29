import type {PreparedRecord} from '../../../write/object-writer';
import type {Outcome} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {judgeCounts, refusedBecause, refusedRecord} from './judge-counts';
import type {PostResult} from './post-records';
import type {BatchWatch, RefusalWatch} from './refusal-watch';
import type {WriteCounts} from './write-answer';

/** What the reconciliation needs from its writer. */
interface SendOptions {
  readonly post: (records: readonly PreparedRecord[]) => Promise<RoutedResult>;
  /** Positions of the records whose values Pendo holds now exactly as they were sent. */
  readonly readBack: (records: readonly PreparedRecord[]) => Promise<ReadonlySet<number>>;
  /** Names that cannot be ids in error texts. */
  readonly fieldNames: ReadonlySet<string>;
  /** Shared by all batches of the object. */
  readonly refusals: RefusalWatch;
  /** Told of texts in an answer that say nothing of a record that failed. */
  readonly onLooseTexts: (texts: readonly string[]) => void;
}

/** The result of a request whose route exists. */
export type RoutedResult = Exclude<PostResult, {type: 'no_route'}>;

type Outcomes = readonly Outcome[];

const written: Outcome = {status: 'written', created: false};

/** Requests for the records of one batch, or of one part of it. */
interface Search extends SendOptions {
  readonly watch: BatchWatch;
}

/** A request that Pendo did not read to its end. */
type RefusedResult = Exclude<RoutedResult, {type: 'counted'}>;

/**
 * Sends records and finds the one true outcome of each. Where Pendo only counts failures, or refuses a
 * request as a whole, the records are sent again in smaller parts until each failed one stands alone;
 * that is safe because a write sets values: sending it again leaves the same values.
 */
export async function sendRecords(
  options: SendOptions,
  records: readonly PreparedRecord[],
): Promise<Outcomes> {
  const search: Search = {...options, watch: options.refusals.begin()};
  const answered = await sendOnce(search, records);
  return 'type' in answered ? searchRefused(search, records, answered) : answered;
}

async function sendOnce(
  options: Search,
  records: readonly PreparedRecord[],
): Promise<Outcomes | RefusedResult> {
  const result = await post(options, records);
  if (result.type !== 'counted') return result;
  if (result.counts.total === records.length) return settle(options, records, result.counts);
  // A wrong total says nothing of any record: once more, then give up on them.
  const again = await post(options, records);
  if (again.type !== 'counted') return again;
  if (again.counts.total === records.length) return settle(options, records, again.counts);
  return records.map(() => unconfirmed(`total ${again.counts.total}, sent ${records.length}`));
}

async function post(
  {post: send, watch}: Search,
  records: readonly PreparedRecord[],
): Promise<RoutedResult> {
  const result = await send(records);
  if (result.type === 'counted') watch.taken();
  else watch.refused(records.length, result);
  return result;
}

/** Records of a refused request, from `start` to before `end`. */
interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * Sends both halves of what was refused, then the halves of those that are refused, breadth first:
 * so the parts that are tried lie all over the request, and when each of them is refused it is
 * seen early that it is not a few bad records. Then single records from all over are tried, and when
 * not one is taken, the watch throws.
 */
async function searchRefused(
  options: Search,
  records: readonly PreparedRecord[],
  first: RefusedResult,
): Promise<Outcomes> {
  const outcomes = new Array<Outcome>(records.length);
  const parts: Part[] = [];
  const judge = ({start, end}: Part, answered: Outcomes | RefusedResult): void => {
    if (!('type' in answered)) {
      answered.forEach((outcome, index) => (outcomes[start + index] = outcome));
    } else if (end - start === 1) {
      outcomes[start] = refusedAlone(answered);
    } else {
      const middle = start + Math.ceil((end - start) / 2);
      parts.push({start, end: middle}, {start: middle, end});
    }
  };
  judge({start: 0, end: records.length}, first);
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    options.watch.check();
    const {start, end} = part;
    const isProbe = options.watch.isSuspicious() && end - start > 1;
    if (isProbe) parts.push({start: start + 1, end});
    const tried = isProbe ? {start, end: start + 1} : part;
    judge(tried, await sendOnce(options, records.slice(tried.start, tried.end)));
  }
  return outcomes;
}

function refusedAlone({type, answer, words}: RefusedResult): Outcome {
  return type === 'too_large'
    ? {...tooLarge, answer, ...(words !== undefined && {words})}
    : refusedBecause({answer, words});
}

/** Gives every record of a request with a right total its outcome. */
async function settle(
  options: SendOptions,
  records: readonly PreparedRecord[],
  counts: WriteCounts,
): Promise<Outcomes> {
  if (counts.warnings.length > 0) options.onLooseTexts(counts.warnings);
  if (isAllWritten(counts)) {
    if (counts.errors.length > 0) options.onLooseTexts(counts.errors);
    return new Array<Outcome>(records.length).fill(written);
  }
  const verdict = judgeCounts(records, counts, options.fieldNames);
  const open = records.filter((_record, index) => verdict.outcomes[index] === undefined);
  // Where the unnamed ones are sent again, or have failed all, their texts come with their answers.
  if (verdict.failedUnnamed === 0 && verdict.loose.length > 0) options.onLooseTexts(verdict.loose);
  const found = await settleOpen(options, open, {...verdict, texts: verdict.loose});
  let next = 0;
  return verdict.outcomes.map((outcome) => outcome ?? found[next++] ?? unconfirmed('not counted'));
}

function isAllWritten({total, failed, updated, missing}: WriteCounts): boolean {
  return failed === 0 && missing.size === 0 && (updated === undefined || updated >= total);
}

/** The records that an answer names nowhere, of which it only says how many failed. */
async function settleOpen(
  options: SendOptions,
  open: readonly PreparedRecord[],
  {
    failedUnnamed,
    uncounted,
    texts,
  }: {
    readonly failedUnnamed: number;
    readonly uncounted: number;
    readonly texts: readonly string[];
  },
): Promise<Outcomes> {
  if (open.length === 0) return [];
  if (failedUnnamed >= open.length) return open.map(() => refusedRecord(texts));
  if (failedUnnamed > 0) return sendHalves(options, open, failedUnnamed);
  if (uncounted === 0) return open.map(() => written);
  const held = await options.readBack(open);
  return open.map((_record, index) =>
    held.has(index) ? written : unconfirmed('not counted as updated or failed'),
  );
}

/**
 * Sends both halves. Where the number of failed records is known, what the first half does not account
 * for is in the second: sending that as a whole would tell nothing new, so it is halved at once.
 */
async function sendHalves(
  options: SendOptions,
  records: readonly PreparedRecord[],
  failed: number | undefined,
): Promise<Outcomes> {
  const middle = Math.ceil(records.length / 2);
  const first = await sendRecords(options, records.slice(0, middle));
  const rest = records.slice(middle);
  const left =
    failed === undefined ? 0 : failed - first.filter(({status}) => status === 'rejected').length;
  const second =
    left > 0 && left < rest.length ? sendHalves(options, rest, left) : sendRecords(options, rest);
  return [...first, ...(await second)];
}

const tooLarge = {
  status: 'rejected',
  ...rejection(
    'too_large',
    'Pendo says that the record is too large (413). Map fewer or shorter fields.',
  ),
} as const;

function unconfirmed(detail: string): Outcome {
  return {
    status: 'rejected',
    ...rejection(
      'unconfirmed',
      `Pendo's answer does not confirm that the record was written (${detail}). Send the record again.`,
    ),
  };
}
