import {toFailure} from '../core/failure';
import type {Failure} from '../core/failure';
import {createChangeSignal} from './change-signal';
import type {ChangeSignal} from './change-signal';
import {createCheckpointHold} from './checkpoint-hold';
import type {CheckpointHold} from './checkpoint-hold';
import {createEventOutlet} from './event-outlet';
import type {EventOutlet} from './event-outlet';
import {createIdleFlush} from './idle-flush';
import type {IdleFlush} from './idle-flush';
import {createRejectionLog} from './log-rejections';
import {createObjectCounts, hasTooManyRejections} from './object-counts';
import type {ObjectCounts} from './object-counts';
import type {ObjectLane} from './object-lane';
import type {WriteOptions, WriteSummary} from './session';
import {stopped, tooManyRejections} from './session-failures';
import type {SettleOptions} from './settle-verdicts';
import {createStreamRoutes} from './stream-routes';
import type {FindRoute} from './stream-routes';

const IDLE_FLUSH_MS = 2_000;

/** The parts of a session and what changes in it. */
export interface SessionState<Token> {
  readonly options: WriteOptions<Token>;
  readonly findRoute: FindRoute<Token>;
  /** Lanes of the objects whose writers are open. */
  readonly lanes: Map<string, ObjectLane>;
  /** Counts of every object that a mapping names. */
  readonly counts: ReadonlyMap<string, ObjectCounts>;
  readonly outlet: EventOutlet<Token>;
  /** One for each stream: what is rejected of one holds no other stream's checkpoints back. */
  readonly holds: CheckpointHold<Token>[];
  readonly change: ChangeSignal;
  readonly idle: IdleFlush;
  readonly settling: SettleOptions<Token>;
  /** Ends the session because the program must stop. */
  readonly onAbort: () => void;
  lastInputMs: number;
  /** What ended the session; nothing is sent any more. */
  failure: Failure | undefined;
  end: Promise<WriteSummary> | undefined;
}

/** Creates the state of a session; starts nothing. */
export function createSessionState<Token>(options: WriteOptions<Token>): SessionState<Token> {
  const {kit, rejected, dryRun} = options;
  const end = (thrown: unknown): Failure => failSession(state, thrown);
  const outlet = createEventOutlet(confirmedFirst(options), end);
  const openHold = (objects: readonly string[]): CheckpointHold<Token> => {
    const hold = createCheckpointHold<Token>(
      () => !wouldEndRejected(state, objects),
      (token, stats) => void outlet.send({type: 'checkpoint', token, stats}),
    );
    state.holds.push(hold);
    return hold;
  };
  const state: SessionState<Token> = {
    options,
    findRoute: createStreamRoutes({
      mappings: options.mappings,
      objects: options.objects,
      // A dry run has sent nothing, so it acknowledges nothing.
      passOf: (objects) => (dryRun ? () => undefined : openHold(objects).add),
    }),
    lanes: new Map(),
    counts: new Map(options.mappings.map(({object}) => [object, createObjectCounts()])),
    outlet,
    holds: [],
    change: createChangeSignal(),
    idle: createIdleFlush({
      clock: kit.clock,
      idleMs: options.idleFlushMs ?? IDLE_FLUSH_MS,
      lastInputMs: () => state.lastInputMs,
      oldestOpenMs: () => oldestOpenMs(state.lanes),
      flush: (openedUntilMs) => flushLanes(state.lanes, openedUntilMs),
      fail: end,
    }),
    settling: {
      rejected,
      outlet,
      dryRun,
      emitOutcomes: options.emitOutcomes ?? false,
      logRejection: createRejectionLog(kit.log),
      fail: end,
    },
    onAbort: () => void end(stopped(kit.signal.reason)),
    lastInputMs: kit.clock.now(),
    failure: undefined,
    end: undefined,
  };
  return state;
}

/** A checkpoint passes only while the rejected records before it are where they were kept. */
function confirmedFirst<Token>({
  emit,
  rejected,
}: Pick<WriteOptions<Token>, 'emit' | 'rejected'>): WriteOptions<Token>['emit'] {
  return async (event) => {
    if (event.type === 'checkpoint') await rejected.confirm?.();
    await emit(event);
  };
}

/** Ends the session; the first failure is the one that counts, and it is returned to be thrown. */
export function failSession<Token>(state: SessionState<Token>, thrown: unknown): Failure {
  if (state.failure !== undefined) return state.failure;
  const failure = toFailure(thrown);
  state.failure = failure;
  state.idle.stop();
  for (const lane of state.lanes.values()) lane.stop();
  state.change.notify();
  return failure;
}

/** Ends the session when too much of an object's records was rejected; see `WriteOptions`. */
export function judgeRejections<Token>(
  state: SessionState<Token>,
  object: string,
  atEnd: boolean,
): void {
  const {dryRun, rejectedPercentMax: percentMax, rejected} = state.options;
  const counts = state.counts.get(object);
  if (dryRun || percentMax === undefined || counts === undefined) return;
  if (!hasTooManyRejections(counts, percentMax, atEnd)) return;
  failSession(
    state,
    tooManyRejections(object, counts, {percentMax, location: rejected.location()}),
  );
}

/** Passes on the checkpoints that may pass by now. */
export function releaseCheckpoints<Token>({holds}: SessionState<Token>): void {
  for (const hold of holds) hold.release();
}

/** Whether the session would fail for what these objects rejected if its input ended now. */
function wouldEndRejected<Token>(
  {options, counts}: SessionState<Token>,
  objects: readonly string[],
): boolean {
  const {rejectedPercentMax: percentMax} = options;
  if (percentMax === undefined) return false;
  return objects.some((object) => {
    const figures = counts.get(object);
    return figures !== undefined && hasTooManyRejections(figures, percentMax, true);
  });
}

/** Sends what was opened until then, as it is, as soon as there is room. */
export function flushLanes(lanes: ReadonlyMap<string, ObjectLane>, openedUntilMs: number): void {
  for (const lane of lanes.values()) {
    lane.queue.markDue(openedUntilMs);
    lane.pump();
  }
}

function oldestOpenMs(lanes: ReadonlyMap<string, ObjectLane>): number | undefined {
  let oldest: number | undefined;
  for (const lane of lanes.values()) {
    const openMs = lane.queue.oldestOpenMs();
    if (openMs !== undefined && (oldest === undefined || openMs < oldest)) oldest = openMs;
  }
  return oldest;
}
