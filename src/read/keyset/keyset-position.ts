import {isBelievable} from '../../core/clock-skew';
import type {JsonObject} from '../../core/json';
import {isJsonObject} from '../../core/json';
import type {DigestTable} from '../change-detection/digest-table';
import {createDigestTable, openDigestTable, packTable} from '../change-detection/digest-table';
import type {RecentKeys} from './recent-keys';
import {packRecent, unpackRecent} from './recent-keys';

/** A listing that is under way. */
export interface ListingPlace {
  /** Every key up to this one is passed on; null: none yet. */
  readonly afterKey: string | null;
  /**
   * When the listing began, in the vendor's time: what changes while it runs is found from here on.
   * Undefined: it has not been asked yet.
   */
  readonly startedAtMs: number | undefined;
  /** Greatest cursor seen in it. */
  readonly newest: number | undefined;
}

/** A time that more rows share than fit on a page, while the rest of them is read by key. */
export interface TiePlace {
  readonly at: number;
  readonly afterKey: string;
}

/** Where a keyset read stands. */
export interface KeysetPlace {
  /** Rows up to this cursor have been read; undefined before the first listing is complete. */
  readonly since: number | undefined;
  /** Start of the last complete listing. */
  readonly listedAtMs: number | undefined;
  readonly listing: ListingPlace | undefined;
  readonly tie: TiePlace | undefined;
}

/** A place with what is remembered of rows that were passed on. */
export interface KeysetMemory {
  readonly place: KeysetPlace;
  readonly recent: RecentKeys;
  /** Digests of the rows without a cursor. */
  readonly undated: DigestTable;
}

const POSITION_VERSION = 1;

/** Memory before anything was read. */
export function emptyMemory(): KeysetMemory {
  return {
    place: {
      since: undefined,
      listedAtMs: undefined,
      listing: {afterKey: null, startedAtMs: undefined, newest: undefined},
      tie: undefined,
    },
    recent: new Map(),
    undated: createDigestTable(),
  };
}

/** Memory as plain JSON. */
export function positionJson({place, recent, undated}: KeysetMemory): JsonObject {
  const {listing, tie} = place;
  return {
    version: POSITION_VERSION,
    since: place.since ?? null,
    listedAtMs: place.listedAtMs ?? null,
    listing: listing
      ? {
          ...listing,
          startedAtMs: listing.startedAtMs ?? null,
          newest: listing.newest ?? null,
        }
      : null,
    tie: tie ? {...tie} : null,
    recent: packRecent(recent),
    undated: packTable(undated),
  };
}

/** Why a position is not used, as the end of a sentence that begins with it. */
export type PositionFlaw = 'is not valid' | 'is in the future';

/**
 * Reads `positionJson`'s output, or says why it is not used: it is not one, it leads nowhere, or it
 * holds a time that no clock can have shown by now.
 */
export function parsePosition(json: JsonObject, nowMs: number): KeysetMemory | PositionFlaw {
  const {recent, undated} = json;
  const isKnown = json['version'] === POSITION_VERSION;
  if (!isKnown || typeof recent !== 'string' || typeof undated !== 'string') {
    return 'is not valid';
  }
  const memory = {recent: unpackRecent(recent), undated: openDigestTable(undated)};
  const place = parsePlace(json);
  if (place === undefined || memory.recent === undefined || memory.undated === undefined) {
    return 'is not valid';
  }
  if (!timesOf(place).every((ms) => isBelievable(ms, nowMs))) return 'is in the future';
  return {place, recent: memory.recent, undated: memory.undated};
}

function timesOf({since, listedAtMs, listing, tie}: KeysetPlace): readonly number[] {
  return [since, listedAtMs, listing?.startedAtMs, tie?.at].filter((ms) => ms !== undefined);
}

/** What was read and cannot be used; undefined stands for what is absent. */
const BAD = Symbol('bad');
type Parsed<Value> = Value | undefined | typeof BAD;

function parsePlace(json: JsonObject): KeysetPlace | undefined {
  const since = parseTime(json['since']);
  const listedAtMs = parseTime(json['listedAtMs']);
  const listing = parseListing(json['listing']);
  const tie = parseTie(json['tie']);
  const isWhole = since !== BAD && listedAtMs !== BAD && listing !== BAD && tie !== BAD;
  if (!isWhole || (since === undefined && listing === undefined)) return undefined;
  return {since, listedAtMs, listing, tie};
}

function parseTime(value: unknown): Parsed<number> {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : BAD;
}

function parseListing(value: unknown): Parsed<ListingPlace> {
  if (value === null || value === undefined) return undefined;
  if (!isJsonObject(value)) return BAD;
  const {afterKey} = value;
  const startedAtMs = parseTime(value['startedAtMs']);
  const newest = parseTime(value['newest']);
  if (startedAtMs === undefined || startedAtMs === BAD || newest === BAD) return BAD;
  return afterKey === null || typeof afterKey === 'string' ? {afterKey, startedAtMs, newest} : BAD;
}

function parseTie(value: unknown): Parsed<TiePlace> {
  if (value === null || value === undefined) return undefined;
  if (!isJsonObject(value)) return BAD;
  const {afterKey} = value;
  const at = parseTime(value['at']);
  return at === undefined || at === BAD || typeof afterKey !== 'string' ? BAD : {at, afterKey};
}
