import {Failure} from '../../core/failure';
import type {Database} from '../../warehouse/database';
import type {Interrupts} from '../../warehouse/interruptible';
import {checkModel} from '../../warehouse/models/check-model';
import {keepResult} from '../../warehouse/models/compute-model';
import {inTime} from '../../warehouse/models/in-time';
import type {CheckedModel} from '../../warehouse/models/model';
import {quoteName} from '../../warehouse/sql-text';

/** What became of the roster's rows. */
interface StoredRoster {
  readonly rows: number;
  /** Sentences about rows that could not be used. */
  readonly notes: readonly string[];
}

const TEXTS = ['email', 'name', 'first_name', 'last_name', 'phone', 'manager'];
const DAYS = ['start_date', 'end_date'];

/**
 * Computes the roster and puts it in the place of the last one.
 * @throws Failure `config` when the query fails, gives no row, or has a status that is none; then the
 * roster is as it was. `check` may refuse it for the number of its rows.
 */
export async function storeRoster(
  database: Database,
  {sql, interrupts}: {readonly sql: string; readonly interrupts: Interrupts | undefined},
  check: (rows: number) => Promise<void>,
): Promise<StoredRoster> {
  const model = {name: 'people.roster', key: 'key', sql};
  const work = (): Promise<CheckedModel> => checkModel(database, model);
  const checked = await inTime(database, {model, interrupts}, work);
  const names = new Set(checked.columns.map(({name}) => name.toLowerCase()));
  if (!names.has('status') || !['email', 'name', 'first_name'].some((name) => names.has(name))) {
    throw stop('has no column status, or none of email, name and first_name', 'Add the columns');
  }
  // Not as a model that is sent: rows with one key are one person here.
  await keepResult(database, {...checked, name: TABLE}, interrupts);
  try {
    return await store(database, names, check, isList(checked));
  } finally {
    await database.run(`DROP TABLE temp.main.${quoteName(TABLE)}`);
  }
}

const TABLE = 'people.roster';

function isList({columns}: CheckedModel): boolean {
  return columns.some(
    ({name, valueType}) => name.toLowerCase() === 'aliases' && valueType.kind === 'list',
  );
}

async function store(
  database: Database,
  names: ReadonlySet<string>,
  check: (rows: number) => Promise<void>,
  hasLists: boolean,
): Promise<StoredRoster> {
  const from = `temp.main.${quoteName(TABLE)}`;
  const [counts] =
    await database.rows(`SELECT count(*)::INTEGER AS rows, count(key)::INTEGER AS keyed,
    count(DISTINCT key::VARCHAR)::INTEGER AS keys FROM ${from}`);
  const [rows, keyed, keys] = ['rows', 'keyed', 'keys'].map((name) => Number(counts?.[name]));
  if (rows === undefined || keyed === undefined || keys === undefined || rows === 0) {
    throw stop('gives no row', 'Correct the query or its data');
  }
  await check(keys);
  await refuseOddCells(database, from, names);
  const aliases = hasLists ? 'aliases::VARCHAR[]' : "string_split(aliases::VARCHAR, '|')";
  const cells = [
    'key::VARCHAR AS key',
    'lower(trim(status::VARCHAR)) AS status',
    ...TEXTS.filter((name) => names.has(name)).map((name) => `${name}::VARCHAR AS ${name}`),
    ...DAYS.filter((name) => names.has(name)).map((name) => `${dayOf(name)} AS ${name}`),
  ];
  const addresses = [
    ...(names.has('email') ? ['[email::VARCHAR]'] : []),
    ...(names.has('aliases') ? [`coalesce(${aliases}, [])`] : []),
  ];
  const all = addresses.length === 0 ? '[]::VARCHAR[]' : addresses.join(' || ');
  await database.transaction(async () => {
    await database.run('DELETE FROM _people.roster');
    // Of several rows with one key the first one that is active is the person; the others' addresses are hers, too.
    await database.run(
      `INSERT INTO _people.roster BY NAME SELECT ${cells.join(', ')},
        list_distinct(flatten(list(${all}) OVER (PARTITION BY key::VARCHAR))) AS aliases
      FROM ${from} AS r WHERE key IS NOT NULL QUALIFY row_number() OVER (PARTITION BY key::VARCHAR
        ORDER BY lower(trim(status::VARCHAR)) <> 'active', r::VARCHAR) = 1`,
    );
  });
  return {
    rows: keys,
    notes: [
      ...(rows > keyed
        ? [`${rows - keyed} rows of the roster have no key; they are not used.`]
        : []),
      ...(keyed > keys
        ? [
            `${keyed - keys} rows of the roster have a key that another row has: each key is one person.`,
          ]
        : []),
      ...(names.has('email')
        ? []
        : ['The roster has no addresses: only names and phone numbers can be compared with it.']),
    ],
  };
}

function dayOf(name: string): string {
  return `try_cast(nullif(trim(${name}::VARCHAR), '') AS TIMESTAMP)::DATE`;
}

/** @throws Failure `config` with the key of the first row whose status or day is none. */
async function refuseOddCells(
  database: Database,
  from: string,
  names: ReadonlySet<string>,
): Promise<void> {
  const keyOf = async (condition: string): Promise<string | undefined> => {
    const [odd] = await database.rows(
      `SELECT key::VARCHAR AS key FROM ${from} WHERE ${condition} ORDER BY 1 LIMIT 1`,
    );
    return odd && String(odd['key']);
  };
  const key = await keyOf(
    "coalesce(lower(trim(status::VARCHAR)), '') NOT IN ('active', 'left', 'disabled')",
  );
  if (key !== undefined) {
    throw stop(`has a status other than active, left and disabled (key ${key})`, 'Translate it');
  }
  for (const name of DAYS.filter((day) => names.has(day))) {
    const wrong = await keyOf(`trim(${name}::VARCHAR) <> '' AND ${dayOf(name)} IS NULL`);
    if (wrong === undefined) continue;
    throw stop(`has a ${name} that is no day (key ${wrong})`, 'Write it as in 2027-03-31');
  }
}

function stop(what: string, next: string): Failure {
  return new Failure({
    kind: 'config',
    message: `The roster (people.roster) ${what}. ${next}; the audit stops because it would be wrong without it.`,
  });
}
