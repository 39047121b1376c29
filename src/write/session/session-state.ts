import {toFailure} from '../../core/failure';
import type {Failure} from '../../core/failure';
import {createChangeSignal} from './change-signal';
import type {ChangeSignal} from './change-signal';
import {Checkpoints} from './checkpoints';
import {createEventOutlet} from './event-outlet';
import type {EventOutlet} from './event-outlet';
import {createIdleFlush} from './idle-flush';
import type {IdleFlush} from './idle-flush';
import {hasTooManyRejections, tooManyRejections} from '../rejected/judge-rejections';
import type {RejectionFigures} from '../rejected/judge-rejections';
import {logFirstRejection} from '../rejected/log-rejections';
import {createObjectCounts, figuresOf} from './object-counts';
import type {ObjectCounts} from './object-counts';
import type {ObjectLane} from './object-lane';
import type {WriteOptions, WriteSummary} from './session';
import {stopped} from './session-failures';
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
  readonly checkpoints: Checkpoints<Token>;
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
  const outlet = createEventOutlet<Token>(async (event) => {
    // What was rejected before a checkpoint must be kept still when the checkpoint is confirmed.
    if (event.type === 'checkpoint') await rejected.check?.();
    await options.emit(event);
  }, end);
  const checkpoints = new Checkpoints<Token>({
    outlet,
    mayPass: (objects) => !wouldEndRejected(state, objects),
    dryRun,
  });
  const state: SessionState<Token> = {
    options,
    findRoute: createStreamRoutes({
      mappings: options.mappings,
      objects: options.objects,
      checkpoints,
    }),
    lanes: new Map(),
    counts: new Map(options.mappings.map(({object}) => [object, createObjectCounts()])),
    outlet,
    checkpoints,
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
      logRejection: (record, why) => logFirstRejection(kit.log, record, why),
      fail: end,
    },
    onAbort: () => void end(stopped(kit.signal.reason)),
    lastInputMs: kit.clock.now(),
    failure: undefined,
    end: undefined,
  };
  return state;
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
  const {dryRun, judged, rejected} = state.options;
  const counts = state.counts.get(object);
  const figures = figuresFor(state, counts, atEnd);
  if (counts === undefined || figures === undefined) return;
  if ((judged?.onlyAtEnd === true && !atEnd) || !hasTooManyRejections(figures)) return;
  const report = {
    what: judged?.what ?? `records for ${object}`,
    byReason: counts.rejectedByReason,
    groups: counts.groups.list(),
    location: rejected.location(),
    dryRun,
  };
  failSession(state, tooManyRejections(figures, report));
}

function figuresFor<Token>(
  {options: {rejectedPercentMax: percentMax, judged}}: SessionState<Token>,
  counts: ObjectCounts | undefined,
  atEnd: boolean,
): RejectionFigures | undefined {
  if (percentMax === undefined || counts === undefined) return undefined;
  return figuresOf(counts, {percentMax, total: judged?.total}, atEnd);
}

/** Whether the session would fail for what these objects rejected if its input ended now. */
function wouldEndRejected<Token>(state: SessionState<Token>, objects: readonly string[]): boolean {
  return objects.some((object) => {
    const figures = figuresFor(state, state.counts.get(object), true);
    return figures !== undefined && hasTooManyRejections(figures);
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
