import {toFailure, type Failure} from '../../core/failure';
import type {RecordPlan, WriteSession} from '../../write/session/session';
import type {ObjectWriter} from '../../write/object-writer';
import {openWriteSession} from '../../write/session/write-session';
import {deltaRows, type DeltaRow} from '../../warehouse/memory/compute-delta';
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
  /** Some of them: `key: field, field`. */
  readonly examples: readonly string[];
  readonly failure: Failure | undefined;
}

/**
 * Compares what the object was given, as far as it is still what the model says, with what the vendor
 * holds now. Nothing is sent. The delta must hold all rows of the model.
 */
export async function verifyValues(
  models: Database,
  options: Pick<SendOptions, 'delta' | 'mapping' | 'form' | 'destination' | 'kit'>,
): Promise<Verified> {
  const {delta, mapping, destination, form, kit} = options;
  const rows = new Map<number, DeltaRow>();
  const drifted = new Set<number>();
  const examples: string[] = [];
  const opened: {writer?: ObjectWriter} = {};
  const session = openWriteSession<number>({
    mappings: [mapping],
    objects: destination.objects,
    openWriter: async (object) => (opened.writer = await destination.open.openWriter(object)),
    // Only what is held is compared; everything else is sent anyway.
    admit: (prepared) => {
      const row = rows.get(prepared.record.origin.position);
      if (!row || opened.writer?.comparesValues !== true) return false;
      return (
        row.acceptedBefore || isHeld(row.accepted, sentFieldsOf(opened.writer, prepared, form))
      );
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
    if (examples.length < EXAMPLES_MAX) examples.push(`${record.key}: ${fields}`);
  };
  let failure = await feed(models, {delta, mapping, rows, opened}, session);
  try {
    await session.finish();
  } catch (error) {
    failure ??= toFailure(error);
  }
  return {possible: opened.writer?.comparesValues === true, drifted, examples, failure};
}

/** Hands the rows to the session, until it is known that nothing can be compared. */
async function feed(
  models: Database,
  what: Pick<SendOptions, 'delta' | 'mapping'> & {
    readonly rows: Map<number, DeltaRow>;
    readonly opened: {readonly writer?: ObjectWriter};
  },
  session: WriteSession<number>,
): Promise<Failure | undefined> {
  try {
    for await (const chunk of deltaRows(models, what.delta)) {
      for (const row of chunk) {
        if (row.problem !== undefined) continue;
        what.rows.set(row.position, row);
        const origin = {stream: what.mapping.stream, position: row.position};
        const full = session.record(origin, row.row);
        if (full) await full;
        if (what.opened.writer?.comparesValues !== true) return undefined;
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
