import type {ReviewRow, Severity} from '../../people/audit-result';
import {updatePeople} from '../../people/update-people';
import {readReview} from '../../people/read-result';
import {openWarehouse} from '../../warehouse/open-warehouse';
import type {CommandParts} from '../commands/command-parts';
import {withProgress} from '../commands/with-progress';
import {EXIT_CODES} from '../commands/exit-codes';
import {loadRunFile} from '../run-file/load-run-file';
import {auditPeople, formatAudit, hasSevere, settingsOf, writeTables} from './audit-people';

/** Options of `user-sync audit`. */
export interface AuditFlags {
  readonly csv?: string;
  readonly json?: boolean;
  /** False with `--no-read`. */
  readonly read: boolean;
  readonly failOn?: Severity;
  readonly allowShrink?: boolean;
}

/** `user-sync audit FILE`; returns the exit code. */
export async function auditCommand(
  parts: CommandParts,
  path: string,
  flags: AuditFlags,
): Promise<number> {
  const {schemas, environment, kit, terminal} = parts;
  const runFile = loadRunFile({path, schemas, environment, mask: kit.mask});
  const result = await withProgress(parts, (watched) =>
    auditPeople({
      ...watched,
      ...{runFile, read: flags.read, allowShrink: flags.allowShrink === true},
    }),
  );
  if (flags.csv !== undefined) writeTables(result, flags.csv);
  terminal.out(flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : formatAudit(result));
  const severe = flags.failOn !== undefined && hasSevere(result, flags.failOn);
  return severe ? EXIT_CODES.failed : EXIT_CODES.done;
}

/** `user-sync people review FILE`: what is to be decided, and lines for decisions.csv. Reads no vendor. */
export async function reviewCommand(parts: CommandParts, path: string): Promise<number> {
  const {schemas, environment, kit, vendors, terminal} = parts;
  const runFile = loadRunFile({path, schemas, environment, mask: kit.mask});
  const settings = settingsOf(runFile);
  const warehouse = await openWarehouse(runFile.warehouse);
  try {
    const mappings = vendors.flatMap(({people = []}) => people);
    const at = new Date(kit.clock.now()).toISOString();
    await updatePeople(warehouse.database, {settings, mappings, allowShrink: false, at});
    const rows = await readReview(warehouse.database);
    terminal.out(rows.length === 0 ? 'Nothing is to be decided.\n' : reviewText(rows));
  } finally {
    warehouse.close();
  }
  return EXIT_CODES.done;
}

function reviewText(rows: readonly ReviewRow[]): string {
  const clusters = new Map<string, ReviewRow[]>();
  for (const row of rows)
    clusters.set(row.cluster_id, [...(clusters.get(row.cluster_id) ?? []), row]);
  const lines = [...clusters].flatMap(([id, pairs]) => [
    `# ${id}: ${pairs[0]?.why ?? ''}`,
    ...pairs.map(
      (pair) =>
        `#   ${pair.left_vendor} ${pair.left_account} – ${pair.right_vendor} ${pair.right_account}: ${pair.evidence}`,
    ),
    ...pairs.map((pair) =>
      [
        'same',
        pair.left_vendor,
        pair.left_account,
        pair.right_vendor,
        pair.right_account,
        '',
        '',
        '',
      ]
        .map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
        .join(','),
    ),
    '',
  ]);
  return [
    '# Put the lines that are true into decisions.csv; write not_same where two are not one person.',
    'decision,left_vendor,left_account,right_vendor,right_account,finding,until,reason',
    ...lines,
  ]
    .map((line) => `${line}\n`)
    .join('');
}
