import type {Database} from '../../warehouse/database';
import {
  readRejectedGroups,
  rejectedRows,
  type RejectedGroup,
} from '../../warehouse/history/read-rejected';
import type {CommandParts} from '../commands/command-parts';
import {EXIT_CODES} from '../commands/exit-codes';
import {adviceOf} from './advice';
import {lookBack} from './history-command';

/** Options of `rejected`. */
export interface RejectedFlags {
  readonly csv?: boolean;
  readonly json?: boolean;
}

/** Keys that are shown of a group; `--csv` has all. */
const KEYS_MAX = 10;

/** `user-sync rejected FILE`; returns the exit code. */
export async function rejectedCommand(
  parts: CommandParts,
  path: string,
  {csv = false, json = false}: RejectedFlags,
): Promise<number> {
  return lookBack(parts, path, async (database) => {
    if (csv) await printCsv(parts, database);
    else {
      const groups = await readRejectedGroups(database, KEYS_MAX);
      const {out, tell = out} = parts.terminal;
      if (json) out(asJson(groups));
      else tell(formatRejected(groups, path));
    }
    return EXIT_CODES.done;
  });
}

function asJson(groups: readonly RejectedGroup[]): string {
  const rejected = groups.map((group) => ({...group, what_to_do: adviceFor(group)}));
  return `${JSON.stringify({rows: rowsOf(groups), rejected}, null, 2)}\n`;
}

/** The set for people: each reason with its rows, keys, and what to do. */
export function formatRejected(groups: readonly RejectedGroup[], path: string): string {
  if (groups.length === 0) return 'No row is rejected.\n';
  const lines = groups.flatMap((group) => [...groupLines(group), '']);
  const rows = rowsOf(groups);
  const are = rows === 1 ? '1 row is' : `${rows.toLocaleString('en-US')} rows are`;
  lines.push(
    `${are} rejected. Each run tries them again: user-sync run ${path}`,
    `Only them, without reading anything: user-sync replay ${path}`,
    `All rows with their values: user-sync rejected ${path} --csv`,
  );
  return lines.map((line) => `${line}\n`).join('');
}

function groupLines(group: RejectedGroup): readonly string[] {
  const {object, model, reason = 'reason not kept', sentence, rows, keys} = group;
  const shown = keys.map((key) => (key === '' ? '(no key)' : key));
  const more = rows > keys.length ? ', …' : '';
  const {first_seen: first, last_seen: last} = group;
  return [
    `${rows.toLocaleString('en-US')} × ${reason}: ${model} → ${object}`,
    ...(sentence === undefined ? [] : [`  ${sentence}`]),
    `  what to do: ${adviceFor(group)}`,
    ...(first === undefined || last === undefined
      ? []
      : [`  first seen ${dayOf(first)}, last seen ${dayOf(last)} (UTC)`]),
    `  keys: ${shown.join(', ')}${more}`,
  ];
}

function adviceFor({reason = ''}: RejectedGroup): string {
  return adviceOf(reason) ?? 'Run again: the run says why these rows are rejected.';
}

function rowsOf(groups: readonly RejectedGroup[]): number {
  return groups.reduce((sum, {rows}) => sum + rows, 0);
}

function dayOf(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)}`;
}

const CSV_COLUMNS = [
  ...(['object', 'model', 'key', 'reason', 'sentence'] as const),
  ...(['first_seen', 'last_seen', 'record'] as const),
] as const;

/** RFC 4180, one row at a time: the set may be large. */
async function printCsv({terminal}: CommandParts, database: Database): Promise<void> {
  terminal.out(`${[...CSV_COLUMNS, 'what_to_do'].join(',')}\r\n`);
  for await (const row of rejectedRows(database)) {
    const cells = [...CSV_COLUMNS.map((name) => row[name] ?? ''), adviceOf(row.reason ?? '') ?? ''];
    terminal.out(`${cells.map(csvCell).join(',')}\r\n`);
  }
}

/** A cell that a spreadsheet would take for a formula gets a quote in front. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
