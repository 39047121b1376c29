/**
 * What one reader has learnt for the next ones of the same sync, so that they need not ask again:
 * readers fail one by one, so they cannot be one reader, but they may share what was listed.
 */
export interface SyncMemory<Known> {
  /** Keeps it for the readers of the sync that began then (epoch milliseconds). */
  remember(syncStartMs: number, known: Known): void;
  /** Undefined when no reader of this sync has kept anything. */
  recall(syncStartMs: number): Known | undefined;
}

/** Starts empty. */
export function createSyncMemory<Known>(): SyncMemory<Known> {
  let kept: {readonly syncStartMs: number; readonly known: Known} | undefined;
  return {
    remember: (syncStartMs, known) => {
      kept = {syncStartMs, known};
    },
    recall: (syncStartMs) => (kept?.syncStartMs === syncStartMs ? kept.known : undefined),
  };
}
