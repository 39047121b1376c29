/**
 * Functions of DuckDB and its extensions that do something, carry out SQL that stands in a text and
 * that nobody has looked at, or read memory. A SELECT may call them, and a model must not.
 */
const DOING: readonly RegExp[] = [
  /^(force_)?checkpoint$/,
  /^(enable|disable|truncate|write|load|install|import|export|attach|detach)_/,
  /_(attach|execute|exec|clear_cache|export)$/,
  /^(postgres|mysql|mssql|odbc|sqlite|bigquery|snowflake)_query$/,
  /^(query|query_table|json_execute_serialized_sql|from_substrait|from_substrait_json)$/,
  /^(nextval|getenv|system|shell|arrow_scan|arrow_scan_dumb|seq_scan)$/,
];

/** The functions among some that a model must not call. */
export function functionsThatDo(functions: ReadonlySet<string>): readonly string[] {
  return [...functions].filter((name) => DOING.some((rule) => rule.test(name)));
}
