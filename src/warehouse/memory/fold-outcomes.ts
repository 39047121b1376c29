import type {Database} from '../database';
import {quoteText} from '../sql-text';

/** Outcomes after which it is known, or known to be unknown, what the object holds of some fields. */
const TOUCHING =
  "(outcome IN ('accepted', 'replaced', 'sending', 'forgotten') OR (outcome = 'rejected' AND fields <> '{}'))";

/**
 * Moves journaled outcomes into the memory, in one transaction; only the last word on each row
 * counts. Of a row that was being sent when the process ended nothing is known any more: it is sent
 * again regardless of what it is by then.
 */
export async function foldOutcomes(database: Database): Promise<void> {
  const places = await database.rows(
    `SELECT account, object, model, min(seq) AS first FROM _user_sync.outcomes
     GROUP BY account, object, model ORDER BY first`,
  );
  if (places.length === 0) return;
  await database.transaction(async () => {
    for (const {account, object, model} of places) {
      await foldPlace(database, {
        account: Number(account),
        object: quoteText(String(object)),
        model: quoteText(String(model)),
      });
    }
    await database.run('DELETE FROM _user_sync.outcomes');
  });
}

interface QuotedPlace {
  readonly account: number;
  readonly object: string;
  readonly model: string;
}

/** One model after another: two may have given different fields of one key. */
async function foldPlace(database: Database, place: QuotedPlace): Promise<void> {
  for (const statement of statementsOf(place)) await database.run(statement);
}

function statementsOf({account, object, model}: QuotedPlace): readonly string[] {
  const ofObject = `account = ${account} AND object = ${object}`;
  const ofModel = `${ofObject} AND model = ${model}`;
  const touched = `SELECT key FROM temp.main.last_words WHERE ${TOUCHING}`;
  return [
    `CREATE OR REPLACE TEMP TABLE last_words AS SELECT key, outcome, digest,
       coalesce(fields, '{}') AS fields, coalesce(source_digest, '') AS source_digest
     FROM _user_sync.outcomes WHERE ${ofModel}
       AND seq IN (SELECT max(seq) FROM _user_sync.outcomes WHERE ${ofModel} GROUP BY key)`,
    // Merging with an empty object takes the nulls out of a patch; most patches have none.
    `CREATE OR REPLACE TEMP TABLE now_accepted AS SELECT w.key,
       CASE WHEN w.outcome = 'sending' THEN '{}'
            WHEN (w.outcome = 'replaced' OR coalesce(a.fields, '{}') = '{}') AND NOT contains(w.fields, ':null') THEN w.fields
            WHEN w.outcome = 'replaced' OR coalesce(a.fields, '{}') = '{}' THEN json_merge_patch('{}', w.fields::JSON)::VARCHAR
            ELSE json_merge_patch(a.fields::JSON, w.fields::JSON)::VARCHAR END AS fields
     FROM temp.main.last_words w LEFT JOIN (SELECT key, fields FROM _user_sync.accepted WHERE ${ofObject}) a ON a.key = w.key
     WHERE w.outcome IN ('accepted', 'replaced', 'sending')
       OR (w.outcome = 'rejected' AND a.key IS NOT NULL AND w.fields <> '{}')`,
    `DELETE FROM _user_sync.accepted WHERE ${ofObject}
       AND key IN (SELECT key FROM temp.main.now_accepted UNION ALL SELECT key FROM temp.main.last_words WHERE outcome = 'forgotten')`,
    `INSERT INTO _user_sync.accepted SELECT ${account}, ${object}, key, fields, ${model} FROM temp.main.now_accepted`,
    // What another model of this key was found to hold must be looked at again.
    `DELETE FROM _user_sync.seen WHERE ${ofObject} AND key IN (${touched})`,
    `DELETE FROM _user_sync.seen WHERE ${ofModel} AND key IN (SELECT key FROM temp.main.last_words)`,
    `INSERT INTO _user_sync.seen SELECT ${account}, ${object}, ${model}, key, digest
     FROM temp.main.last_words WHERE outcome IN ('accepted', 'replaced', 'held')`,
    `DELETE FROM _user_sync.rejected WHERE ${ofModel} AND key IN (SELECT key FROM temp.main.last_words)`,
    `INSERT INTO _user_sync.rejected SELECT ${account}, ${object}, ${model}, key, digest, source_digest
     FROM temp.main.last_words WHERE outcome = 'rejected'`,
    'DROP TABLE temp.main.last_words',
    'DROP TABLE temp.main.now_accepted',
  ];
}
