import type {ExactNumber} from '../../core/exact-number';

/** What a number counts since 1970; `auto`: its size tells. */
export type EpochUnit = 'auto' | 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds';

/** A moment: nanoseconds since 1970. */
export type Instant = bigint;

const TIME_PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** Decimal places of a nanosecond in each unit, the coarsest first. */
const NANO_PLACES = {seconds: 9, milliseconds: 6, microseconds: 3, nanoseconds: 0} as const;

const NANOS_PER_MS = 1_000_000n;
const NANOS_PER_SECOND = 1_000_000_000n;

/** The years in which a number without a unit may lie. */
const AUTO_FROM = BigInt(Date.UTC(1900, 0)) * NANOS_PER_MS;
const AUTO_TO = BigInt(Date.UTC(2200, 0)) * NANOS_PER_MS;

/**
 * Numbers nearer to 1970 are times in several units, or no times at all but dates such as 20240229,
 * years, or counts: 100,000,000 seconds reach to October 1966 and March 1973.
 */
const AUTO_DISTANCE_MIN = 100_000_000n * NANOS_PER_SECOND;

/** Years that ISO 8601 writes with four digits. */
const YEARS_FROM = BigInt(Date.parse('0000-01-01T00:00:00Z')) * NANOS_PER_MS;
const YEARS_TO = BigInt(Date.UTC(10_000, 0)) * NANOS_PER_MS - 1n;

/** The largest distance from 1970 that is looked at: all years above lie within. */
const NUMBER_MAX = 1e21;

/**
 * The moment of a time as sources and warehouses write it, or undefined. Text is ISO 8601, a date
 * alone, or with a space for the T; without a zone it is UTC. A number counts units since 1970.
 * `auto` takes 0 and what is a time between 1900 and 2200 in one unit, and at least 100,000,000
 * seconds away from 1970.
 */
export function parseInstant(
  value: string | number | ExactNumber,
  unit: EpochUnit = 'auto',
): Instant | undefined {
  if (typeof value === 'string') return parseText(value.trim());
  return parseEpoch(value, unit);
}

/** As `parseInstant`, in whole milliseconds since 1970; what is finer is cut. */
export function parseTime(
  value: string | number | ExactNumber,
  unit: EpochUnit = 'auto',
): number | undefined {
  const instant = parseInstant(value, unit);
  return instant === undefined ? undefined : epochMsOf(instant);
}

/** Whole milliseconds since 1970, as a Date has them. */
export function epochMsOf(instant: Instant): number {
  const ms = instant / NANOS_PER_MS;
  return Number(instant % NANOS_PER_MS < 0n ? ms - 1n : ms);
}

/** ISO 8601 in UTC: three digits of a second, six or nine where there is something finer. */
export function isoTimeOf(instant: Instant): string {
  const epochMs = epochMsOf(instant);
  const iso = new Date(epochMs).toISOString();
  const beyond = instant - BigInt(epochMs) * NANOS_PER_MS;
  if (beyond === 0n) return iso;
  const digits = String(beyond).padStart(6, '0').replace(/000$/, '');
  return `${iso.slice(0, -1)}${digits}Z`;
}

function parseEpoch(value: number | ExactNumber, unit: EpochUnit): Instant | undefined {
  if (unit !== 'auto') return within(toNanos(value, NANO_PLACES[unit]), YEARS_FROM, YEARS_TO);
  for (const places of Object.values(NANO_PLACES)) {
    const instant = within(toNanos(value, places), AUTO_FROM, AUTO_TO);
    if (instant === 0n || (instant !== undefined && isFar(instant))) return instant;
  }
  return undefined;
}

function isFar(instant: Instant): boolean {
  return instant >= AUTO_DISTANCE_MIN || instant <= -AUTO_DISTANCE_MIN;
}

function within(instant: Instant | undefined, from: Instant, to: Instant): Instant | undefined {
  return instant !== undefined && instant >= from && instant <= to ? instant : undefined;
}

/** A decimal number with its point moved; digits beyond a nanosecond are cut. */
function toNanos(value: number | ExactNumber, places: number): bigint | undefined {
  const size = Number(String(value));
  if (!(Math.abs(size) < NUMBER_MAX)) return undefined;
  const text = String(value);
  const plain = /e/i.test(text) ? size.toFixed(20) : text;
  const [whole = '', fraction = ''] = plain.replace('-', '').split('.');
  const nanos = BigInt(whole + fraction.padEnd(places, '0').slice(0, places));
  return plain.startsWith('-') ? -nanos : nanos;
}

function parseText(text: string): Instant | undefined {
  const match = TIME_PATTERN.exec(text);
  if (match === null) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [hour, minute, second] = [part(4), part(5), part(6)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const dayMs = midnight(part(1), part(2), part(3));
  const offset = offsetMinutes(match[8]);
  if (dayMs === undefined || offset === undefined) return undefined;
  const wholeMs = dayMs + ((hour * 60 + minute - offset) * 60 + second) * 1000;
  const instant = BigInt(wholeMs) * NANOS_PER_MS + BigInt((match[7] ?? '').padEnd(9, '0'));
  return within(instant, YEARS_FROM, YEARS_TO);
}

/** Undefined for a day that the calendar lacks, which Date would silently move to the next month. */
function midnight(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 ? date.getTime() : undefined;
}

function offsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined || /^(z|utc)$/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || 0);
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
