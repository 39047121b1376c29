import {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import type {LeftOut, Severity} from '../../people/audit-result';
import {keepCounts} from '../../people/files/refuse-shrunken';
import {judgeFindings} from '../../people/findings/judge-findings';
import type {PeopleSettings} from '../../people/people-settings';
import type {AuditFigures} from '../../people/read-result';
import {updatePeople} from '../../people/update-people';
import {createRateLimitRelay} from '../../read/rate-limit-relay';
import type {Vendor} from '../../vendors/vendor';
import type {Database} from '../../warehouse/database';
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

/** An audit that has ended, while its warehouse is open: tables are read from there. */
export interface Audit {
  readonly database: Database;
  /** ISO 8601. */
  readonly at: string;
  readonly left_out: readonly LeftOut[];
  readonly notes: readonly string[];
  readonly seconds: number;
}

/**
 * Reads the vendors, brings the graph up to date, applies every rule, and hands the answer to `use`. Nothing is written
 * to a vendor. Streams that could not be read stop the audit: it would be wrong without them.
 * @throws Failure `config` for files that are not as they must be, and what reading failed with.
 */
export async function auditPeople<Result>(
  options: AuditOptions,
  use: (audit: Audit) => Promise<Result>,
): Promise<Result> {
  const {runFile, vendors, kit, allowShrink} = options;
  const startMs = kit.clock.now();
  const at = new Date(startMs).toISOString();
  const settings = settingsOf(runFile);
  const warehouse = await openWarehouse(runFile.warehouse);
  try {
    const {database} = warehouse;
    if (options.read) await readVendors(options, warehouse);
    options.progress.phase('linking people and looking for findings');
    const mappings = vendors.flatMap(({people = []}) => people);
    const updated = await updatePeople(database, {
      ...{settings, mappings, allowShrink, at, interrupts: kit},
    });
    const customers = mappings.flatMap((one) => (one.isVisitors === true ? [one.vendor] : []));
    const hasRoster = settings.rosterSql !== undefined;
    const {thresholds} = settings;
    const leftOut = await judgeFindings(database, {thresholds, hasRoster, customers, at});
    await keepCounts(database, updated.counts);
    const seconds = (kit.clock.now() - startMs) / 1000;
    return await use({database, at, left_out: leftOut, notes: updated.notes, seconds});
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
export function hasSevere({findings}: AuditFigures, level: Severity): boolean {
  return findings.some(
    ({state, severity}) =>
      state !== 'accepted' && state !== 'resolved' && RANK[severity] >= RANK[level],
  );
}
