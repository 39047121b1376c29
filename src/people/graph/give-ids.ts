import type {Database} from '../../warehouse/database';
import {quoteText} from '../../warehouse/sql-text';

/**
 * Gives every person of `fresh_member` an id. A person keeps the id that its accounts had; of several, the
 * oldest. A new id comes from the person's first account, its anchor. Where an id's accounts divide, it
 * stays with the anchor, else with the greater part. Each such change becomes an event.
 */
export async function giveIds(database: Database, at: string): Promise<void> {
  const now = `${quoteText(at)}::TIMESTAMPTZ`;
  for (const statement of statementsOf(now)) await database.run(statement);
  for (const table of OWN) await database.run(`DROP TABLE IF EXISTS temp.main.${table}`);
}

/** What a resolution leaves behind. */
const OWN = [
  ...[
    'part',
    'claim',
    'kept',
    'wanted',
    'given',
    'ended',
    'ended_claim',
    'fresh_identity',
    'fresh_member',
  ],
  ...[
    'affected',
    'moved',
    'seed',
    'touched',
    'touched_base',
    'touched_phone',
    'numbered',
    'redecided',
  ],
  ...['gone_subject', 'outdated', 'outdated_base', 'outdated_phone', 'outdated_name'],
];

function statementsOf(now: string): readonly string[] {
  return [
    `CREATE OR REPLACE TEMP TABLE part AS SELECT m.n, m.root, concat(a.vendor, ':', a.account_id) AS subject
      FROM fresh_member AS m JOIN _people.account AS a USING (n)`,
    `CREATE OR REPLACE TEMP TABLE claim AS SELECT p.root, i.person_id, count(*) AS accounts,
        bool_or(i.is_anchor) AS has_anchor, min(p.subject) AS first
      FROM part AS p JOIN _people.identity AS i USING (subject) GROUP BY ALL`,
    `CREATE OR REPLACE TEMP TABLE kept AS SELECT root, person_id FROM (
        SELECT * FROM claim QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY has_anchor DESC, accounts DESC, first) = 1
      ) JOIN _people.person USING (person_id)
      QUALIFY row_number() OVER (PARTITION BY root ORDER BY first_seen_at, person_id) = 1`,
    `CREATE OR REPLACE TEMP TABLE wanted AS
      SELECT root, min(subject) AS anchor, concat('p', left(md5(min(subject)), 16)) AS person_id
      FROM part ANTI JOIN kept USING (root) GROUP BY root`,
    `CREATE OR REPLACE TEMP TABLE given AS
      SELECT root, person_id, NULL AS anchor FROM kept
      UNION ALL
      SELECT f.root, CASE WHEN taken.person_id IS NULL THEN f.person_id
          ELSE concat('p', left(md5(concat(f.anchor, '#', ${now}::VARCHAR)), 16)) END, f.anchor
      FROM wanted AS f LEFT JOIN (
        SELECT person_id FROM kept UNION SELECT person_id FROM _people.person SEMI JOIN wanted USING (person_id)
      ) AS taken ON taken.person_id = f.person_id`,
    // An id that nobody keeps has ended in the person who has its accounts now.
    `CREATE OR REPLACE TEMP TABLE moved AS SELECT n FROM affected UNION SELECT n FROM touched`,
    `CREATE OR REPLACE TEMP TABLE ended AS SELECT DISTINCT person_id
      FROM _people.member AS m SEMI JOIN moved USING (n) ANTI JOIN given USING (person_id)
      ANTI JOIN (
        SELECT o.person_id FROM _people.member AS o
        SEMI JOIN (SELECT person_id FROM _people.member SEMI JOIN moved USING (n)) USING (person_id)
        ANTI JOIN moved USING (n)
      ) USING (person_id)`,
    `CREATE OR REPLACE TEMP TABLE ended_claim AS SELECT DISTINCT person_id FROM claim
      WHERE person_id NOT IN (SELECT person_id FROM given)`,
    `INSERT INTO _people.event
      SELECT ${now}, 'merged', g.person_id, c.person_id
      FROM claim AS c JOIN given AS g USING (root) WHERE c.person_id IN (SELECT person_id FROM ended_claim)
      UNION ALL
      SELECT ${now}, 'divided', c.person_id, g.person_id FROM claim AS c JOIN given AS g USING (root)
      WHERE c.person_id <> g.person_id AND c.person_id NOT IN (SELECT person_id FROM ended_claim)
      ORDER BY ALL`,
    `INSERT INTO _people.person SELECT person_id, ${now} FROM given WHERE anchor IS NOT NULL`,
    `DELETE FROM _people.person WHERE person_id IN (SELECT person_id FROM ended UNION ALL SELECT person_id FROM ended_claim)`,
    `CREATE OR REPLACE TEMP TABLE fresh_identity AS
      SELECT p.subject, g.person_id, coalesce(p.subject = g.anchor, false)
          OR coalesce(i.is_anchor AND i.person_id = g.person_id, false) AS is_anchor
      FROM part AS p JOIN given AS g USING (root) LEFT JOIN _people.identity AS i USING (subject)`,
    'DELETE FROM _people.identity WHERE subject IN (SELECT subject FROM fresh_identity)',
    // Accounts that are gone give up their id, so that nothing is kept of them.
    `DELETE FROM _people.identity WHERE person_id IN (SELECT person_id FROM ended)
      OR subject IN (SELECT subject FROM gone_subject)`,
    'INSERT INTO _people.identity SELECT * FROM fresh_identity ORDER BY subject',
    'DELETE FROM _people.member WHERE n IN (SELECT n FROM moved)',
    `INSERT INTO _people.member SELECT m.n, m.cluster, m.root, m.why, g.person_id
      FROM fresh_member AS m JOIN given AS g USING (root)`,
  ];
}
