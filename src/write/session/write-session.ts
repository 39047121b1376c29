import type {JsonObject} from '../../core/json';
import {finishSession, summaryOf} from './finish-session';
import {createObjectCounts} from './object-counts';
import {createObjectLane} from './object-lane';
import type {ObjectLane} from './object-lane';
import type {UnmappableRecord} from '../mapping/map-record';
import type {ObjectWriter} from '../object-writer';
import type {RecordOrigin, Rejection} from '../record';
import type {Faults} from '../rejection';
import type {WriteOptions, WriteSession} from './session';
import {unmappedStream} from './session-failures';
import {createSessionState, failSession, judgeRejections} from './session-state';
import type {SessionState} from './session-state';
import {settleVerdicts} from './settle-verdicts';
import type {StreamRoute, StreamWay} from './stream-routes';

/**
 * Opens a session that writes records of any number of streams to any number of objects.
 *
 * The first failure ends it: nothing more is sent, what is under way is awaited and counted,
 * checkpoints whose records are all settled still pass, later ones never do, and every later call
 * throws that failure. `finish` must be called in any case: it closes the rejected-records file.
 */
export function openWriteSession<Token>(options: WriteOptions<Token>): WriteSession<Token> {
  const state = createSessionState(options);
  const {signal} = options.kit;
  if (signal.aborted) state.onAbort();
  else signal.addEventListener('abort', state.onAbort, {once: true});
  return {
    record: (origin, data) => takeRecord(state, origin, data),
    reject: (origin, data, why) => takeRefused(state, {origin, data, why}),
    checkpoint: (stream, token) => takeCheckpoint(state, stream, token),
    finish: () => (state.end ??= finishSession(state)),
    summary: () => summaryOf(state),
  };
}

function throwFailure<Token>({failure}: SessionState<Token>): void {
  if (failure !== undefined) throw failure;
}

/** A record that must not be sent. */
interface Refused {
  readonly origin: RecordOrigin;
  readonly data: JsonObject;
  readonly why: Rejection;
}

/** Takes a record in pieces: an object for them would be one more for every record. */
function takeRecord<Token>(
  state: SessionState<Token>,
  origin: RecordOrigin,
  data: JsonObject,
): Promise<void> | undefined {
  const route = routeOf(state, origin);
  if (isOpen(route)) return enter(state, route, origin, data);
  return openLanes(state, route).then(() => enter(state, route, origin, data));
}

function takeRefused<Token>(
  state: SessionState<Token>,
  refused: Refused,
): Promise<void> | undefined {
  const route = routeOf(state, refused.origin);
  if (isOpen(route)) return enterRefused(state, route, refused);
  return openLanes(state, route).then(() => enterRefused(state, route, refused));
}

function routeOf<Token>(state: SessionState<Token>, origin: RecordOrigin): StreamRoute<Token> {
  throwFailure(state);
  const route = state.findRoute(origin.stream, origin.namespace);
  if (route.ways.length > 0) return route;
  const mapped = state.options.mappings.map(({stream}) => stream);
  throw failSession(state, unmappedStream(origin, mapped));
}

function isOpen<Token>({ways}: StreamRoute<Token>): boolean {
  for (const {lane} of ways) if (lane === undefined) return false;
  return true;
}

async function openLanes<Token>(
  state: SessionState<Token>,
  {ways}: StreamRoute<Token>,
): Promise<void> {
  for (const way of ways) way.lane ??= await openLane(state, way.object);
  throwFailure(state);
}

/** Streams that feed the same object share its lane. */
async function openLane<Token>(state: SessionState<Token>, object: string): Promise<ObjectLane> {
  const known = state.lanes.get(object);
  if (known !== undefined) return known;
  const {openWriter, kit, dryRun, admit} = state.options;
  const counts = state.counts.get(object) ?? createObjectCounts();
  try {
    const lane = createObjectLane({
      object,
      writer: await openWriter(object),
      counts,
      dryRun,
      kit,
      ...(admit && {admit}),
      settle: async (verdicts) => {
        await settleVerdicts(state.settling, counts, verdicts);
        judgeRejections(state, object, false);
        state.checkpoints.release();
      },
      fail: (thrown) => failSession(state, thrown),
      changed: () => state.change.notify(),
    });
    state.lanes.set(object, lane);
    return lane;
  } catch (thrown) {
    throw failSession(state, thrown);
  }
}

/** Enters a record into the lane of every object that its stream feeds. */
function enter<Token>(
  state: SessionState<Token>,
  {checkpoints, ways}: StreamRoute<Token>,
  origin: RecordOrigin,
  data: JsonObject,
): Promise<void> | undefined {
  const claim = checkpoints.claim(ways.length);
  try {
    for (const {map, lane} of ways) {
      if (lane === undefined) continue;
      const mapped = map(origin, data);
      lane.counts.received += 1;
      if ('faults' in mapped) lane.reject(mapped.record, allFaults(lane.writer, mapped), claim);
      else lane.push(mapped, claim);
    }
  } catch (thrown) {
    throw failSession(state, thrown);
  }
  return entered(state, ways);
}

/** Enters a record that is rejected regardless of what the vendor would say. */
function enterRefused<Token>(
  state: SessionState<Token>,
  {checkpoints, ways}: StreamRoute<Token>,
  {origin, data, why}: Refused,
): Promise<void> | undefined {
  const claim = checkpoints.claim(ways.length);
  try {
    for (const {map, lane} of ways) {
      if (lane === undefined) continue;
      const mapped = map(origin, data);
      lane.counts.received += 1;
      lane.reject('faults' in mapped ? mapped.record : mapped, [why], claim);
    }
  } catch (thrown) {
    throw failSession(state, thrown);
  }
  return entered(state, ways);
}

/** The record is in; the source must wait where a lane holds enough. */
function entered<Token>(
  state: SessionState<Token>,
  ways: readonly StreamWay[],
): Promise<void> | undefined {
  state.lastInputMs = state.options.kit.clock.now();
  state.idle.watch();
  return isFull(ways) ? untilRoom(state, ways) : undefined;
}

function isFull(ways: readonly StreamWay[]): boolean {
  for (const {lane} of ways) if (lane?.isFull() === true) return true;
  return false;
}

/** A record without a usable key has nothing else that is worth a look. */
function allFaults(writer: ObjectWriter, {record, faults}: UnmappableRecord): Faults {
  return record.key === '' ? faults : [...faults, ...(writer.faultsOf?.(record) ?? [])];
}

async function untilRoom<Token>(
  state: SessionState<Token>,
  ways: readonly StreamWay[],
): Promise<void> {
  while (state.failure === undefined && isFull(ways)) {
    await state.change.next();
  }
  throwFailure(state);
}

async function takeCheckpoint<Token>(
  state: SessionState<Token>,
  stream: {readonly name: string; readonly namespace?: string},
  token: Token,
): Promise<void> {
  throwFailure(state);
  state.lastInputMs = state.options.kit.clock.now();
  state.findRoute(stream.name, stream.namespace).checkpoints.close(token);
  await state.outlet.drained();
  throwFailure(state);
}
