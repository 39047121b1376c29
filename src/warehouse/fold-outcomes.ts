import type {Database} from './database';

/** The last word on each row. */
const LATEST = `(SELECT model, object, key, arg_max(digest, seq) AS digest,
  arg_max(outcome, seq) AS outcome, arg_max(coalesce(source_digest, ''), seq) AS source_digest
  FROM _user_sync.outcomes GROUP BY model, object, key)`;

const SAME_ROW =
  'known.model = entry.model AND known.object = entry.object AND known.key = entry.key';

/**
 * Moves journaled outcomes into `accepted` and `rejected`, in one transaction. A row that was being
 * sent when the process ended gets an empty digest, which no row has: it is sent again whatever it
 * is by then, because nobody knows which form the object holds.
 */
export async function foldOutcomes(database: Database): Promise<void> {
  await database.transaction(async () => {
    for (const table of ['accepted', 'rejected']) {
      await database.run(
        `DELETE FROM _user_sync.${table} AS known USING (SELECT DISTINCT model, object, key FROM _user_sync.outcomes) AS entry WHERE ${SAME_ROW}`,
      );
    }
    await database.run(
      `INSERT INTO _user_sync.accepted SELECT model, object, key,
         CASE outcome WHEN 'accepted' THEN digest ELSE '' END
       FROM ${LATEST} WHERE outcome IN ('accepted', 'sending')`,
    );
    await database.run(
      `INSERT INTO _user_sync.rejected SELECT model, object, key, digest, source_digest
       FROM ${LATEST} WHERE outcome = 'rejected'`,
    );
    await database.run('DELETE FROM _user_sync.outcomes');
  });
}
