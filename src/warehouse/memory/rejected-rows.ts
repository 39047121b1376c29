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

/** A rejected row with what it holds. */
interface KeptRow {
  readonly object: string;
  readonly model: string;
  readonly reason: string;
  /** JSON text, without secrets. */
  readonly record: string;
}

/**
 * Every row that an object of a current account rejected, as far as it was kept with its record; outcomes
 * must be folded. Nothing else may run on `database` meanwhile.
 */
export async function* keptRejectedRows(database: Database): AsyncGenerator<KeptRow> {
  const sql = `SELECT object, model, reason, record FROM _user_sync.rejected
    WHERE record IS NOT NULL
      AND account IN (SELECT account FROM _user_sync.account WHERE current)
    ORDER BY object, model, key`;
  for await (const chunk of database.chunks(sql)) {
    for (const [object, model, reason, record] of chunk) {
      yield {
        ...{object: String(object), model: String(model)},
        ...{reason: typeof reason === 'string' ? reason : '', record: String(record)},
      };
    }
  }
}
