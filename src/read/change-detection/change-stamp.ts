/** The engine's columns of change-detected records; names that warehouse destinations know. */
export const UPDATED_AT = '_ab_cdc_updated_at';
export const DELETED_AT = '_ab_cdc_deleted_at';

/** The engine's columns as JSON members, ready to be put behind a row's own. */
export interface ChangeStamp {
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

/**
 * The time that a sync's changes carry: its start, but later than the sync before even when the
 * machine's clock went back, for destinations keep the record with the highest cursor.
 */
export function stampMs(syncStartMs: number, previousMs: number | undefined): number {
  if (previousMs === undefined || syncStartMs >= previousMs) return syncStartMs;
  return previousMs + 1;
}
