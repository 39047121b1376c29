import type {Clock} from '../../core/clock';
import {Failure} from '../../core/failure';
import type {Cancellation} from '../wire/cancellation';
import type {Demand, RateLimits} from './rate-limits';

/** What a gate is made from. */
interface RateGateOptions {
  readonly clock: Clock;
  readonly limits: RateLimits;
  /** Requests under way at once. */
  readonly concurrencyMax: number;
  /** A wait for our own limits that is longer than this is refused instead. */
  readonly waitMaxMs: number;
  /** As users know the vendor, for messages. */
  readonly vendor: string;
  /** Told of each wait for a limit before it begins; `untilMs` is epoch milliseconds. */
  readonly onWait: (untilMs: number) => void;
}

/** Lets requests through one by one, in the order of their tickets, as limits allow. */
export interface RateGate {
  /** A place in line. A request keeps its ticket when it must come again. */
  ticket(): number;
  /** Resolves with the milliseconds that were waited for limits once the request may be sent. */
  enter(visit: Visit): Promise<number>;
  /** Must follow each `enter` that resolved, when the answer is there. */
  leave(): void;
  /** Nobody enters before then: the vendor has refused one of us. */
  closeUntil(atMs: number): void;
}

/** A request at the gate. */
export interface Visit {
  readonly ticket: number;
  readonly demand: Demand;
  readonly cancellation: Cancellation;
}

interface Waiter extends Visit {
  /** When a limit, not the concurrency, first held it up. */
  heldAt: number | undefined;
  readonly admit: (waitedMs: number) => void;
  readonly refuse: (failure: Failure) => void;
}

/** Creates a gate. It sleeps once for all who wait, and only while somebody waits. */
export function createRateGate(options: RateGateOptions): RateGate {
  const line: Waiter[] = [];
  let active = 0;
  let tickets = 0;
  let closedUntil = Number.NEGATIVE_INFINITY;

  const admitReady = (): number => {
    const now = options.clock.now();
    const heldEndpoints = new Set<string>();
    let nextAt = Number.POSITIVE_INFINITY;
    let index = 0;
    for (let waiter = line[0]; waiter && active < options.concurrencyMax; waiter = line[index]) {
      const may = whenMay(waiter, heldEndpoints, {limits: options.limits, now, closedUntil});
      if (may.at <= now) {
        line.splice(index, 1);
        options.limits.spend(waiter.demand, now);
        active += 1;
        waiter.admit(waiter.heldAt === undefined ? 0 : now - waiter.heldAt);
      } else if (Number.isFinite(may.at) && may.at - now > options.waitMaxMs) {
        line.splice(index, 1);
        waiter.refuse(tooLong(options.vendor, may.at));
      } else if (may.holds === 'all') {
        for (const held of line) held.heldAt ??= now;
        return Math.min(nextAt, may.at);
      } else {
        waiter.heldAt ??= now;
        heldEndpoints.add(waiter.demand.endpoint);
        nextAt = Math.min(nextAt, may.at);
        index += 1;
      }
    }
    return nextAt;
  };
  const alarm = createAlarm(options.clock, () => turn());
  const turn = (): void => {
    const nextAt = admitReady();
    if (Number.isFinite(nextAt)) options.onWait(nextAt);
    alarm.set(nextAt);
  };
  return {
    ticket: () => (tickets += 1),
    enter: (visit) =>
      new Promise((resolve, reject) => {
        visit.cancellation.check();
        joinLine(line, visit, {admit: resolve, refuse: reject, turn});
        turn();
      }),
    leave: () => {
      active -= 1;
      turn();
    },
    closeUntil: (atMs) => {
      closedUntil = Math.max(closedUntil, atMs);
    },
  };
}

/** When a waiter may go, and whom it holds up until then: an own limit lets other endpoints pass. */
function whenMay(
  waiter: Waiter,
  heldEndpoints: ReadonlySet<string>,
  state: {readonly limits: RateLimits; readonly now: number; readonly closedUntil: number},
): {readonly at: number; readonly holds: 'all' | 'endpoint'} {
  const {limits, now, closedUntil} = state;
  const sharedAt = Math.max(closedUntil, limits.sharedReadyAt(waiter.demand, now));
  if (sharedAt > now) return {at: sharedAt, holds: 'all'};
  // Somebody of the same endpoint waits before this one; whoever it is, the order is kept.
  if (heldEndpoints.has(waiter.demand.endpoint)) {
    return {at: Number.POSITIVE_INFINITY, holds: 'endpoint'};
  }
  return {at: limits.endpointReadyAt(waiter.demand, now), holds: 'endpoint'};
}

function joinLine(
  line: Waiter[],
  visit: Visit,
  then: {admit: (waitedMs: number) => void; refuse: (failure: Failure) => void; turn: () => void},
): void {
  const off = visit.cancellation.on((failure) => {
    const index = line.indexOf(waiter);
    if (index < 0) return;
    line.splice(index, 1);
    waiter.refuse(failure);
    then.turn();
  });
  const waiter: Waiter = {
    ...visit,
    heldAt: undefined,
    admit: (waitedMs) => {
      off();
      then.admit(waitedMs);
    },
    refuse: (failure) => {
      off();
      then.refuse(failure);
    },
  };
  const after = line.findIndex((other) => other.ticket > visit.ticket);
  line.splice(after < 0 ? line.length : after, 0, waiter);
}

/** One sleep that can be moved to an earlier time or called off (infinity). */
function createAlarm(clock: Clock, ring: () => void): {set: (atMs: number) => void} {
  let setFor = Number.POSITIVE_INFINITY;
  let sleep: AbortController | undefined;
  return {
    set: (atMs) => {
      // An alarm that rings too early does no harm: the gate looks again and sets the next one.
      if (Number.isFinite(atMs) && setFor <= atMs) return;
      sleep?.abort();
      sleep = undefined;
      setFor = atMs;
      if (!Number.isFinite(atMs)) return;
      const current = new AbortController();
      sleep = current;
      const rings = (): void => {
        sleep = undefined;
        setFor = Number.POSITIVE_INFINITY;
        ring();
      };
      // The only way in which this sleep can fail is that it was called off above.
      clock.sleep(atMs - clock.now(), current.signal).then(rings, () => undefined);
    },
  };
}

function tooLong(vendor: string, atMs: number): Failure {
  const at = new Date(atMs).toISOString();
  return new Failure({
    kind: 'limited',
    message: `The request limit of ${vendor} is used up until ${at}. Run it again after that time.`,
    resetAtMs: atMs,
  });
}
