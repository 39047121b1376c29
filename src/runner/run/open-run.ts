import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {combineFailures} from '../../core/combine-failures';
import type {Failure} from '../../core/failure';
import type {SuddenEnd} from '../../core/sudden-end';
import type {DiscoveredStream} from '../../read/describe-stream';
import {preparePeopleTables} from '../../people/update-people';
import {checkModels, orderIn} from '../../warehouse/models/check-models';
import type {OrderedModels} from '../../warehouse/models/order-models';
import {readsFailed} from '../../warehouse/models/model-failure';
import {copyWarehouse} from '../../warehouse/copy-warehouse';
import type {Database} from '../../warehouse/database';
import type {Interrupts} from '../../warehouse/interruptible';
import {ensureTables} from '../../warehouse/load/ensure-tables';
import type {CheckedModel, Model} from '../../warehouse/models/model';
import type {Warehouse} from '../../warehouse/open-warehouse';
import {openWarehouse} from '../../warehouse/open-warehouse';
import type {Vendor} from '../../vendors/vendor';
import {tableOf} from './read-into-warehouse';
import type {RunFile} from '../run-file/run-file';

/** A run's warehouse; `close` also takes away what a dry run made. */
export interface RunWarehouse {
  readonly warehouse: Warehouse;
  /** True when the file was not there before. */
  readonly isNew: boolean;
  close(): void;
  /** Takes away a file that this run made and that holds nothing. */
  discard(): void;
}

/** Opens the run's warehouse, or, for a dry run, a copy of it that nobody will miss. */
export async function openRunWarehouse(
  runFile: RunFile,
  {dryRun, suddenEnd}: {readonly dryRun: boolean; readonly suddenEnd?: SuddenEnd | undefined},
): Promise<RunWarehouse> {
  const {path} = runFile.warehouse;
  const isNew = !existsSync(path);
  if (!dryRun) {
    const warehouse = await openWarehouse(runFile.warehouse);
    const discard = (): void => {
      if (isNew) for (const end of ['', '.wal']) rmSync(`${path}${end}`, {force: true});
    };
    return {warehouse, isNew, close: () => warehouse.close(), discard};
  }
  const directory = mkdtempSync(join(tmpdir(), 'user-sync-dry-run-'));
  const takeAway = (): void => rmSync(directory, {recursive: true, force: true});
  const forget = suddenEnd?.before(takeAway);
  const remove = (): void => {
    takeAway();
    forget?.();
  };
  try {
    const copy = join(directory, basename(path));
    await copyWarehouse(path, copy);
    const warehouse = await openWarehouse({...runFile.warehouse, path: copy});
    const close = (): void => {
      warehouse.close();
      remove();
    };
    return {warehouse, isNew, close, discard: () => undefined};
  } catch (error) {
    remove();
    throw error;
  }
}

/** Where rejected records go when the configuration names no directory. */
export function defaultRejectedDirectory(runFile: RunFile): string {
  return join(dirname(runFile.warehouse.path), 'rejected');
}

/** What the graph of people is made of. */
export type PeopleParts = Parameters<typeof preparePeopleTables>[1];

/** What the run file and the vendors say of people; undefined without a section. */
export function peopleOf(
  {people: settings}: RunFile,
  vendors: readonly Vendor[],
): PeopleParts | undefined {
  return settings && {settings, mappings: vendors.flatMap(({people = []}) => people)};
}

/** The models of a run, as far as their SQL can be prepared. */
export interface PreparedModels {
  readonly models: readonly CheckedModel[];
  /** Models that are not wrong and that something stood in the way of, such as a missing file. */
  readonly failed: ReadonlyMap<string, Failure>;
}

/**
 * Creates the streams' tables and proves every model's SQL against them, in one transaction: when
 * a model is wrong, the file is as it was.
 */
export async function prepareWarehouse(
  warehouse: Warehouse,
  streams: readonly DiscoveredStream[],
  {
    models,
    people,
    interrupts,
  }: {
    readonly models: readonly Model[];
    readonly people?: PeopleParts | undefined;
    readonly interrupts?: Interrupts;
  },
): Promise<PreparedModels> {
  const failed = new Map<string, Failure>();
  const names = streams.map(({name}) => name);
  const ordered = await orderIn(warehouse.database, models, names);
  // What DuckDB cannot open ends the transaction, so the next try leaves that model out.
  for (;;) {
    const sound = models.filter(({name}) => !failed.has(name));
    const before = failed.size;
    const checked = await warehouse.database
      .transaction(async () => {
        await ensureTables(warehouse.database, streams.map(tableOf));
        if (people) await preparePeopleTables(warehouse.database, people);
        return checkAll(warehouse.database, {sound, ordered, failed, interrupts});
      })
      .catch((error: unknown) => {
        if (failed.size === before) throw error;
        return undefined;
      });
    if (checked !== undefined) return {models: checked, failed};
  }
}

async function checkAll(
  database: Database,
  what: {
    readonly sound: readonly Model[];
    readonly ordered: OrderedModels;
    readonly failed: Map<string, Failure>;
    readonly interrupts: Interrupts | undefined;
  },
): Promise<readonly CheckedModel[]> {
  const {sound, ordered, failed, interrupts} = what;
  const {checked, failed: found} = await checkModels(database, sound, ordered, interrupts);
  const wrong = [...found].filter(([, {kind}]) => kind === 'config');
  const lost = [...found].find(([, {kind}]) => kind !== 'config');
  if (lost) {
    const [name, failure] = lost;
    failed.set(name, failure);
    for (const reader of readersOf(name, ordered)) {
      failed.set(reader, readsFailed(reader, name, failure));
    }
    throw failure;
  }
  if (wrong.length > 0) throw combineFailures(wrong.map(([, failure]) => failure));
  return checked;
}

/** The models that read a model, also through others. */
function readersOf(name: string, ordered: OrderedModels): readonly string[] {
  const direct = [...ordered.reads].flatMap(([reader, names]) =>
    names.includes(name) ? [reader] : [],
  );
  return direct.flatMap((reader) => [reader, ...readersOf(reader, ordered)]);
}
