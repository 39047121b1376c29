import type {JsonObject} from '../../core/json';
import {isJsonObject} from '../../core/json';
import {checkModel} from '../../warehouse/models/check-model';
import {openWarehouse} from '../../warehouse/open-warehouse';
import {readModel} from '../../warehouse/models/read-model';
import type {RunFile} from '../run-file/run-file';
import type {SandboxHost} from './sandbox-host';

/** What a look into Pendo's own data found. */
export interface Verification {
  /** Rows of the models whose visitor or account Pendo has. */
  readonly compared: number;
  /** Fields that Pendo has as the models say. */
  readonly equal: number;
  /** Fields that differ, as `object key field`. */
  readonly different: readonly string[];
  /** Rows whose visitor or account Pendo does not have: these must be rejected. */
  readonly absent: number;
  /** Rows whose visitor was deleted in Pendo between the rounds, rejected or written before. */
  readonly left: number;
}

interface Compared {
  readonly object: string;
  readonly key: string;
  readonly fields: readonly {readonly column: string; readonly field: string}[];
}

/**
 * Compares the models' rows with the sandbox's own data, past every part that was shown.
 * `leftPendo` are the ids that were deleted in Pendo between the rounds.
 */
export async function verifyDemo(
  runFile: RunFile,
  sandbox: SandboxHost,
  leftPendo: ReadonlySet<string>,
): Promise<Verification> {
  const warehouse = await openWarehouse({path: runFile.warehouse.path});
  try {
    const dump = sandbox.dump('pendo');
    const found = {compared: 0, equal: 0, different: [] as string[], absent: 0, left: 0};
    for (const model of runFile.models) {
      const mapping = mappingOf(runFile, model.name);
      const custom = customById(dump, mapping.object);
      const rows = await readModel(warehouse.database, await checkModel(warehouse.database, model));
      for (const row of rows) compareRow(found, {mapping, row, custom, leftPendo});
    }
    return found;
  } finally {
    warehouse.close();
  }
}

/** Custom metadata of one visitor, as Pendo has it. */
export function visitorOf(sandbox: SandboxHost, id: string): JsonObject | undefined {
  return customById(sandbox.dump('pendo'), 'pendo_visitors').get(id);
}

function compareRow(
  found: {compared: number; equal: number; different: string[]; absent: number; left: number},
  one: {
    readonly mapping: Compared;
    readonly row: JsonObject;
    readonly custom: ReadonlyMap<string, JsonObject>;
    readonly leftPendo: ReadonlySet<string>;
  },
): void {
  const key = textOf(one.row[one.mapping.key]);
  const values = one.custom.get(key);
  if (!values) {
    if (one.leftPendo.has(key)) found.left += 1;
    else found.absent += 1;
    return;
  }
  found.compared += 1;
  for (const {column, field} of one.mapping.fields) {
    const wanted = one.row[column];
    if (wanted === null || wanted === undefined) continue;
    if (values[field] === wanted) found.equal += 1;
    else found.different.push(`${one.mapping.object} ${key} ${field}`);
  }
}

function customById(
  dump: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>,
  object: string,
): ReadonlyMap<string, JsonObject> {
  const [list, id] =
    object === 'pendo_visitors' ? ['visitors', 'visitorId'] : ['accounts', 'accountId'];
  const records = dump[list] ?? [];
  return new Map(
    records.map((record) => {
      const metadata = record['metadata'];
      const custom = isJsonObject(metadata) ? metadata['custom'] : undefined;
      return [textOf(record[id]), isJsonObject(custom) ? custom : {}];
    }),
  );
}

function mappingOf(runFile: RunFile, model: string): Compared {
  const mappings = runFile.destination.config['mappings'];
  const list: readonly unknown[] = Array.isArray(mappings) ? mappings : [];
  const mapping = list.filter(isJsonObject).find(({stream}) => stream === model) ?? {};
  const fields: readonly unknown[] = Array.isArray(mapping['fields']) ? mapping['fields'] : [];
  return {
    object: textOf(mapping['object']),
    key: textOf(mapping['key']),
    fields: fields
      .filter(isJsonObject)
      .map(({column, field}) => ({column: textOf(column), field: textOf(field)})),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
