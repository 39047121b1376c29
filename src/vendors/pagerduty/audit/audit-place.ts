import {isBelievable} from '../../../core/clock-skew';
import type {JsonObject} from '../../../core/json';

const MINUTE_MS = 60_000;
/** Records become visible late, and clocks differ: so much of the last window is read again. */
export const OVERLAP_MS = 5 * MINUTE_MS;
/** How long PagerDuty keeps the trail. */
const KEPT_MS = 365 * 24 * 60 * MINUTE_MS;
/** Before that there was no trail. */
const FIRST_MS = Date.UTC(2020, 11, 2);

/** Where a read has come to. */
export interface AuditPlace {
  /** Everything up to here was passed on, epoch milliseconds in PagerDuty's time. */
  readonly throughMs: number;
  /** Ids that were passed on of the time that is read again. */
  readonly recentIds: readonly string[];
}

/** The beginning of the trail. */
export function firstPlace(nowMs: number): AuditPlace {
  return {throughMs: Math.max(nowMs - KEPT_MS, FIRST_MS), recentIds: []};
}

/** A place as a state keeps it. */
export function placeJson({throughMs, recentIds}: AuditPlace): JsonObject {
  return {through: new Date(throughMs).toISOString(), recent_ids: recentIds};
}

/** Reads `placeJson`'s output; a text says why it is not used, as the end of a sentence. */
export function openPlace(position: JsonObject, nowMs: number): AuditPlace | string {
  const {through, recent_ids: ids} = position;
  const throughMs = typeof through === 'string' ? Date.parse(through) : Number.NaN;
  if (Number.isNaN(throughMs)) return 'is not valid';
  if (!isBelievable(throughMs, nowMs)) return 'is in the future';
  const recentIds = Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  return {throughMs, recentIds};
}
