import type {Cell, Database} from '../../warehouse/database';
import {compareNames, type Likeness} from '../names/compatible-names';
import type {FoldedName} from '../names/fold-name';

/** More accounts than one person has at all vendors together: an address or number of many. */
const CROWD = 16;

/**
 * Looks for evidence among the holders of the touched keys and replaces it in `_people.pair`. An address or
 * number that people with different names hold is no evidence for any of them.
 */
export async function findPairs(database: Database): Promise<void> {
  await forgetPairs(database);
  await findHolders(database);
  await compareAllNames(database);
  await keepShared(database);
  await keepPairs(database);
  for (const table of ['holder', 'key_group', 'found', 'verdict', 'fresh_raw', 'changed']) {
    await database.run(`DROP TABLE IF EXISTS temp.main.${table}`);
  }
}

async function forgetPairs(database: Database): Promise<void> {
  const isTouched = `(rule IN ('address', 'plus_address') AND key IN (SELECT base FROM touched_base))
    OR (rule = 'phone' AND key IN (SELECT phone FROM touched_phone))`;
  await database.run(`DELETE FROM _people.pair WHERE ${isTouched}
    OR (rule = 'declared' AND (l IN (SELECT n FROM touched) OR r IN (SELECT n FROM touched)))`);
  await database.run(`DELETE FROM _people.shared WHERE ${isTouched}`);
}

async function findHolders(database: Database): Promise<void> {
  // mark: tells addresses of one base apart.
  await database.run(`CREATE OR REPLACE TEMP TABLE holder AS
    SELECT DISTINCT 'mail' AS kind, m.base AS key, hash(m.address) AS mark, m.n, a.name_id, a.family, a.vendor
      FROM _people.mail AS m SEMI JOIN touched_base USING (base) JOIN _people.account AS a USING (n)
    UNION ALL
    SELECT 'phone', p.phone, 0::UBIGINT, p.n, a.name_id, a.family, a.vendor
      FROM _people.phone AS p SEMI JOIN touched_phone USING (phone) JOIN _people.account AS a USING (n)`);
  await database.run(`CREATE OR REPLACE TEMP TABLE key_group AS
    SELECT kind, key, count(DISTINCT n) AS holders FROM holder GROUP BY kind, key HAVING count(*) > 1`);
  await database.run(`CREATE OR REPLACE TEMP TABLE found AS
    SELECT l.kind, l.key, l.mark, l.n AS l, r.n AS r, l.mark = r.mark AS equal, l.name_id AS ln, r.name_id AS rn,
      l.family = r.family AND l.vendor <> r.vendor AS is_directory
    FROM key_group AS g JOIN holder AS l ON l.kind = g.kind AND l.key = g.key
      JOIN holder AS r ON r.kind = g.kind AND r.key = g.key AND l.n < r.n
    WHERE g.holders <= ${CROWD}
    UNION ALL
    SELECT DISTINCT 'id', a.account_id, 0::UBIGINT, least(d.n, a.n), greatest(d.n, a.n), false, d.name_id, a.name_id, true
    FROM (SELECT *, unnest([external_id, account_id]) AS other_id FROM (${DIRECTORY})) AS d
    JOIN _people.account AS a ON a.vendor = d.family AND a.account_id = d.other_id
    WHERE NOT a.is_service AND (d.n IN (SELECT n FROM touched) OR a.n IN (SELECT n FROM touched))`);
}

const DIRECTORY = 'SELECT * FROM _people.account WHERE vendor <> family AND NOT is_service';

async function compareAllNames(database: Database): Promise<void> {
  await database.run(
    'CREATE OR REPLACE TEMP TABLE compared (a INTEGER, b INTEGER, likeness VARCHAR)',
  );
  const cells = (side: string): string =>
    ['first', 'middle', 'last', 'whole', 'generation', 'script']
      .map((cell) => `${side}.${cell}`)
      .join(', ');
  await database.run(`CREATE OR REPLACE TEMP TABLE name_pair AS
    SELECT DISTINCT least(ln, rn) AS a, greatest(ln, rn) AS b FROM found WHERE ln <> rn`);
  const query = `SELECT a, b, ${cells('x')}, ${cells('y')} FROM name_pair
    JOIN _people.name_form AS x ON x.name_id = a JOIN _people.name_form AS y ON y.name_id = b`;
  const [row] = await database.rows('SELECT count(*)::INTEGER AS count FROM name_pair');
  const count = Number(row?.['count']);
  // Columns: a first run compares as many names as there are people.
  const compared = {
    ...{a: new Int32Array(count), b: new Int32Array(count), likeness: new Uint8Array(count)},
  };
  let at = 0;
  for await (const chunk of database.chunks(query)) {
    for (const [a, b, ...texts] of chunk) {
      compared.a[at] = Number(a);
      compared.b[at] = Number(b);
      compared.likeness[at] = LIKENESSES.indexOf(compareNames(nameOf(texts, 0), nameOf(texts, 6)));
      at += 1;
    }
  }
  await database.append('compared', cellsOf(compared));
  await database.run(`CREATE OR REPLACE TEMP TABLE verdict AS FROM compared UNION ALL
    SELECT name_id, name_id, CASE WHEN first = '' THEN 'unknown' ELSE 'alike' END
    FROM _people.name_form WHERE name_id IN (SELECT ln FROM found WHERE ln = rn)`);
  await database.run('DROP TABLE name_pair');
  await database.run('DROP TABLE compared');
}

const LIKENESSES: readonly Likeness[] = ['alike', 'compatible', 'kin', 'unknown', 'different'];

function* cellsOf(compared: {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly likeness: Uint8Array;
}): Generator<readonly Cell[]> {
  for (const [at, a] of compared.a.entries()) {
    yield [a, compared.b[at] ?? 0, LIKENESSES[compared.likeness[at] ?? 0] ?? ''];
  }
}

function nameOf(texts: readonly unknown[], from: number): FoldedName {
  const [first, middle, last, whole, generation, script] = texts.slice(from, from + 6).map(String);
  return {
    first: first ?? '',
    middle: middle === '' ? [] : (middle ?? '').split(' '),
    last: last ?? '',
    whole: whole ?? '',
    generation: generation ?? '',
    // Written by `foldName`.
    script: (script ?? '') as FoldedName['script'],
  };
}

/** `address` is known for addresses that are held as they are, and null for a base with different tags. */
async function keepShared(database: Database): Promise<void> {
  await database.run(`CREATE OR REPLACE TEMP TABLE judged AS
    SELECT f.*, v.likeness FROM found AS f JOIN verdict AS v ON v.a = least(ln, rn) AND v.b = greatest(ln, rn)`);
  await database.run(`CREATE OR REPLACE TEMP TABLE shared_mark AS
    SELECT DISTINCT kind, key, mark FROM judged WHERE likeness = 'different' AND equal AND NOT is_directory`);
  await database.run(`CREATE OR REPLACE TEMP TABLE shared_key AS
    SELECT DISTINCT kind, key FROM judged
    WHERE (likeness = 'different' OR (likeness = 'kin' AND kind = 'phone')) AND NOT is_directory`);
  await database.run(`INSERT INTO _people.shared
    SELECT 'address', s.key, m.address, count(DISTINCT m.n)::INTEGER FROM shared_mark AS s
      JOIN _people.mail AS m ON m.base = s.key AND hash(m.address) = s.mark WHERE s.kind = 'mail' GROUP BY ALL
    UNION ALL
    SELECT 'address', g.key, m.address, count(DISTINCT m.n)::INTEGER FROM key_group AS g
      JOIN _people.mail AS m ON m.base = g.key WHERE g.kind = 'mail' AND g.holders > ${CROWD} GROUP BY ALL
    UNION ALL
    SELECT 'phone', g.key, NULL, g.holders::INTEGER FROM key_group AS g
      WHERE g.kind = 'phone' AND (g.holders > ${CROWD} OR g.key IN (SELECT key FROM shared_key WHERE kind = 'phone'))`);
}

async function keepPairs(database: Database): Promise<void> {
  await database.run(`INSERT INTO _people.pair
    SELECT DISTINCT j.l, j.r, CASE WHEN j.kind = 'phone' THEN 'phone' WHEN j.equal THEN 'address' ELSE 'plus_address' END,
      j.key,
      CASE
        WHEN j.likeness = 'different' THEN 'the first names differ'
        WHEN j.equal AND m.key IS NOT NULL THEN 'people with different first names hold it'
        WHEN NOT j.equal AND k.key IS NOT NULL THEN 'people with different first names hold addresses like it'
        WHEN j.kind = 'mail' AND (j.equal OR j.likeness <> 'unknown') THEN NULL
        WHEN j.likeness = 'unknown' THEN 'there are no names that can be compared'
        WHEN j.likeness = 'kin' THEN 'the first names may be of two people'
        WHEN j.likeness = 'compatible' THEN 'the names are not alike enough'
      END
    FROM (FROM judged WHERE kind <> 'id') AS j
      LEFT JOIN shared_mark AS m ON m.kind = j.kind AND m.key = j.key AND m.mark = j.mark
      LEFT JOIN shared_key AS k ON k.kind = j.kind AND k.key = j.key
    UNION ALL
    -- A vendor says itself that two entries of its directory and its list are one login.
    SELECT DISTINCT least(d.n, a.n), greatest(d.n, a.n), 'declared', d.login, NULL
    FROM (${DIRECTORY}) AS d JOIN _people.account AS a ON a.vendor = d.family AND a.login = d.login
    WHERE NOT a.is_service AND (d.n IN (SELECT n FROM touched) OR a.n IN (SELECT n FROM touched))
    UNION ALL
    -- Numbers are equal by chance, too: beside them the names must be alike.
    SELECT DISTINCT l, r, 'declared', key, NULL FROM judged
    WHERE kind = 'id' AND (likeness = 'alike' OR NOT regexp_full_match(key, '[0-9]+'))`);
  for (const table of ['judged', 'shared_mark', 'shared_key']) {
    await database.run(`DROP TABLE temp.main.${table}`);
  }
}
