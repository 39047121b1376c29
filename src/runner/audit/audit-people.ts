import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import type {AuditResult, LeftOut, Severity} from '../../people/audit-result';
import {keepCounts} from '../../people/files/refuse-shrunken';
import {judgeFindings} from '../../people/findings/judge-findings';
import type {PeopleSettings} from '../../people/people-settings';
import {readResult} from '../../people/read-result';
import {updatePeople} from '../../people/update-people';
import {createRateLimitRelay} from '../../read/rate-limit-relay';
import type {Vendor} from '../../vendors/vendor';
import type {Warehouse} from '../../warehouse/open-warehouse';
import {openWarehouse} from '../../warehouse/open-warehouse';
import type {Progress} from '../progress/progress';
import {openEnds} from '../run/open-ends';
import {prepareWarehouse} from '../run/open-run';
import {expectedStreams, readIntoWarehouse} from '../run/read-into-warehouse';
import {openRotatedSections} from '../run/rotated-sections';
import {settleAccounts} from '../run/settle-accounts';
import {chooseStreams} from '../run-file/choose-streams';
import type {ConfigSchemas, RunFile} from '../run-file/run-file';

/** What an audit needs. */
interface AuditOptions {
  readonly runFile: RunFile;
  readonly vendors: readonly Vendor[];
  readonly schemas: ConfigSchemas;
  readonly progress: Progress;
  readonly kit: Kit;
  /** False: what the warehouse has is audited. */
  readonly read: boolean;
  readonly allowShrink: boolean;
}

/**
 * Reads the vendors, brings the graph up to date and applies every rule. Nothing is written to a vendor. Streams that
 * could not be read stop the audit: it would be wrong without them.
 * @throws Failure `config` for files that are not as they must be, and what reading failed with.
 */
export async function auditPeople(options: AuditOptions): Promise<AuditResult> {
  const {runFile, vendors, kit, allowShrink} = options;
  const startMs = kit.clock.now();
  const at = new Date(startMs).toISOString();
  const settings = settingsOf(runFile);
  const {path, memoryMb} = runFile.warehouse;
  const warehouse = await openWarehouse({path, ...(memoryMb !== undefined && {memoryMb})});
  try {
    const {database} = warehouse;
    if (options.read) await readVendors(options, warehouse);
    options.progress.phase('linking people and looking for findings');
    const mappings = vendors.flatMap(({people = []}) => people);
    const updated = await updatePeople(database, {settings, mappings, allowShrink, at});
    const customers = mappings.flatMap((one) => (one.isVisitors === true ? [one.vendor] : []));
    const hasRoster = settings.rosterSql !== undefined;
    const {thresholds} = settings;
    const leftOut = await judgeFindings(database, {thresholds, hasRoster, customers, at});
    await keepCounts(database, updated.counts);
    return await readResult(database, {
      left_out: leftOut,
      notes: updated.notes,
      seconds: (kit.clock.now() - startMs) / 1000,
    });
  } finally {
    warehouse.close();
  }
}

/** @throws Failure `config` when the run file has no section `people`. */
export function settingsOf({people, path}: RunFile): PeopleSettings {
  if (people !== undefined) return people;
  throw new Failure({
    kind: 'config',
    message: `${path} has no section people, which says who should be here and what was decided. Add "people: {}" for an audit without a roster.`,
  });
}

async function readVendors(options: AuditOptions, warehouse: Warehouse): Promise<void> {
  const {runFile, kit, progress} = options;
  const relay = createRateLimitRelay();
  const rotated = openRotatedSections(runFile.warehouse.path);
  const opened = {...openEnds({...options, rotated, relay}), destinations: []};
  const {database} = warehouse;
  const change = kit.accountChange;
  progress.phase('asking the vendors for their accounts');
  const {ends} = await settleAccounts({...options, ends: opened, database, change});
  const streams = await chooseStreams(ends.sources, runFile.source, kit.log);
  await prepareWarehouse(warehouse, streams, {models: []});
  const share = runFile.source.config['deletion_share_max'];
  const deletionShareMax = typeof share === 'number' ? share : undefined;
  const {sources} = ends;
  progress.phase('reading');
  progress.expect({streams: expectedStreams(sources, streams), sends: []});
  const results = await readIntoWarehouse({
    ...{sources, streams, warehouse, relay, deletionShareMax, progress, kit},
  });
  kit.signal.throwIfAborted();
  const failed = results.find(({failure}) => failure !== undefined);
  if (failed?.failure) throw failed.failure;
}

const RANK: Readonly<Record<Severity, number>> = {high: 3, medium: 2, low: 1};

/** Whether a finding that is neither accepted nor resolved is as severe as `level`. */
export function hasSevere(result: AuditResult, level: Severity): boolean {
  return result.findings.some(
    ({state, severity}) =>
      state !== 'accepted' && state !== 'resolved' && RANK[severity] >= RANK[level],
  );
}

/** Writes one CSV file for each table into a folder, which is made when it is missing. */
export function writeTables(result: AuditResult, directory: string): void {
  const tables = {
    ...{people: result.people, person_accounts: result.accounts, person_links: result.links},
    ...{access: result.access, findings: result.findings, review: result.review, near: result.near},
  };
  try {
    mkdirSync(directory, {recursive: true});
    for (const [name, rows] of Object.entries(tables)) {
      writeFileSync(join(directory, `${name}.csv`), csvOf(rows.map((row) => ({...row}))));
    }
  } catch (error) {
    throw new Failure({
      kind: 'config',
      message: `The folder ${directory} cannot be written; give another one with --csv.`,
      cause: error,
    });
  }
}

function csvOf(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => names.map((name) => cellOf(row[name])).join(','));
  return [names.join(','), ...lines].map((line) => `${line}\n`).join('');
}

/** A text that a spreadsheet would take for a formula is written so that it is none. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The table on a terminal: findings by rule, then what was left out. */
export function formatAudit(result: AuditResult): string {
  const open = result.findings.filter(({state}) => state !== 'accepted' && state !== 'resolved');
  const rules = new Map<string, {severity: string; all: number; fresh: number}>();
  for (const {rule, severity, state} of open) {
    const line = rules.get(rule) ?? {severity, all: 0, fresh: 0};
    rules.set(rule, {severity, all: line.all + 1, fresh: line.fresh + (state === 'new' ? 1 : 0)});
  }
  const count = (state: string): number =>
    result.findings.filter((finding) => finding.state === state).length;
  const clusters = new Set(result.review.map(({cluster_id}) => cluster_id)).size;
  return [
    `${result.people.length} people with ${result.accounts.length} accounts; ${result.links.length} links, ${clusters} clusters to review.`,
    `${open.length} findings (${count('new')} new); ${count('accepted')} accepted, ${count('resolved')} resolved.`,
    ...[...rules].map(
      ([rule, {severity, all, fresh}]) =>
        `  ${severity.padEnd(6)}  ${rule.padEnd(22)}  ${all}${fresh > 0 ? ` (${fresh} new)` : ''}`,
    ),
    ...result.left_out.map(({rule, reason}: LeftOut) => `Left out: ${rule}. ${reason}`),
    ...result.notes,
  ]
    .map((line) => `${line}\n`)
    .join('');
}
