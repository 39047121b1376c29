import type {Database} from '../database';

/** Rows that are rejected now, for one reason in the same words. */
export interface RejectedGroup {
  readonly object: string;
  readonly model: string;
  /** Undefined: an earlier version rejected them, and did not keep why. */
  readonly reason: string | undefined;
  readonly sentence: string | undefined;
  readonly rows: number;
  /** The first keys in their order; '' stands for a row without a key. */
  readonly keys: readonly string[];
  /** ISO 8601, UTC; undefined as the reason. */
  readonly first_seen: string | undefined;
  readonly last_seen: string | undefined;
}

/** One row that is rejected now. */
interface RejectedSetRow extends Omit<RejectedGroup, 'rows' | 'keys'> {
  readonly key: string;
  /** JSON text of the row, without secrets. */
  readonly record: string | undefined;
}

/** Rows of accounts that are current: those of others are not sent to. */
const CURRENT =
  '(account IN (SELECT account FROM _user_sync.account WHERE current) OR account < 0)';

/** The set of rejected rows by object, model, reason and sentence; the largest group first. */
export async function readRejectedGroups(
  database: Database,
  keysMax: number,
): Promise<readonly RejectedGroup[]> {
  const rows = await database.rows(
    `SELECT object, model, reason, sentence, count(*)::DOUBLE AS rows, min(first_seen) AS first_seen,
       max(last_seen) AS last_seen, list_slice(list_sort(list(DISTINCT key)), 1, ${keysMax}) AS keys
     FROM _user_sync.rejected_rows WHERE ${CURRENT}
     GROUP BY object, model, reason, sentence ORDER BY rows DESC, object, model, reason, sentence`,
  );
  return rows.map((row) => ({
    ...placeOf(row),
    rows: Number(row['rows']),
    keys: Array.isArray(row['keys']) ? row['keys'].map(String) : [],
  }));
}

/** Every rejected row; nothing else may run on `database` meanwhile. */
export async function* rejectedRows(database: Database): AsyncGenerator<RejectedSetRow> {
  const sql = `SELECT object, model, key, reason, sentence, first_seen, last_seen, record
    FROM (SELECT object, model, key, reason, sentence, strftime(first_seen, '%Y-%m-%dT%H:%M:%SZ') AS first_seen,
      strftime(last_seen, '%Y-%m-%dT%H:%M:%SZ') AS last_seen, record FROM _user_sync.rejected_rows WHERE ${CURRENT})
    ORDER BY object, model, reason, key`;
  for await (const chunk of database.chunks(sql)) {
    for (const [object, model, key, reason, sentence, first, last, record] of chunk) {
      yield {
        object: String(object),
        model: String(model),
        key: String(key),
        reason: textOf(reason),
        sentence: textOf(sentence),
        first_seen: textOf(first),
        last_seen: textOf(last),
        record: textOf(record),
      };
    }
  }
}

function placeOf(row: Readonly<Record<string, unknown>>): Omit<RejectedGroup, 'rows' | 'keys'> {
  return {
    object: String(row['object']),
    model: String(row['model']),
    reason: textOf(row['reason']),
    sentence: textOf(row['sentence']),
    first_seen: timeOf(row['first_seen']),
    last_seen: timeOf(row['last_seen']),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function timeOf(value: unknown): string | undefined {
  return value instanceof Date ? value.toISOString() : undefined;
}
