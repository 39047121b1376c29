import type {Database} from '../database';
import type {Place} from '../models/model';

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
  {account, object, model}: Place,
): Promise<readonly RejectedRow[]> {
  const rows = await database.rows(
    `SELECT key, digest, source_digest FROM _user_sync.rejected
     WHERE account = $1 AND object = $2 AND model = $3 ORDER BY key`,
    [account, object, model],
  );
  return rows.map((row) => ({
    key: String(row['key']),
    digest: String(row['digest']),
    sourceDigest: String(row['source_digest']),
  }));
}
