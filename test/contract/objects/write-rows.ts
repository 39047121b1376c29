import {toFailure, type Failure} from '../../../src/core/failure';
import type {JsonObject} from '../../../src/core/json';
import type {Mapping} from '../../../src/write/mapping/mapping';
import type {Outcome, PlannedOutcome} from '../../../src/write/record';
import type {
  CheckpointStats,
  ObjectSummary,
  WriteSession,
} from '../../../src/write/session/session';
import {openWriteSession} from '../../../src/write/session/write-session';
import type {ObjectCase} from './object-case';
import type {World} from './world';

/** How rows are written. */
export interface Writing {
  readonly dryRun?: boolean;
  /** A checkpoint after this many rows; default: at the end only. */
  readonly every?: number;
  /** On top of the case's mapping. */
  readonly mapping?: Partial<Mapping>;
}

/** The outcome of one row, as the session told it. */
export interface RowOutcome {
  readonly outcome: Outcome;
  readonly merged: boolean;
}

/** What became of rows. */
export interface Written {
  /** By row number from 0; rows without an outcome are missing. */
  readonly outcomes: ReadonlyMap<number, RowOutcome>;
  readonly plans: ReadonlyMap<number, PlannedOutcome>;
  /** Row numbers that were kept as rejected. */
  readonly kept: ReadonlySet<number>;
  readonly failure: Failure | undefined;
  readonly summary: ObjectSummary;
  /** Rows before the last checkpoint that was passed. */
  readonly checkpoint: number;
  readonly checkpoints: readonly {readonly token: number; readonly stats: CheckpointStats}[];
  /** Rows that had no outcome when a checkpoint behind them was passed: there must be none. */
  readonly passedTooEarly: readonly number[];
}

const STREAM = 'crm_people';

/** Writes rows through the real engine and the real writer; a failure is told, not thrown. */
export async function writeRows(
  world: World,
  rows: readonly JsonObject[],
  writing: Writing = {},
): Promise<Written> {
  const outcomes = new Map<number, RowOutcome>();
  const plans = new Map<number, PlannedOutcome>();
  const kept = new Set<number>();
  const checkpoints: {token: number; stats: CheckpointStats}[] = [];
  const passedTooEarly: number[] = [];
  const {vendor, kit, section, objectCase} = world;
  const destination = vendor.open(section, kit);
  const session = openWriteSession<number>({
    mappings: [{...mappingOf(objectCase), ...writing.mapping}],
    objects: vendor.objects,
    openWriter: (object) => destination.openWriter(object),
    rejected: {
      // As on a disk: it takes a while until a record is kept.
      keep: async ({origin}) => {
        await new Promise((resolve) => setImmediate(resolve));
        kept.add(origin.position);
      },
      location: () => undefined,
      close: () => Promise.resolve(),
    },
    dryRun: writing.dryRun ?? false,
    kit,
    emitOutcomes: true,
    emit: (event) => {
      if (event.type === 'checkpoint') {
        const {token, stats} = event;
        checkpoints.push({token, stats});
        for (let row = 0; row < token; row += 1) {
          const told = outcomes.get(row)?.outcome.status;
          const settled = told === 'rejected' ? kept.has(row) : told !== undefined;
          if (!settled) passedTooEarly.push(row);
        }
      } else if (event.type === 'plans') {
        for (const {record, planned} of event.plans) plans.set(record.origin.position, planned);
      } else {
        for (const {record, outcome, merged} of event.outcomes) {
          if (outcomes.has(record.origin.position)) throw new Error('a row with two outcomes');
          outcomes.set(record.origin.position, {outcome, merged});
        }
      }
      return Promise.resolve();
    },
  });
  const failure = await feed(session, rows, writing.every ?? rows.length);
  const [summary] = session.summary().objects;
  if (summary === undefined) throw new Error('a session without a summary');
  const checkpoint = checkpoints.at(-1)?.token ?? 0;
  return {outcomes, plans, kept, failure, summary, checkpoint, checkpoints, passedTooEarly};
}

async function feed(
  session: WriteSession<number>,
  rows: readonly JsonObject[],
  every: number,
): Promise<Failure | undefined> {
  let failure: Failure | undefined;
  const note = (error: unknown): void => void (failure ??= toFailure(error));
  try {
    for (const [position, row] of rows.entries()) {
      const busy = session.record({stream: STREAM, position}, row);
      if (busy !== undefined) await busy;
      if ((position + 1) % every === 0) await session.checkpoint({name: STREAM}, position + 1);
    }
    if (rows.length % every !== 0) await session.checkpoint({name: STREAM}, rows.length);
  } catch (error) {
    note(error);
  }
  await session.finish().catch(note);
  return failure;
}

function mappingOf({object, keyColumn, keyField, operation}: ObjectCase): Mapping {
  return {
    stream: STREAM,
    namespace: null,
    object,
    keyColumn,
    keyField,
    operation,
    fields: [],
    otherColumns: 'send',
    nulls: 'skip',
  };
}

/** Outcomes by row in short: `written`, `merged`, `unchanged`, a reason, or `not tried`. */
export function fates({outcomes}: Written, rows: readonly JsonObject[]): readonly string[] {
  return rows.map((_, row) => {
    const told = outcomes.get(row);
    if (told === undefined) return 'not tried';
    if (told.outcome.status === 'rejected') return told.outcome.reason;
    return told.merged ? 'merged' : told.outcome.status;
  });
}

/** Fails unless the figures add up to the rows that were given and agree with what was told. */
export function expectSums({summary, outcomes, kept}: Written): void {
  const {received, written, unchanged, merged, rejected, notTried, rejectedByReason} = summary;
  expect(written + unchanged + merged + rejected + notTried).toBe(received);
  expect(received - notTried).toBe(outcomes.size);
  const told = [...outcomes.values()].filter(({outcome}) => outcome.status === 'rejected');
  expect(rejected).toBe(told.length);
  expect(kept.size).toBe(rejected);
  const byReason = Object.values(rejectedByReason).reduce((sum, count) => sum + count, 0);
  expect(byReason).toBe(rejected);
}
