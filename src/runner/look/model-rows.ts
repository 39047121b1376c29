import {existsSync, statSync} from 'node:fs';
import {closestName} from '../../core/closest-name';
import {combineFailures} from '../../core/combine-failures';
import {Failure, toFailure} from '../../core/failure';
import type {Json, JsonObject} from '../../core/json';
import {jsonText} from '../../core/json-text';
import type {Kit} from '../../core/kit';
import {createRateLimitRelay} from '../../read/rate-limit-relay';
import type {Vendor} from '../../vendors/vendor';
import type {Database} from '../../warehouse/database';
import {checkModels, orderIn} from '../../warehouse/models/check-models';
import {faultyRows} from '../../warehouse/models/find-faults';
import type {CheckedModel, ComputedModel} from '../../warehouse/models/model';
import {firstRows} from '../../warehouse/models/read-model';
import {openWarehouse} from '../../warehouse/open-warehouse';
import {createRecordMapper} from '../../write/mapping/map-record';
import type {Mapping} from '../../write/mapping/mapping';
import type {ObjectWriter} from '../../write/object-writer';
import type {Rejection} from '../../write/record';
import {joinFaults} from '../../write/rejection';
import {openEnds} from '../run/open-ends';
import {openRotatedSections} from '../run/rotated-sections';
import type {ConfigSchemas, RunFile} from '../run-file/run-file';
import {computeModels} from '../send/compute-models';
import {destinationOf, compileRunMappings} from '../send/prepare-sends';
import type {OpenedDestination} from '../../accounts/open-ends';

/** A row as it would be sent. */
interface ShownRow {
  readonly key: string;
  readonly operation: string;
  /** The object's fields, after mapping and conversion. */
  readonly fields: JsonObject;
}

/** A row that would not be sent. */
interface RejectedRow {
  readonly key: string;
  readonly reason: Rejection['reason'];
  readonly message: string;
}

/** What one object would get of a model; without an object: the rows of a model that is not sent. */
export interface ShownObject {
  readonly object?: string;
  readonly key_field?: string;
  readonly rows: readonly ShownRow[];
  readonly rejected: readonly RejectedRow[];
  /** Why the vendor's own rules are not applied, when they are not. */
  readonly note?: string;
}

/** What `show` found; `show --json` prints it. */
export interface ShownModel {
  readonly model: string;
  /** When the warehouse was last written, ISO 8601. */
  readonly warehouse_written_at: string;
  /** All rows of the model. */
  readonly total: number;
  readonly objects: readonly ShownObject[];
}

/** What rows are shown with. */
interface ShowOptions {
  readonly runFile: RunFile;
  readonly model: string;
  /** Rows of the model that are looked at. */
  readonly limit: number;
  /** True: no vendor is asked, so its own rules are not applied. */
  readonly offline: boolean;
  readonly vendors: readonly Vendor[];
  readonly schemas: ConfigSchemas;
  readonly kit: Kit;
}

/** Computes a model from the warehouse as it is and maps its first rows; writes nothing. */
export async function modelRows(options: ShowOptions): Promise<ShownModel> {
  const {runFile, kit} = options;
  const {path, memoryMb} = runFile.warehouse;
  const name = modelNamed(runFile, options.model);
  if (!existsSync(path)) throw neverRead(runFile);
  const writtenAt = statSync(path).mtime.toISOString();
  const warehouse = await openWarehouse({path, readOnly: true, ...(memoryMb && {memoryMb})});
  try {
    const {database} = warehouse;
    const ordered = await orderIn(database, runFile.models);
    const {checked, failed} = await checkModels(database, runFile.models, ordered);
    const model = checked.find((one) => one.name === name);
    if (model === undefined) throw combineFailures([...failed.values()]);
    const sends = [{model}];
    const computing = await computeModels(database, {sends, failedStreams: new Set(), kit});
    const computed = computing.computed.get(name);
    if (computed === undefined) throw combineFailures([...computing.failed.values()]);
    return {
      model: name,
      warehouse_written_at: writtenAt,
      total: computed.rows,
      objects: await objectsOf(options, database, {model: computed, checked}),
    };
  } finally {
    warehouse.close();
  }
}

async function objectsOf(
  options: ShowOptions,
  database: Database,
  what: {readonly model: ComputedModel; readonly checked: readonly CheckedModel[]},
): Promise<readonly ShownObject[]> {
  const {runFile, vendors, schemas, kit, limit} = options;
  const {model, checked} = what;
  const rotated = openRotatedSections(runFile.warehouse.path);
  const relay = createRateLimitRelay();
  const {destinations} = openEnds({runFile, vendors, schemas, rotated, relay, kit});
  const columns = new Map(
    checked.map((one) => [one.name, one.columns.map((column) => column.name)]),
  );
  const mappings = compileRunMappings(runFile, destinations, columns).filter(
    ({stream}) => stream === model.name,
  );
  const rows = await firstRows(database, model, limit);
  const faulty = await faultsOf(database, model, limit);
  if (mappings.length === 0)
    return [{rows: rows.map((row) => plainRow(model, row)), rejected: faulty}];
  const shown: ShownObject[] = [];
  for (const mapping of mappings) {
    const destination = destinationOf(mapping, destinations);
    if (destination) shown.push(await mapped(options, {mapping, destination, rows, faulty}));
  }
  return shown;
}

function plainRow({key}: ComputedModel, row: JsonObject): ShownRow {
  return {key: key === '' ? '' : keyText(row[key]), operation: 'none', fields: row};
}

function keyText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : jsonText(value);
}

async function mapped(
  {offline}: ShowOptions,
  what: {
    readonly mapping: Mapping;
    readonly destination: OpenedDestination;
    readonly rows: readonly JsonObject[];
    readonly faulty: readonly RejectedRow[];
  },
): Promise<ShownObject> {
  const {mapping, destination, faulty} = what;
  const object = destination.objects.find(({name}) => name === mapping.object);
  if (object === undefined) throw new RangeError(`There is no object ${mapping.object}.`);
  const {writer, note} = await writerOf(destination, mapping, offline);
  const map = createRecordMapper(mapping, object);
  const rows: ShownRow[] = [];
  const rejected: RejectedRow[] = [...faulty];
  for (const [index, data] of what.rows.entries()) {
    const found = map({stream: mapping.stream, position: index + 1}, data);
    const record = 'faults' in found ? found.record : found;
    const {key, operation, fields} = record;
    const why = 'faults' in found ? joinFaults(found.faults) : refusalOf(writer, record);
    if (why === undefined) rows.push({key, operation, fields});
    else rejected.push({key, reason: why.reason, message: why.message});
  }
  return {
    ...{object: mapping.object, key_field: mapping.keyField, rows, rejected},
    ...(note !== undefined && {note}),
  };
}

function refusalOf(
  writer: ObjectWriter | undefined,
  record: Parameters<ObjectWriter['prepare']>[0],
): Rejection | undefined {
  const prepared = writer?.prepare(record);
  return prepared?.ok === false ? prepared.rejection : undefined;
}

/** The writer knows the vendor's own rules; it is never asked to send. */
async function writerOf(
  {open}: OpenedDestination,
  {object}: Mapping,
  offline: boolean,
): Promise<{readonly writer?: ObjectWriter; readonly note?: string}> {
  if (offline) return {note: `${open.vendor} was not asked, so its own rules are not applied.`};
  try {
    return {writer: await open.openWriter(object)};
  } catch (error) {
    const {message} = toFailure(error);
    return {note: `The rules of ${open.vendor} are not applied. ${message}`};
  }
}

async function faultsOf(
  database: Database,
  model: ComputedModel,
  limit: number,
): Promise<readonly RejectedRow[]> {
  const {faults, key} = model;
  if (faults === undefined) return [];
  const found: RejectedRow[] = [];
  for await (const rows of faultyRows(database, {...model, faults}, model.columns)) {
    if (found.length >= limit) continue;
    found.push(
      ...rows
        .slice(0, limit - found.length)
        .map(({reason, message, row}) => ({key: keyText(row[key]), reason, message})),
    );
  }
  return found;
}

function modelNamed({models, path}: RunFile, wanted: string): string {
  const names = models.map(({name}) => name);
  const found =
    names.find((name) => name === wanted) ??
    names.find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found;
  const close = closestName(wanted, names);
  const hint = close === undefined ? '' : ` Did you mean ${close}?`;
  throw new Failure({
    kind: 'config',
    message: `${path} has no model ${wanted}.${hint} The models are ${names.join(', ')}.`,
  });
}

function neverRead({warehouse, path}: RunFile): Failure {
  return new Failure({
    kind: 'config',
    message: `The warehouse ${warehouse.path} does not exist, because nothing was read yet. Add --read to read now, or run user-sync run ${path} first.`,
  });
}
