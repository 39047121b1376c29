import type {CountryCode} from 'libphonenumber-js/min';
import type {Cell, Database} from '../../warehouse/database';
import {foldName} from '../names/fold-name';
import {foldPhone} from '../names/fold-phone';

const BATCH = 50_000;

/** What stands between the parts of a raw name. */
const BETWEEN = '\u001f';

/** A changed account's name as one text: first, last and whole name. */
export const RAW_NAME_SQL =
  "concat(coalesce(first_name, ''), chr(31), coalesce(last_name, ''), chr(31), coalesce(name, ''))";

/** Folds names and phone numbers of `changed` that were not met before; each is folded once. */
export async function foldNew(database: Database, region: CountryCode | undefined): Promise<void> {
  await database.run(`CREATE OR REPLACE TEMP TABLE fresh_raw AS
    SELECT raw, row_number() OVER (ORDER BY raw)::INTEGER AS i FROM (SELECT DISTINCT ${RAW_NAME_SQL} AS raw FROM changed)
    ANTI JOIN _people.name_form USING (raw)`);
  await database.run(
    'CREATE OR REPLACE TEMP TABLE fresh_name (i INTEGER, first VARCHAR, middle VARCHAR, last VARCHAR, whole VARCHAR, generation VARCHAR, script VARCHAR)',
  );
  await foldAll(database, 'fresh_name', foldRawName);
  await database.run(`INSERT INTO _people.name_form
    SELECT (SELECT coalesce(max(name_id), 0) FROM _people.name_form) + i, r.raw, n.* EXCLUDE (i)
    FROM fresh_raw AS r JOIN fresh_name AS n USING (i)`);
  await database.run(`CREATE OR REPLACE TEMP TABLE fresh_raw AS
    SELECT raw, row_number() OVER (ORDER BY raw)::INTEGER AS i
    FROM (SELECT DISTINCT unnest(phones) AS raw FROM changed) ANTI JOIN _people.phone_form USING (raw) WHERE raw <> ''`);
  await database.run('CREATE OR REPLACE TEMP TABLE fresh_phone (i INTEGER, phone VARCHAR)');
  await foldAll(database, 'fresh_phone', (raw) => [foldPhone(raw, region)]);
  await database.run(
    'INSERT INTO _people.phone_form SELECT r.raw, p.phone FROM fresh_raw AS r JOIN fresh_phone AS p USING (i)',
  );
}

function foldRawName(raw: string): readonly Cell[] {
  const [first = '', last = '', name = ''] = raw.split(BETWEEN);
  const folded = foldName({first, last, name});
  return [
    ...[folded.first, folded.middle.join(' '), folded.last, folded.whole],
    ...[folded.generation, folded.script],
  ];
}

/** In batches: a first run folds as many texts as there are people. */
async function foldAll(
  database: Database,
  target: string,
  fold: (raw: string) => readonly Cell[],
): Promise<void> {
  for (let from = 0; ; from += BATCH) {
    const rows: (readonly Cell[])[] = [];
    const batch = `SELECT i, raw FROM fresh_raw WHERE i > ${from} AND i <= ${from + BATCH}`;
    for await (const chunk of database.chunks(batch)) {
      for (const [i, raw] of chunk) rows.push([Number(i), ...fold(String(raw))]);
    }
    if (rows.length === 0) return;
    await database.append(target, rows);
  }
}
