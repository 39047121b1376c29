import type {Database} from '../warehouse/database';

/**
 * A sentence about a graph that an earlier run file made, for a run file without a section `people`: its tables answer
 * as of their last day. Undefined where there is none. Nothing is removed, since another run file may still use it.
 */
export async function leftoverPeople(database: Database): Promise<string | undefined> {
  const views =
    await database.rows(`SELECT view_name FROM duckdb_views() WHERE database_name = current_database()
    AND schema_name = 'main' AND view_name IN ('people', 'person_accounts', 'person_links', 'access')
    AND contains(sql, '_people.') ORDER BY 1`);
  if (views.length === 0) return undefined;
  const names = views.map(({view_name}) => String(view_name)).join(', ');
  return `The warehouse holds the tables ${names} of a run file with a section people, and this run file has none: they are not kept up to date. docs/people.md says how to take them away.`;
}
