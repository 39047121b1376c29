import type {Database} from './database';

/** A row that an object rejected, and that the next run tries again. */
export interface RejectedRow {
  readonly key: string;
  readonly digest: string;
  /** Digest of the record as the rejected-records file keeps it. */
  readonly sourceDigest: string;
}

/** The rows of a model that its object rejected last; outcomes must be folded. */
export async function readRejectedRows(
  database: Database,
  where: {readonly model: string; readonly object: string},
): Promise<readonly RejectedRow[]> {
  const rows = await database.rows(
    'SELECT key, digest, source_digest FROM _user_sync.rejected WHERE model = $1 AND object = $2 ORDER BY key',
    [where.model, where.object],
  );
  return rows.map((row) => ({
    key: String(row['key']),
    digest: String(row['digest']),
    sourceDigest: String(row['source_digest']),
  }));
}
