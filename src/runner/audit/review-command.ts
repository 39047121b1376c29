import type {ReviewRow} from '../../people/audit-result';
import {readReview, readReviewAccounts, type ReviewAccount} from '../../people/read-result';
import {updatePeople} from '../../people/update-people';
import {openWarehouse} from '../../warehouse/open-warehouse';
import type {CommandParts} from '../commands/command-parts';
import {EXIT_CODES} from '../commands/exit-codes';
import {loadRunFile} from '../run-file/load-run-file';
import {settingsOf} from './audit-people';

/** `user-sync people review FILE`: what is to be decided, and lines for decisions.csv. Reads no vendor. */
export async function reviewCommand(parts: CommandParts, path: string): Promise<number> {
  const {schemas, environment, kit, vendors, terminal} = parts;
  const runFile = loadRunFile({path, schemas, environment, mask: kit.mask});
  const settings = settingsOf(runFile);
  const warehouse = await openWarehouse(runFile.warehouse);
  try {
    const {database} = warehouse;
    const mappings = vendors.flatMap(({people = []}) => people);
    const at = new Date(kit.clock.now()).toISOString();
    await updatePeople(database, {
      ...{settings, mappings, allowShrink: false, at, interrupts: kit},
    });
    const pairs = await readReview(database);
    const accounts = await readReviewAccounts(database);
    terminal.out(pairs.length === 0 ? 'Nothing is to be decided.\n' : reviewText(pairs, accounts));
  } finally {
    warehouse.close();
  }
  return EXIT_CODES.done;
}

/** A file that can be edited and used: what is no decision is a comment. */
function reviewText(pairs: readonly ReviewRow[], accounts: readonly ReviewAccount[]): string {
  const pairsOf = byCluster(pairs);
  const accountsOf = byCluster(accounts);
  const parts = [...pairsOf].map(([id, own]) =>
    [
      comment(`${id}: ${own[0]?.why ?? ''}`),
      ...(accountsOf.get(id) ?? []).map(accountLine),
      ...own.map(pairLine),
      ...own.map(decisionLine),
    ].join(''),
  );
  return [
    '# Keep the lines that are true in decisions.csv; write not_same where two are not one person.\n',
    'decision,left_vendor,left_account,right_vendor,right_account,finding,until,reason\n',
    parts.join('\n'),
  ].join('');
}

function accountLine({vendor, account_id, name, email, state}: ReviewAccount): string {
  const known = [name, email, state].filter((text) => text !== null && text !== '');
  return comment(`  ${vendor} ${account_id}: ${known.join(', ')}`);
}

function pairLine(pair: ReviewRow): string {
  const {left_vendor, left_account, right_vendor, right_account, evidence} = pair;
  return comment(
    `  ${left_vendor} ${left_account} – ${right_vendor} ${right_account}: ${evidence}`,
  );
}

/** Ids as they are: a sign against spreadsheet formulas would make another id of them. */
function decisionLine(pair: ReviewRow): string {
  const {left_vendor, left_account, right_vendor, right_account} = pair;
  const cells = ['same', left_vendor, left_account, right_vendor, right_account, '', '', ''];
  const quoted = cells.map((cell) =>
    /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
  );
  return `${quoted.join(',')}\n`;
}

function byCluster<Row extends {readonly cluster_id: string}>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.cluster_id);
    if (group === undefined) groups.set(row.cluster_id, [row]);
    else group.push(row);
  }
  return groups;
}

/** Names are what somebody typed at a vendor: they must stay on their line. */
function comment(text: string): string {
  return `# ${text.replace(/[\r\n\u2028\u2029]+/gu, ' ')}\n`;
}
