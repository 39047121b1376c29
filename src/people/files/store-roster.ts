import {Failure} from '../../core/failure';
import type {Database} from '../../warehouse/database';
import {checkModel} from '../../warehouse/models/check-model';
import {computeModel, dropModel} from '../../warehouse/models/compute-model';
import type {ComputedModel} from '../../warehouse/models/model';
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
  sql: string,
  check: (rows: number) => Promise<void>,
): Promise<StoredRoster> {
  const checked = await checkModel(database, {name: 'people.roster', key: 'key', sql});
  const names = new Set(checked.columns.map(({name}) => name.toLowerCase()));
  if (!names.has('status') || !['email', 'name', 'first_name'].some((name) => names.has(name))) {
    throw stop('has no column status, or none of email, name and first_name', 'Add the columns');
  }
  const computed = await computeModel(database, checked);
  try {
    await check(computed.rows - (computed.faults?.rows ?? 0));
    return await store(database, computed, names);
  } finally {
    await dropModel(database, computed);
  }
}

async function store(
  database: Database,
  computed: ComputedModel,
  names: ReadonlySet<string>,
): Promise<StoredRoster> {
  const from = `temp.main.${quoteName(computed.table)}`;
  if (computed.rows === 0) throw stop('gives no row', 'Correct the query or its data');
  const [odd] = await database.rows(
    `SELECT key::VARCHAR AS key FROM ${from} WHERE coalesce(lower(trim(status::VARCHAR)), '') NOT IN ('active', 'left', 'disabled') ORDER BY 1 LIMIT 1`,
  );
  if (odd !== undefined) {
    const key = String(odd['key']);
    throw stop(`has a status other than active, left and disabled (key ${key})`, 'Translate it');
  }
  const isList = computed.columns.some(
    ({name, valueType}) => name.toLowerCase() === 'aliases' && valueType.kind === 'list',
  );
  const aliases = isList ? 'aliases::VARCHAR[]' : "string_split(aliases::VARCHAR, '|')";
  const cells = [
    'key::VARCHAR AS key',
    'lower(trim(status::VARCHAR)) AS status',
    ...TEXTS.filter((name) => names.has(name)).map((name) => `${name}::VARCHAR AS ${name}`),
    ...DAYS.filter((name) => names.has(name)).map((name) => `${name}::DATE AS ${name}`),
    ...(names.has('aliases') ? [`${aliases} AS aliases`] : []),
  ];
  await database.transaction(async () => {
    await database.run('DELETE FROM _people.roster');
    await database.run(
      `INSERT INTO _people.roster BY NAME SELECT ${cells.join(', ')} FROM ${from}`,
    );
  });
  const faulty = computed.faults?.rows ?? 0;
  return {
    rows: computed.rows - faulty,
    notes: [
      ...(faulty > 0
        ? [
            `${faulty} rows of the roster have no key, or one that another row has; they are not used.`,
          ]
        : []),
      ...(names.has('email')
        ? []
        : ['The roster has no addresses: only names and phone numbers can be compared with it.']),
    ],
  };
}

function stop(what: string, next: string): Failure {
  return new Failure({
    kind: 'config',
    message: `The roster (people.roster) ${what}. ${next}; the audit stops because it would be wrong without it.`,
  });
}
