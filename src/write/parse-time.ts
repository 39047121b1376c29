const TIME_PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** Numbers below this are epoch seconds: as milliseconds they would lie before March 1973. */
const EPOCH_SECONDS_MAX = 100_000_000_000;

/** The largest distance from 1970 that a Date can hold, milliseconds. */
const EPOCH_MS_MAX = 8_640_000_000_000_000;

/**
 * Epoch milliseconds of a time as sources and warehouses write it, or undefined. Text is ISO 8601, a
 * date alone, or with a blank for the T; without a zone it is UTC. A number is epoch seconds or,
 * from 100,000,000,000 on, milliseconds.
 */
export function parseTime(value: string | number): number | undefined {
  return typeof value === 'number' ? parseEpoch(value) : parseText(value.trim());
}

function parseEpoch(value: number): number | undefined {
  const epochMs = Math.round(Math.abs(value) < EPOCH_SECONDS_MAX ? value * 1000 : value);
  return Math.abs(epochMs) <= EPOCH_MS_MAX ? epochMs : undefined;
}

function parseText(text: string): number | undefined {
  const match = TIME_PATTERN.exec(text);
  if (match === null) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [hour, minute, second] = [part(4), part(5), part(6)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const dayMs = midnight(part(1), part(2), part(3));
  const offset = offsetMinutes(match[8]);
  if (dayMs === undefined || offset === undefined) return undefined;
  const ms = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  return dayMs + ((hour * 60 + minute - offset) * 60 + second) * 1000 + ms;
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
