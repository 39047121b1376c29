import {isJsonObject, type JsonObject} from '../../core/json';
import {jsonText} from '../../core/json-text';
import {Failure} from '../../core/failure';
import {withRunFile} from '../check/all-mistakes';
import type {CommandParts} from '../commands/command-parts';
import {EXIT_CODES, exitCodeOf} from '../commands/exit-codes';
import {withProgress} from '../commands/with-progress';
import type {RunOutcome} from '../report/report';
import type {RunFile} from '../run-file/run-file';
import {runSync} from '../run/run-sync';
import {csvOf} from './csv';
import {modelRows, type ShownModel, type ShownObject} from './model-rows';
import {textTable} from './text-table';

/** Options of `show`. */
export interface ShowFlags {
  readonly limit?: number;
  readonly read?: boolean;
  readonly offline?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
}

const LIMIT_DEFAULT = 20;

/** `user-sync show FILE MODEL`; returns the exit code. */
export async function showCommand(
  parts: CommandParts,
  {path, model}: {readonly path: string; readonly model: string},
  flags: ShowFlags,
): Promise<number> {
  return withRunFile({...parts, path}, async (runFile) => {
    if (flags.read === true) {
      const outcome = await readFirst(parts, runFile);
      if (outcome !== 'done') return exitCodeOf(outcome);
    }
    const {limit = LIMIT_DEFAULT, offline = false} = flags;
    const shown = await modelRows({...parts, runFile, model, limit, offline});
    parts.terminal.out(textOf(shown, flags));
    return EXIT_CODES.done;
  });
}

async function readFirst(parts: CommandParts, runFile: RunFile): Promise<RunOutcome> {
  const choice = {readOnly: true};
  const report = await withProgress(parts, (watched) =>
    runSync({...watched, runFile, choice, dryRun: false}),
  );
  for (const failure of report.failures) parts.terminal.err(`${failure}\n`);
  return report.outcome;
}

function textOf(shown: ShownModel, {json, csv, read}: ShowFlags): string {
  if (json === true && csv === true) {
    throw new Failure({kind: 'config', message: 'Give only one of --json and --csv.'});
  }
  if (json === true) return `${jsonText(shown)}\n`;
  if (csv === true) return shown.objects.map((object) => csvOf(rowsOf(object))).join('\n');
  const parts = shown.objects.flatMap((object) => [headOf(shown, object), bodyOf(object)]);
  const written = shown.warehouse_written_at.slice(0, 16).replace('T', ' ');
  const hint = read === true ? '' : '; --read reads first';
  return `${parts.join('\n')}\n\nFrom the warehouse as it was written at ${written} (UTC)${hint}.\n`;
}

function headOf({model, total}: ShownModel, {object, rows, rejected, note}: ShownObject): string {
  const where = object === undefined ? 'is not sent' : `as ${object} would get it`;
  const head = `${model} ${where}: ${rows.length} of ${total} rows, ${rejected.length} rejected`;
  return note === undefined ? head : `${head}\n${note}`;
}

function bodyOf(object: ShownObject): string {
  const rejected = object.rejected.map(
    ({key, reason, message}) => `rejected ${key === '' ? '(no key)' : key}: ${reason}. ${message}`,
  );
  return ['', textTable(rowsOf({...object, rejected: []})), ...rejected].join('\n');
}

/** Rows of texts, the names of the columns first. */
function rowsOf({
  key_field: keyField,
  rows,
  rejected,
}: ShownObject): readonly (readonly string[])[] {
  const flat = rows.map(({key, fields}) => ({key, fields: flatten(fields)}));
  const names = [...new Set(flat.flatMap(({fields}) => [...fields.keys()]))];
  const withReasons = rejected.length > 0;
  const head = [keyField ?? 'key', ...names, ...(withReasons ? ['rejected', 'message'] : [])];
  return [
    head,
    ...flat.map(({key, fields}) => [
      key,
      ...names.map((name) => fields.get(name) ?? ''),
      ...(withReasons ? ['', ''] : []),
    ]),
    ...rejected.map(({key, reason, message}) => [key, ...names.map(() => ''), reason, message]),
  ];
}

function flatten(fields: JsonObject, before = ''): ReadonlyMap<string, string> {
  const flat = new Map<string, string>();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (isJsonObject(value)) {
      for (const [inner, text] of flatten(value, `${before}${name}.`)) flat.set(inner, text);
    } else flat.set(`${before}${name}`, typeof value === 'string' ? value : jsonText(value));
  }
  return flat;
}
