import type {Database} from '../database';
import {keyHashSql} from '../history/history-tables';
import type {Place} from '../models/model';
import {quoteText} from '../sql-text';
import {keepsOwnWrites, OWN_WRITES} from './own-writes';

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
    `SELECT account, object, model, min(seq) AS first,
       count(*) FILTER (outcome = 'unsent') > 0 AS has_unsent FROM _user_sync.outcomes
     GROUP BY account, object, model ORDER BY first`,
  );
  if (places.length === 0) return;
  await database.transaction(async () => {
    for (const {account, object, model, has_unsent: hasUnsent} of places) {
      const place = {
        account: Number(account),
        object: quoteText(String(object)),
        model: quoteText(String(model)),
      };
      const keepsOwn = await keepsOwnWrites(database, {
        account: place.account,
        object: String(object),
      });
      await foldPlace(database, place, keepsOwn);
      if (hasUnsent === true) await foldUnsent(database, place);
    }
    for (const table of ['outcomes', 'outcome_rejection', 'outcome_value']) {
      await database.run(`DELETE FROM _user_sync.${table}`);
    }
  });
}

/**
 * Forgets rows that could not be sent and that the run, which has looked at all rows of the model, did
 * not find again.
 */
export async function forgetUnsent(
  database: Database,
  {account, object, model}: Place,
  run: number,
): Promise<void> {
  await database.run(
    `DELETE FROM _user_sync.rejected_unsent WHERE account = ${account} AND object = ${quoteText(object)}
       AND model = ${quoteText(model)} AND run <> ${run}`,
  );
}

interface QuotedPlace {
  readonly account: number;
  readonly object: string;
  readonly model: string;
}

/** One model after another: two may have given different fields of one key. */
async function foldPlace(database: Database, place: QuotedPlace, keepsOwn: boolean): Promise<void> {
  for (const statement of statementsOf(place, keepsOwn)) await database.run(statement);
}

function statementsOf({account, object, model}: QuotedPlace, keepsOwn: boolean): readonly string[] {
  const ofObject = `account = ${account} AND object = ${object}`;
  const ofModel = `${ofObject} AND model = ${model}`;
  const touched = `SELECT key FROM temp.main.last_words WHERE ${TOUCHING}`;
  return [
    `CREATE OR REPLACE TEMP TABLE last_words AS SELECT seq, run, moment, key, outcome, digest,
       coalesce(fields, '{}') AS fields, coalesce(source_digest, '') AS source_digest
     FROM _user_sync.outcomes WHERE ${ofModel} AND outcome <> 'unsent'
       AND seq IN (SELECT max(seq) FROM _user_sync.outcomes WHERE ${ofModel} AND outcome <> 'unsent' GROUP BY key)`,
    ...historySql({account, object, model}),
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
    `CREATE OR REPLACE TEMP TABLE known_rejected AS SELECT key, first_seen FROM _user_sync.rejected WHERE ${ofModel}`,
    `DELETE FROM _user_sync.rejected WHERE ${ofModel} AND key IN (SELECT key FROM temp.main.last_words)`,
    `INSERT INTO _user_sync.rejected SELECT ${account}, ${object}, ${model}, w.key, w.digest, w.source_digest,
       d.reason, d.sentence, d.record, coalesce(k.first_seen, w.moment), w.moment
     FROM temp.main.last_words w LEFT JOIN _user_sync.outcome_rejection d ON d.seq = w.seq
       LEFT JOIN temp.main.known_rejected k ON k.key = w.key WHERE w.outcome = 'rejected'`,
    ...(keepsOwn
      ? [
          `INSERT INTO ${OWN_WRITES} SELECT ${account}, ${object}, ${model}, key, fields
           FROM temp.main.last_words WHERE outcome = 'accepted'`,
        ]
      : []),
    'DROP TABLE temp.main.known_rejected',
    'DROP TABLE temp.main.last_words',
    'DROP TABLE temp.main.now_accepted',
  ];
}

/**
 * What the history keeps of `last_words`. A row that is rejected as it was last time is no news: how
 * long it has been so stands in the set of rejected rows.
 */
function historySql({account, object, model}: QuotedPlace): readonly string[] {
  const ofModel = `account = ${account} AND object = ${object} AND model = ${model}`;
  return [
    `INSERT INTO _user_sync.history_key
     SELECT w.run, ${keyHashSql('w.key')} AS key_hash, ${account}, ${object}, ${model}, w.key, w.moment,
       CASE w.outcome WHEN 'accepted' THEN 'sent' WHEN 'replaced' THEN 'deactivated'
         WHEN 'sending' THEN 'unknown' WHEN 'forgotten' THEN 'left' ELSE 'rejected' END,
       CASE WHEN w.fields <> '{}' AND w.outcome <> 'rejected' THEN w.fields END, d.reason, d.sentence
     FROM temp.main.last_words w LEFT JOIN _user_sync.outcome_rejection d ON d.seq = w.seq
       LEFT JOIN (SELECT key, digest, reason FROM _user_sync.rejected WHERE ${ofModel}) r ON r.key = w.key
     WHERE w.run IS NOT NULL AND w.outcome <> 'held'
       AND (w.outcome <> 'rejected' OR r.reason IS DISTINCT FROM d.reason OR r.digest IS DISTINCT FROM w.digest)
     ORDER BY key_hash`,
    `INSERT INTO _user_sync.history_value
     SELECT w.run, ${keyHashSql('w.key')} AS key_hash, ${account}, ${object}, ${model}, w.key, v.field_values
     FROM temp.main.last_words w JOIN _user_sync.outcome_value v ON v.seq = w.seq
     WHERE w.run IS NOT NULL ORDER BY key_hash`,
  ];
}

/** Rows that could not be sent: several may have one key, or none. */
async function foldUnsent(
  database: Database,
  {account, object, model}: QuotedPlace,
): Promise<void> {
  const ofModel = `account = ${account} AND object = ${object} AND model = ${model}`;
  const statements = [
    `CREATE OR REPLACE TEMP TABLE now_unsent AS
     SELECT o.run, o.moment, o.key, d.reason, d.sentence, d.record, k.first_seen
     FROM _user_sync.outcomes o JOIN _user_sync.outcome_rejection d ON d.seq = o.seq
       LEFT JOIN (SELECT key, reason, record, min(first_seen) AS first_seen FROM _user_sync.rejected_unsent
         WHERE ${ofModel} GROUP BY ALL) k ON k.key = o.key AND k.reason = d.reason AND k.record = d.record
     WHERE o.account = ${account} AND o.object = ${object} AND o.model = ${model} AND o.outcome = 'unsent'`,
    `INSERT INTO _user_sync.history_key
     SELECT DISTINCT ON (run, key) run, ${keyHashSql('key')} AS key_hash, ${account}, ${object}, ${model}, key, moment,
       'rejected', NULL, reason, sentence
     FROM temp.main.now_unsent WHERE first_seen IS NULL AND key <> '' AND run IS NOT NULL ORDER BY key_hash`,
    `DELETE FROM _user_sync.rejected_unsent WHERE ${ofModel}
       AND (key, reason, record) IN (SELECT key, reason, record FROM temp.main.now_unsent)`,
    `INSERT INTO _user_sync.rejected_unsent SELECT ${account}, ${object}, ${model}, key, run, reason, sentence, record,
       coalesce(first_seen, moment), moment FROM temp.main.now_unsent`,
    'DROP TABLE temp.main.now_unsent',
  ];
  for (const statement of statements) await database.run(statement);
}
