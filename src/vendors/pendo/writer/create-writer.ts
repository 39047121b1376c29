import type {JsonObject} from '../../../core/json';
import type {Kit} from '../../../core/kit';
import type {HttpClient} from '../../../http/request';
import {createValueHider} from '../../../write/hide-values';
import type {ObjectWriter, PreparedRecord, SentValue} from '../../../write/object-writer';
import type {Outcome} from '../../../write/record';
import {changesBetween} from './compare-values';
import {explainMissing} from './explain-missing';
import {createFieldRules} from '../fields/field-rules';
import type {PendoKind} from '../kind';
import type {MetadataApi} from './metadata-route';
import type {MetadataSchema} from '../metadata-schema';
import {createNewFields, type NewFields} from '../fields/new-fields';
import {createOtherSpellings, type OtherSpellings} from './other-spellings';
import {planFromRead, planRecords, valuesOf} from './plan-records';
import {noRoute, postRecords} from './post-records';
import {BODY_BYTES_MAX, createPrepare} from './prepare-record';
import {readCurrent} from './read-current';
import {createRefusalWatch, type RefusalWatch} from './refusal-watch';
import {createRouteChoice, type RouteChoice} from './route-choice';
import {sendRecords, type RoutedResult} from './send-records';
import type {PendoDestinationSettings} from '../settings';
import {verifyWritten, type ReadBack} from './verify-written';
import {createValuesWriter, type ValuesWriter} from '../fields/write-values';
import {createWriterRemarks, type WriterRemarks} from './writer-remarks';

const CONCURRENCY = 2;
const unchanged: Outcome = {status: 'unchanged'};

/** What a writer is made from. */
interface PendoWriterOptions {
  readonly client: HttpClient;
  readonly kit: Kit;
  readonly kind: PendoKind;
  readonly settings: PendoDestinationSettings;
  readonly api: MetadataApi;
  /** Undefined: the server has none. */
  readonly schema: MetadataSchema | undefined;
}

/** The parts of a writer that its functions share. */
interface WriterParts extends PendoWriterOptions {
  readonly choice: RouteChoice;
  readonly newFields: NewFields;
  readonly prepare: ObjectWriter['prepare'];
  readonly refusals: RefusalWatch;
  readonly spellings: OtherSpellings;
  readonly remarks: WriterRemarks;
}

/** Creates the writer of visitors' or accounts' metadata. */
export function createPendoWriter(options: PendoWriterOptions): ObjectWriter {
  const {client, kind, settings, kit} = options;
  const group = settings.metadataGroup;
  const choice = createRouteChoice({
    client,
    log: kit.log,
    route: {api: options.api, kind, group},
    mode: settings.metadataApi,
  });
  const newFields = createNewFields(client, kind, group);
  const findRule = createFieldRules({schema: options.schema, settings, newFields});
  const writeValues = createValuesWriter(findRule, group);
  const prepare = createPrepare(choice, writeValues);
  const parts: WriterParts = {
    ...options,
    choice,
    newFields,
    prepare,
    refusals: createRefusalWatch(`pendo_${kind}s`),
    spellings: createOtherSpellings({client, kind, log: kit.log}),
    remarks: createWriterRemarks(kit.log),
  };
  return {
    limits: {
      recordsMax: settings.batchSize,
      // Brackets, and a comma between two records, are not in their bytes.
      bytesMax: BODY_BYTES_MAX - settings.batchSize - 1,
      concurrency: CONCURRENCY,
    },
    // An upsert asks Pendo to create what is missing, for the whole request.
    groupOf: ({operation}) => operation,
    prepare,
    faultsOf: ({fields}) => {
      const values = writeValues.each(fields);
      return 'faults' in values ? values.faults : [];
    },
    send: (batch, signal) => send(parts, batch, signal),
    fieldsOf: ({values, record}) => values ?? sentValues(writeValues, record.fields),
    comparesValues: true,
    tellsCreated: false,
    readValues: {
      column: 'metadata',
      plan: (prepared, metadata) =>
        planFromRead({route: choice.current(), isTime: timesOf(parts)}, prepared, metadata),
    },
    plan: async (batch, signal) => {
      const route = choice.current();
      const current = await readCurrent(client, route, keysOf(batch), signal);
      const plans = planRecords(
        {route, current, isTime: timesOf(parts), isNew: (key) => newFields.isPending(key)},
        batch,
      );
      return explainMissing({...parts, signal}, batch, plans);
    },
    remarks: () => parts.remarks.list(),
  };
}

async function send(
  parts: WriterParts,
  batch: readonly PreparedRecord[],
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  await parts.newFields.create(signal);
  const filled = batch.some(({body}) => body === '')
    ? batch.filter(({body}) => body !== '')
    : batch;
  if (filled.length === 0) return batch.map(() => unchanged);
  const hide = createValueHider(filled.map(({record}) => record));
  const sent = await sendRecords(
    {
      post: (records) => post(parts, records, signal),
      readBack: async (records) => positionsHeld(await readBack(parts, records, signal)),
      fieldNames: new Set(parts.schema?.get(parts.settings.metadataGroup)?.keys()),
      refusals: parts.refusals,
      onLooseTexts: (texts) => parts.remarks.said(texts.map(hide)),
    },
    filled,
  );
  const answered = await explainMissing({...parts, signal}, filled, sent);
  const outcomes = await verifyWritten(
    {
      mode: parts.settings.verify,
      readBack: (records) => readBack(parts, records, signal),
      log: parts.kit.log,
    },
    filled,
    answered,
  );
  if (filled === batch) return outcomes;
  const ofFilled = outcomes.values();
  return batch.map(({body}) => (body === '' ? unchanged : (ofFilled.next().value ?? unchanged)));
}

async function post(
  parts: WriterParts,
  records: readonly PreparedRecord[],
  signal: AbortSignal,
): Promise<RoutedResult> {
  const {client, choice, kit} = parts;
  for (let retried = false; ; retried = true) {
    const route = choice.current();
    const result = await postRecords(
      {client, mask: kit.mask},
      route,
      inFormOf(parts, records),
      signal,
    );
    if (result.type !== 'no_route') return result;
    if (retried || !(await choice.chooseAgain(route, signal))) throw noRoute(route);
  }
}

/** The records as the API of now wants them; prepared again where the API changed since. */
function inFormOf(
  {choice, prepare}: WriterParts,
  records: readonly PreparedRecord[],
): readonly PreparedRecord[] {
  if (!choice.hasChanged()) return records;
  return records.map((prepared) => {
    const again = prepare(prepared.record);
    return again.ok ? again.prepared : prepared;
  });
}

/** Whether Pendo holds the records as they were sent. */
async function readBack(
  parts: WriterParts,
  records: readonly PreparedRecord[],
  signal: AbortSignal,
): Promise<readonly ReadBack[]> {
  const route = parts.choice.current();
  const current = await readCurrent(parts.client, route, keysOf(records), signal);
  const isTime = timesOf(parts);
  return records.map((prepared) => {
    const found = current.get(prepared.record.key);
    if (found === undefined) return 'different';
    if (found.values === undefined) return 'hidden';
    const changes = changesBetween(found.values, valuesOf(prepared, route), isTime);
    return changes.length === 0 ? 'held' : 'different';
  });
}

function positionsHeld(found: readonly ReadBack[]): ReadonlySet<number> {
  return new Set(found.flatMap((state, index) => (state === 'held' ? [index] : [])));
}

/** The values of a record that was prepared whole. */
function sentValues(writeValues: ValuesWriter, fields: JsonObject): readonly SentValue[] {
  const written = writeValues.each(fields);
  return 'faults' in written ? [] : written.values;
}

function timesOf({schema, settings}: WriterParts): (key: string) => boolean {
  const fields = schema?.get(settings.metadataGroup);
  return (key) => fields?.get(key)?.type === 'time';
}

function keysOf(records: readonly PreparedRecord[]): readonly string[] {
  return records.map(({record}) => record.key);
}
