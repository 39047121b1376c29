import {Failure} from '../../core/failure';
import type {Clock} from '../../core/clock';
import type {JsonObject} from '../../core/json';
import type {Log} from '../../core/log';
import type {HttpClient} from '../../http/request';
import type {KeysetAnswer} from '../../read/keyset';
import type {Row} from '../../read/reader';
import {vendorTimeOf} from '../shared/vendor-time';
import {aggregate} from './aggregate';
import {LAST_UPDATED, quoteFilterText} from './filter-text';
import {idFields, type PendoKind} from './kind';

/** Below this, a request that takes too long is not a matter of its size. */
const PAGE_SIZE_MIN = 100;

/** A part of a list, in the order in which Pendo sorts it. */
type Part =
  /** Every record, by id. */
  | {readonly type: 'listing'; readonly afterKey: string}
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
export interface RowFetchOptions {
  readonly client: HttpClient;
  readonly kind: PendoKind;
  readonly identifiedOnly: boolean;
  readonly allApps: boolean;
  readonly toRow: (record: JsonObject) => Row;
  readonly log: Log;
  readonly clock: Clock;
}

/** Up to `limit` rows of a part; fewer mean that the part ends there, more that Pendo ignored it. */
export type FetchRows = (part: Part, limit: number, signal: AbortSignal) => Promise<KeysetAnswer>;

/**
 * Creates the function that fetches rows. When Pendo runs out of time (408, Q14) it asks for half as
 * much, from then on, and puts the pieces together, so that its caller still gets full pages.
 */
export function createFetchRows(options: RowFetchOptions): FetchRows {
  const idField = idFields[options.kind];
  let sizeMax = Number.POSITIVE_INFINITY;

  const fetchPiece = async (part: Part, limit: number, signal: AbortSignal) => {
    for (;;) {
      const asked = Math.min(limit, sizeMax);
      const answer = await ask(options, {part, limit: asked, signal});
      if (answer !== undefined) return {...answer, asked};
      if (asked <= PAGE_SIZE_MIN) throw tooSlow(options.kind);
      sizeMax = Math.max(PAGE_SIZE_MIN, Math.floor(asked / 2));
      options.log(
        'INFO',
        `Pendo ran out of time for ${asked} ${options.kind}s; asking for ${sizeMax}.`,
      );
    }
  };

  return async (part, limit, signal) => {
    const first = await fetchPiece(part, limit, signal);
    if (first.rows.length >= limit || first.rows.length > first.asked) return first;
    const rows = [...first.rows];
    let next = partAfter(part, first, idField);
    while (next !== undefined && rows.length < limit) {
      const piece = await fetchPiece(next, limit - rows.length, signal);
      for (const row of piece.rows) rows.push(row);
      next = partAfter(next, piece, idField);
    }
    return {rows, vendorMs: first.vendorMs};
  };
}

async function ask(
  options: RowFetchOptions,
  request: {part: Part; limit: number; signal: AbortSignal},
): Promise<KeysetAnswer | undefined> {
  const askedMs = options.clock.now();
  const idField = idFields[options.kind];
  const result = await aggregate(options.client, {
    kind: options.kind,
    identifiedOnly: options.identifiedOnly,
    allApps: options.allApps,
    filter: filterOf(request.part, idField),
    sort: request.part.type === 'window' ? [LAST_UPDATED, idField] : [idField],
    limit: request.limit,
    purpose: `list ${options.kind}s`,
    signal: request.signal,
  });
  if (result.type !== 'rows') return undefined;
  return {
    // What is no record has no id either, and is set aside with those.
    rows: result.rows.map((record) => options.toRow(record ?? {})),
    vendorMs: vendorTimeOf(result.answer, {askedMs, answeredMs: options.clock.now()}),
  };
}

function filterOf(part: Part, idField: string): string {
  switch (part.type) {
    case 'listing':
      return `${idField} > ${quoteFilterText(part.afterKey)}`;
    case 'window':
      return `${LAST_UPDATED} >= ${part.from} && ${LAST_UPDATED} <= ${part.to}`;
    case 'tie':
      return `${LAST_UPDATED} == ${part.at} && ${idField} > ${quoteFilterText(part.afterKey)}`;
  }
}

/** What follows a piece within its part; undefined at the part's end. */
function partAfter(
  part: Part,
  piece: {readonly rows: readonly Row[]; readonly asked: number},
  idField: string,
): Part | undefined {
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
    message: `Pendo lists so many records without ${idField} in a row that what follows cannot be asked for. Look for such records in Pendo, or ask Pendo's support.`,
  });
}

function tooSlow(kind: PendoKind): Failure {
  return new Failure({
    kind: 'transient',
    message: `Pendo ran out of time listing ${PAGE_SIZE_MIN} ${kind}s, the fewest that are asked for. Run the sync again later; it goes on where it stopped.`,
    status: 408,
  });
}
