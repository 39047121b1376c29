/**
 * What is kept of every run; docs/warehouse.md describes the columns for people. Times are UTC.
 *
 * `history_key` must answer for one key among tens of millions of rows and cost little to write, so
 * it has no index: each run appends its rows in the order of `key_hash`, a run with many rows leaves
 * most row groups out by their least and greatest hash, and of many small runs one narrow column is
 * looked through.
 */
export const HISTORY_TABLES: readonly string[] = [
  'CREATE TABLE IF NOT EXISTS _user_sync.history_run (run INTEGER, run_id VARCHAR, command VARCHAR, version VARCHAR, started TIMESTAMP, ended TIMESTAMP, outcome VARCHAR, exit_code INTEGER, options VARCHAR, failures VARCHAR, report VARCHAR)',
  'CREATE TABLE IF NOT EXISTS _user_sync.history_stream (run INTEGER, stream VARCHAR, outcome VARCHAR, read BIGINT, changed BIGINT, deleted BIGINT, failure VARCHAR)',
  'CREATE TABLE IF NOT EXISTS _user_sync.history_object (run INTEGER, model VARCHAR, object VARCHAR, on_gone VARCHAR, outcome VARCHAR, rows BIGINT, new BIGINT, changed BIGINT, rejected_again BIGINT, sent BIGINT, created BIGINT, equal BIGINT, rejected BIGINT, not_tried BIGINT, left_for_later BIGINT, drifted BIGINT, left_model BIGINT, failure VARCHAR)',
  'CREATE TABLE IF NOT EXISTS _user_sync.history_reason (run INTEGER, model VARCHAR, object VARCHAR, on_gone VARCHAR, reason VARCHAR, sentence VARCHAR, rows BIGINT)',
  'CREATE TABLE IF NOT EXISTS _user_sync.history_vendor (run INTEGER, side VARCHAR, vendor VARCHAR, account INTEGER, account_name VARCHAR, requests BIGINT, retries BIGINT, waited_ms BIGINT)',
  'CREATE TABLE IF NOT EXISTS _user_sync.history_key (run INTEGER, key_hash UINTEGER, account INTEGER, object VARCHAR, model VARCHAR, key VARCHAR, moment TIMESTAMP, outcome VARCHAR, fields VARCHAR, reason VARCHAR, sentence VARCHAR)',
  'CREATE TABLE IF NOT EXISTS _user_sync.history_value (run INTEGER, key_hash UINTEGER, account INTEGER, object VARCHAR, model VARCHAR, key VARCHAR, field_values VARCHAR)',
];

/** SQL: the number by which a key is found, the same for all spellings in upper and lower case. */
export function keyHashSql(key: string): string {
  return `('0x' || left(md5(lower(${key})), 8))::UINTEGER`;
}

/** The timestamp of an epoch time in milliseconds, as SQL. */
export function timeSql(epochMs: number): string {
  return `epoch_ms(${Math.round(epochMs)}::BIGINT)`;
}
