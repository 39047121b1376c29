import {parseExactJson} from '../../core/exact-json';
import {toFailure, type Failure} from '../../core/failure';
import type {Json} from '../../core/json';
import type {RecordPlan, WriteSession} from '../../write/session/session';
import type {ObjectWriter, PreparedRecord} from '../../write/object-writer';
import {openWriteSession} from '../../write/session/write-session';
import {deltaRows, type DeltaRow, type ReadKeys} from '../../warehouse/memory/compute-delta';
import type {Database} from '../../warehouse/database';
import {quietKit, type SendOptions} from './send-delta';
import {isHeld, sentFieldsOf} from './sent-fields';

/** Keys and fields that are named of what was changed. */
const EXAMPLES_MAX = 10;

/** What a comparison with the vendor's own values found. */
export interface Verified {
  /** False: the vendor cannot be asked what it holds. */
  readonly possible: boolean;
  /** Positions of rows of which the vendor holds other values than it was given. */
  readonly drifted: ReadonlySet<number>;
  /** How many of these rows are no news otherwise. */
  readonly driftedNotNews: number;
  /** Some of them: `key: field, field`. */
  readonly examples: readonly string[];
  readonly failure: Failure | undefined;
}

/** What a comparison needs. */
interface VerifyOptions extends Pick<
  SendOptions,
  'delta' | 'mapping' | 'form' | 'destination' | 'kit'
> {
  /** Only rows whose keys this stream has brought. Default: all rows of the delta. */
  readonly read?: ReadKeys;
  readonly foldsCase: boolean;
}

/**
 * Compares what the object was given, as far as it is still what the model says, with what the vendor
 * holds now. Nothing is sent.
 */
export async function verifyValues(models: Database, options: VerifyOptions): Promise<Verified> {
  const {delta, mapping, destination, form, kit, read} = options;
  const nothing = {possible: false, drifted: new Set<number>(), driftedNotNews: 0, examples: []};
  if ((read ? delta.read : delta.candidates) === 0) return {...nothing, failure: undefined};
  const writer = await destination.open.openWriter(mapping.object).catch(toFailure);
  if (!('plan' in writer)) return {...nothing, failure: writer};
  if (writer.comparesValues !== true) return {...nothing, failure: undefined};
  const rows = new Map<number, DeltaRow>();
  const drifted = new Set<number>();
  const examples: string[] = [];
  let driftedNotNews = 0;
  const session = openWriteSession<number>({
    mappings: [mapping],
    objects: destination.objects,
    openWriter: () => Promise.resolve(read ? planningFromRead(writer, rows) : writer),
    // Only what is held is compared; everything else is sent anyway.
    admit: (prepared) => {
      const {position} = prepared.record.origin;
      const row = rows.get(position);
      const isCompared =
        row !== undefined &&
        (row.acceptedBefore || isHeld(row.accepted, sentFieldsOf(writer, prepared, form)));
      if (!isCompared) rows.delete(position);
      return isCompared;
    },
    emit: (event) => {
      if (event.type === 'plans') for (const plan of event.plans) hear(plan);
      return Promise.resolve();
    },
    rejected: {
      keep: () => Promise.resolve(),
      location: () => undefined,
      close: () => Promise.resolve(),
    },
    emitOutcomes: true,
    dryRun: true,
    kit: {...quietKit(kit), log: () => undefined},
  });
  const hear = ({record, planned}: RecordPlan): void => {
    const {position} = record.origin;
    const row = rows.get(position);
    rows.delete(position);
    const fields = driftOf(planned);
    if (fields === undefined || row?.conflict !== undefined) return;
    drifted.add(position);
    if (row?.isNews === false) driftedNotNews += 1;
    if (examples.length < EXAMPLES_MAX) examples.push(`${record.key}: ${fields}`);
  };
  let failure = await feed(models, {options, rows, writer}, session);
  try {
    await session.finish();
  } catch (error) {
    failure ??= toFailure(error);
  }
  return {possible: true, drifted, driftedNotNews, examples, failure};
}

/** Asks nobody where the values that a stream has read are enough. */
function planningFromRead(writer: ObjectWriter, rows: ReadonlyMap<number, DeltaRow>): ObjectWriter {
  const {readValues} = writer;
  if (readValues === undefined) return writer;
  const valueOf = ({record}: PreparedRecord): Json | undefined => {
    const text = rows.get(record.origin.position)?.read;
    // DuckDB keeps JSON as the text that it was given.
    return text === undefined ? undefined : (parseExactJson(text) as Json);
  };
  return {
    ...writer,
    plan: (batch) =>
      Promise.resolve(batch.map((prepared) => readValues.plan(prepared, valueOf(prepared)))),
  };
}

async function feed(
  models: Database,
  what: {
    readonly options: VerifyOptions;
    readonly rows: Map<number, DeltaRow>;
    readonly writer: Pick<ObjectWriter, 'readValues'>;
  },
  session: WriteSession<number>,
): Promise<Failure | undefined> {
  const {delta, mapping, read, foldsCase} = what.options;
  const column = what.writer.readValues?.column;
  const from = read && column !== undefined ? {...read, column, foldsCase} : undefined;
  try {
    for await (const chunk of deltaRows(models, delta, read ? {of: 'read', from} : {of: 'all'})) {
      for (const row of chunk) {
        if (row.problem !== undefined) continue;
        what.rows.set(row.position, row);
        const origin = {stream: mapping.stream, position: row.position};
        const full = session.record(origin, row.row);
        if (full) await full;
      }
    }
    return undefined;
  } catch (error) {
    return toFailure(error);
  }
}

/** The fields that differ, or what else became of the record; undefined: it is as it was given. */
function driftOf(planned: RecordPlan['planned']): string | undefined {
  switch (planned.status) {
    case 'unchanged':
      return undefined;
    case 'rejected':
      return planned.reason === 'not_found' ? 'the vendor has no such record any more' : undefined;
    case 'create':
      return 'the vendor has no such record any more';
    case 'update':
      return planned.changes.length === 0 || planned.unread === true
        ? undefined
        : planned.changes.map(({field}) => field).join(', ');
  }
}
