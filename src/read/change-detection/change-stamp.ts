import {isBelievable} from '../../core/clock-skew';

/** The engine's columns of change-detected records; names that warehouse destinations know. */
export const UPDATED_AT = '_ab_cdc_updated_at';
export const DELETED_AT = '_ab_cdc_deleted_at';

/** The engine's columns as JSON members, ready to be put behind a row's own. */
interface ChangeStamp {
  /** For a record that exists: with a leading comma and the object's closing brace. */
  readonly changed: string;
  /** For a tombstone: the same. */
  readonly deleted: string;
}

/** Makes the columns for one sync. */
export function changeStamp(atMs: number): ChangeStamp {
  const at = JSON.stringify(new Date(atMs).toISOString());
  return {
    changed: `,"${UPDATED_AT}":${at},"${DELETED_AT}":null}`,
    deleted: `,"${UPDATED_AT}":${at},"${DELETED_AT}":${at}}`,
  };
}

/** A clock that goes back by more than this was wrong, or the state is. */
const AHEAD_MAX_MS = 24 * 3_600_000;

/**
 * True for a stamp of an earlier sync that this one can go on from. One that is a little ahead of our
 * clock can be: changes are stamped behind it until the clock has caught up, and a destination that
 * keeps the record with the highest cursor takes them. One that is further ahead (a clock that was
 * wrong for a sync, a state that somebody wrote) would make every later sync stamp its changes with
 * a time that never was, for years or beyond what a clock can show. There the stream starts over
 * with true times: such a destination keeps its records from the future until they are cleared,
 * which the warning says, but nothing that is emitted is wrong.
 */
export function isStampBelievable(stampMs: number, nowMs: number): boolean {
  return isBelievable(stampMs, nowMs) && stampMs <= nowMs + AHEAD_MAX_MS;
}

/**
 * The time that a sync's changes carry: its start, but later than the sync before even when the
 * machine's clock went back, for destinations keep the record with the highest cursor.
 */
export function stampMs(syncStartMs: number, previousMs: number | undefined): number {
  if (previousMs === undefined || syncStartMs >= previousMs) return syncStartMs;
  return previousMs + 1;
}
