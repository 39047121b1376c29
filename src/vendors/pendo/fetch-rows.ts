import {Failure} from '../../core/failure';
import type {Clock} from '../../core/clock';
import type {JsonObject} from '../../core/json';
import type {Log} from '../../core/log';
import type {SentList} from '../../core/records/sent-list';
import type {HttpClient} from '../../http/request';
import {TextRow} from '../../read/columns/text-row';
import type {KeysetAnswer} from '../../read/keyset/keyset-sweep';
import type {Row} from '../../read/reader';
import {vendorTimeOf} from '../shared/vendor-time';
import {aggregate, type AggregationResult} from './aggregate';
import {LAST_UPDATED, quoteFilterText} from './filter-text';
import {idFields, type PendoKind} from './kind';

/** Below this, a request that takes too long is not a matter of its size. */
const PAGE_SIZE_MIN = 100;

/** A part of a list, in the order in which Pendo sorts it. */
type Part =
  /** Every record, by id, up to an id where one is given. */
  | {
      readonly type: 'listing';
      readonly afterKey: string;
      readonly throughKey?: string | undefined;
    }
  /** Those with the greatest ids, from the last one backwards. */
  | {readonly type: 'last'}
  /** Records changed between two moments, both inclusive, by time and id. */
  | {readonly type: 'window'; readonly from: number; readonly to: number}
  /** The records changed at one moment, by id. */
  | {
      readonly type: 'tie';
      readonly at: number;
      readonly afterKey: string;
      /** Upper bound of the window that this tie interrupts. */
      readonly to?: number;
    };

/** What is read, and through what. */
interface RowFetchOptions {
  readonly client: HttpClient;
  readonly kind: PendoKind;
  readonly identifiedOnly: boolean;
  readonly allApps: boolean;
  readonly toRow: (record: JsonObject) => Row;
  /** Makes the same rows without parsing, where it can. */
  readonly list?: SentList | undefined;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Up to `limit` rows of a part. More may follow however few they are; none mean that the part ends
 * there, and more rows than `limit` that Pendo ignored it.
 */
export type FetchRows = (part: Part, limit: number, signal: AbortSignal) => Promise<KeysetAnswer>;

/** How much is asked for and passed on at once; it only shrinks. */
interface Sizes {
  /** Rows in one request. */
  request: number;
  /** Rows that are held together. */
  page: number;
}

/** Rows of one request, and how many it asked for. */
interface Piece extends KeysetAnswer {
  readonly asked: number;
}

/**
 * Creates the function that fetches rows. When Pendo runs out of time (408, Q14) it asks for half as
 * much, from then on, and puts the pieces together, so that its caller still gets full pages. When
 * an answer is larger than what is read at once, the pages become smaller with the requests: put
 * together, they would be as large again.
 */
export function createFetchRows(options: RowFetchOptions): FetchRows {
  const idField = idFields[options.kind];
  const sizes: Sizes = {request: Number.POSITIVE_INFINITY, page: Number.POSITIVE_INFINITY};
  return async (part, limit, signal) => {
    const first = await fetchPiece(options, sizes, {part, limit, signal});
    const {vendorMs} = first;
    if (first.rows.length > first.asked) return first;
    const rows = [...first.rows];
    for (let [at, piece] = [part, first]; ;) {
      const missing = Math.min(limit, sizes.page) - rows.length;
      const next = missing > 0 ? partAfter(at, piece, idField) : undefined;
      if (next === undefined) return {rows, vendorMs};
      piece = await fetchPiece(options, sizes, {part: next, limit: missing, signal});
      for (const row of piece.rows) rows.push(row);
      at = next;
    }
  };
}

async function fetchPiece(
  options: RowFetchOptions,
  sizes: Sizes,
  {part, limit, signal}: PieceRequest,
): Promise<Piece> {
  const {kind} = options;
  for (;;) {
    const asked = Math.min(limit, sizes.request);
    const askedMs = options.clock.now();
    const result = await ask(options, {part, limit: asked, signal});
    switch (result.type) {
      case 'rows':
        return {
          // What is no record has no id either, and is set aside with those.
          rows: result.rows.map((record) =>
            record instanceof TextRow ? record : options.toRow(record ?? {}),
          ),
          vendorMs: vendorTimeOf(result.answer, {askedMs, answeredMs: options.clock.now()}),
          asked,
        };
      case 'too_slow':
        if (asked <= PAGE_SIZE_MIN) throw tooSlow(kind);
        sizes.request = Math.max(PAGE_SIZE_MIN, Math.floor(asked / 2));
        break;
      case 'too_large':
        if (asked <= 1) throw result.failure;
        sizes.request = Math.floor(asked / 2);
        sizes.page = sizes.request;
    }
    const why =
      result.type === 'too_slow' ? 'Pendo did not answer in time' : 'The answer is too large';
    options.log(
      'INFO',
      `${why} for ${asked} ${kind}s; the next request asks for ${sizes.request}.`,
    );
  }
}

interface PieceRequest {
  readonly part: Part;
  readonly limit: number;
  readonly signal: AbortSignal;
}

function ask(
  options: RowFetchOptions,
  {part, limit, signal}: PieceRequest,
): Promise<AggregationResult> {
  const idField = idFields[options.kind];
  return aggregate(options.client, {
    kind: options.kind,
    identifiedOnly: options.identifiedOnly,
    allApps: options.allApps,
    filter: filterOf(part, idField),
    sort: sortOf(part, idField),
    list: options.list,
    limit,
    purpose: `list ${options.kind}s`,
    signal,
  });
}

function sortOf({type}: Part, idField: string): readonly string[] {
  if (type === 'last') return [`-${idField}`];
  return type === 'window' ? [LAST_UPDATED, idField] : [idField];
}

function filterOf(part: Part, idField: string): string {
  switch (part.type) {
    case 'listing':
      return rangeFilter(idField, part);
    case 'last':
      return rangeFilter(idField, {afterKey: ''});
    case 'window':
      return `${LAST_UPDATED} >= ${part.from} && ${LAST_UPDATED} <= ${part.to}`;
    case 'tie':
      return `${LAST_UPDATED} == ${part.at} && ${idField} > ${quoteFilterText(part.afterKey)}`;
  }
}

function rangeFilter(
  idField: string,
  {afterKey, throughKey}: Pick<Extract<Part, {type: 'listing'}>, 'afterKey' | 'throughKey'>,
): string {
  const behind = `${idField} > ${quoteFilterText(afterKey)}`;
  if (throughKey === undefined) return behind;
  return `${behind} && ${idField} <= ${quoteFilterText(throughKey)}`;
}

/** What follows a piece within its part; undefined at the part's end. */
function partAfter(part: Part, piece: Piece, idField: string): Part | undefined {
  if (part.type === 'last') return undefined;
  const isFull = piece.rows.length > 0 && piece.rows.length === piece.asked;
  if (!isFull) {
    // A tie that is through leads back into the window behind it.
    if (part.type !== 'tie' || part.to === undefined || part.at >= part.to) return undefined;
    return {type: 'window', from: part.at + 1, to: part.to};
  }
  // Only what has an id and, in a window, a time says how far the list has come.
  const last = piece.rows.findLast(
    (row) =>
      typeof row[idField] === 'string' &&
      (part.type !== 'window' || typeof row['lastUpdatedAt'] === 'number'),
  );
  if (last === undefined) throw nothingToFollow(idField);
  const afterKey = String(last[idField]);
  if (part.type !== 'window') return {...part, afterKey};
  // Many rows may share one time (Q9): never go on by time alone.
  return {type: 'tie', at: Number(last['lastUpdatedAt']), afterKey, to: part.to};
}

function nothingToFollow(idField: string): Failure {
  return new Failure({
    kind: 'data',
    message: `Pendo lists so many consecutive records without ${idField} that the next page cannot be requested. Look for such records in Pendo, or ask Pendo's support.`,
  });
}

function tooSlow(kind: PendoKind): Failure {
  return new Failure({
    kind: 'transient',
    message: `Pendo did not list ${PAGE_SIZE_MIN} ${kind}s, the smallest page, in time. Run the sync again later; it continues where it stopped.`,
    status: 408,
  });
}
