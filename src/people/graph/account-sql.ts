import type {Database} from '../../warehouse/database';
import {quoteName, quoteText} from '../../warehouse/sql-text';
import type {PeopleMapping} from '../../vendors/people-mapping';
import {ACCOUNT_COLUMNS} from '../../vendors/people-mapping';

/** The columns that the warehouse has: `table.column`, and each table's own name. */
type KnownColumns = ReadonlySet<string>;

/** Looks up what the warehouse has, so that a query over a stream that is not read gives no rows. */
export async function readKnownColumns(database: Database): Promise<KnownColumns> {
  const rows = await database.rows(
    "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = 'main'",
  );
  const known = new Set<string>();
  for (const row of rows) {
    known.add(String(row['table_name']));
    known.add(`${String(row['table_name'])}.${String(row['column_name'])}`);
  }
  return known;
}

/** The mappings of which a stream is there. */
export function mappingsThere(
  mappings: readonly PeopleMapping[],
  known: KnownColumns,
): readonly PeopleMapping[] {
  return mappings.filter(({anyOf}) => anyOf.some((table) => known.has(table)));
}

/** All accounts, with `vendor`, `directory_of`, `is_service` and the columns of `ACCOUNT_COLUMNS`. */
export function accountsSql(
  mappings: readonly PeopleMapping[],
  known: KnownColumns,
  isService: string,
): string {
  const empty = Object.entries(ACCOUNT_COLUMNS).map(([name, type]) => `NULL::${type} AS ${name}`);
  const parts = mappings.map(
    (mapping) =>
      `SELECT ${quoteText(mapping.vendor)} AS vendor, ${quoteText(mapping.directoryOf ?? mapping.vendor)} AS family, * FROM (${overTables(mapping, mapping.accounts, known)})`,
  );
  const head = `SELECT NULL::VARCHAR AS vendor, NULL::VARCHAR AS family, ${empty.join(', ')} WHERE false`;
  return `SELECT *, ${isService} AS is_service FROM (${[head, ...parts].join('\nUNION ALL BY NAME\n')}) AS one`;
}

/** Who holds what, with `vendor`. */
export function accessSql(mappings: readonly PeopleMapping[], known: KnownColumns): string {
  const parts = mappings.flatMap((mapping) =>
    mapping.access === undefined
      ? []
      : [
          `SELECT ${quoteText(mapping.vendor)} AS vendor, account_id, kind, id, name FROM (${overTables(mapping, mapping.access, known)})`,
        ],
  );
  const head =
    'SELECT NULL::VARCHAR AS vendor, NULL::VARCHAR AS account_id, NULL::VARCHAR AS kind, NULL::VARCHAR AS id, NULL::VARCHAR AS name WHERE false';
  return [head, ...parts].join('\nUNION ALL\n');
}

/** A mapping's query with every table that it names; what is not there is null, or has no rows. */
function overTables({tables}: PeopleMapping, query: string, known: KnownColumns): string {
  const named = Object.entries(tables).map(([table, columns]) => {
    const isThere = known.has(table);
    const cells = Object.entries(columns).map(([column, type]) => {
      const has = known.has(`${table}.${column}`);
      return `${has ? quoteName(column) : 'NULL'}::${type} AS ${quoteName(column)}`;
    });
    const from = isThere ? ` FROM main.${quoteName(table)}` : ' WHERE false';
    return `${quoteName(table)} AS (SELECT ${cells.join(', ')}${from})`;
  });
  return named.length === 0 ? query : `WITH ${named.join(', ')} SELECT * FROM (${query})`;
}
