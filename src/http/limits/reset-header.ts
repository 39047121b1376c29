/** A vendor's word on when a limit opens again, as a wait. */
export interface ResetReading {
  /** From now; never negative. */
  readonly waitMs: number;
  /** In which form the vendor said it, for the log. */
  readonly form: 'seconds' | 'epoch seconds' | 'epoch milliseconds' | 'date';
}

/** No wait is this many seconds (31 years) and no epoch is less than it: it parts the two. */
const EPOCH_SECONDS_MIN = 1e9;

/** The same for milliseconds; as seconds this would be the year 33658. */
const EPOCH_MS_MIN = 1e12;

/**
 * Reads `Retry-After` (RFC 9110: seconds or a date) and the vendors' reset headers: seconds from
 * now, epoch seconds, epoch milliseconds or a date, distinguished by value (Pipedrive Q1: the same
 * header is a delta for the vendor and an epoch for others). Undefined when it is none of them.
 */
export function readReset(text: string, nowMs: number): ResetReading | undefined {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return readNumber(Number(trimmed), nowMs);
  if (!/[a-z:]/i.test(trimmed)) return undefined;
  const atMs = Date.parse(withZone(trimmed));
  return Number.isNaN(atMs) ? undefined : {waitMs: Math.max(0, atMs - nowMs), form: 'date'};
}

function readNumber(value: number, nowMs: number): ResetReading {
  if (value >= EPOCH_MS_MIN) {
    return {waitMs: Math.max(0, Math.ceil(value - nowMs)), form: 'epoch milliseconds'};
  }
  if (value >= EPOCH_SECONDS_MIN) {
    return {waitMs: Math.max(0, Math.ceil(value * 1000 - nowMs)), form: 'epoch seconds'};
  }
  return {waitMs: Math.ceil(value * 1000), form: 'seconds'};
}

/** An ISO date and time without a zone means UTC here; JavaScript would take the machine's. */
function withZone(text: string): string {
  return /^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(text) ? `${text.replace(' ', 'T')}Z` : text;
}
