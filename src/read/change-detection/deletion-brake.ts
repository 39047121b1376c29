import {Failure} from '../../core/failure';

/**
 * In smaller streams one deletion more or less is a large share: three of four teams may well be
 * closed in a day. There only an empty listing is refused, which is what a broken question gets.
 */
const KNOWN_MIN = 5;

/** A Failure when so much is missing that the answer is doubted more than the records are. */
export function brakeDeletions(deletions: {
  readonly stream: string;
  /** Records that were known before the sync. */
  readonly known: number;
  /** Those of them that the complete listing no longer had. */
  readonly missing: number;
  /** Largest share that may be deleted at once, 0 to 1. */
  readonly shareMax: number;
}): Failure | undefined {
  const {stream, known, missing, shareMax} = deletions;
  if (missing <= known * shareMax) return undefined;
  if (known < KNOWN_MIN && missing < known && shareMax > 0) return undefined;
  return new Failure({
    kind: 'data',
    message:
      `${missing} of ${known} known records of ${stream} are missing from the vendor's complete ` +
      `list, more than the share of ${shareMax} that may be deleted in one sync. New and changed ` +
      `records were emitted, deletions were not. If the records are really deleted, set ` +
      `deletion_share_max to 1 for one sync; if not, check the permissions of the credential.`,
  });
}
