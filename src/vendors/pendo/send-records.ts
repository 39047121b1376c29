import type {PreparedRecord} from '../../write/object-writer';
import type {Outcome} from '../../write/record';
import {rejection} from '../../write/rejection';
import {judgeCounts, refusedRecord} from './judge-counts';
import type {PostResult} from './post-records';
import type {WriteCounts} from './write-answer';

/** What the reconciliation needs from its writer. */
export interface SendOptions {
  readonly post: (records: readonly PreparedRecord[]) => Promise<RoutedResult>;
  /** Positions of the records whose values Pendo holds now exactly as they were sent. */
  readonly readBack: (records: readonly PreparedRecord[]) => Promise<ReadonlySet<number>>;
  /** Names that cannot be ids in error texts. */
  readonly fieldNames: ReadonlySet<string>;
}

/** The result of a request whose route exists. */
export type RoutedResult = Exclude<PostResult, {type: 'no_route'}>;

type Outcomes = readonly Outcome[];

const written: Outcome = {status: 'written', created: false};

/**
 * Sends records and finds the one true outcome of each. Where Pendo only counts failures, or refuses a
 * request as a whole, the records are sent again in halves until each failed one stands alone;
 * that is safe because a write sets values: sending it again leaves the same values.
 */
export async function sendRecords(
  options: SendOptions,
  records: readonly PreparedRecord[],
): Promise<Outcomes> {
  const result = await options.post(records);
  if (result.type !== 'counted') return sendRefused(options, records, result);
  if (result.counts.total === records.length) return settle(options, records, result.counts);
  // A wrong total says nothing of any record: once more, then give up on them.
  const again = await options.post(records);
  if (again.type !== 'counted') return sendRefused(options, records, again);
  if (again.counts.total === records.length) return settle(options, records, again.counts);
  return records.map(() => unconfirmed(`total ${again.counts.total}, sent ${records.length}`));
}

function sendRefused(
  options: SendOptions,
  records: readonly PreparedRecord[],
  result: Exclude<RoutedResult, {type: 'counted'}>,
): Promise<Outcomes> | Outcomes {
  if (records.length > 1) return sendHalves(options, records, undefined);
  return result.type === 'too_large' ? [tooLarge] : [refusedRecord([result.text])];
}

/** Gives every record of a request with a right total its outcome. */
async function settle(
  options: SendOptions,
  records: readonly PreparedRecord[],
  counts: WriteCounts,
): Promise<Outcomes> {
  if (isAllWritten(counts)) return new Array<Outcome>(records.length).fill(written);
  const verdict = judgeCounts(records, counts, options.fieldNames);
  const open = records.filter((_record, index) => verdict.outcomes[index] === undefined);
  const found = await settleOpen(options, open, {...verdict, texts: counts.errors});
  let next = 0;
  return verdict.outcomes.map((outcome) => outcome ?? found[next++] ?? unconfirmed('not counted'));
}

function isAllWritten({total, failed, updated, missing}: WriteCounts): boolean {
  return failed === 0 && missing.size === 0 && (updated === undefined || updated >= total);
}

interface OpenFigures {
  readonly failedUnnamed: number;
  readonly uncounted: number;
  readonly texts: readonly string[];
}

/** The records that an answer names nowhere, of which it only says how many failed. */
async function settleOpen(
  options: SendOptions,
  open: readonly PreparedRecord[],
  {failedUnnamed, uncounted, texts}: OpenFigures,
): Promise<Outcomes> {
  if (open.length === 0) return [];
  if (failedUnnamed >= open.length) return open.map(() => refusedRecord(texts));
  if (failedUnnamed > 0) return sendHalves(options, open, failedUnnamed);
  if (uncounted === 0) return open.map(() => written);
  const held = await options.readBack(open);
  return open.map((_record, index) =>
    held.has(index) ? written : unconfirmed('neither counted as updated nor as failed'),
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

const tooLarge: Outcome = {
  status: 'rejected',
  ...rejection(
    'too_large',
    'Pendo says that the record is too large (413). Map fewer or shorter fields.',
  ),
};

function unconfirmed(detail: string): Outcome {
  return {
    status: 'rejected',
    ...rejection(
      'unconfirmed',
      `Pendo's answer does not confirm that the record was written (${detail}). Send the record again.`,
    ),
  };
}
