const TIME =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?\d*)? ?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/** Offsets of real zones lie within it, and so do those that warehouses take. */
const OFFSET_MINUTES_MAX = 14 * 60;

/**
 * A time as Airbyte's destinations and DuckDB both take it: `2026-11-27T09:30:00Z`, with up to nine
 * digits of a second and an offset such as `+02:00`. Other spellings of the same (a space instead
 * of the T, no seconds, `+0200`) are brought into this form; a time that is in it already comes back
 * as it is. `zone` is what a time without one is in. Undefined for what is no time, or one without
 * a zone where none is known, or one that no calendar has.
 */
export function fitTime(text: string, zone?: 'UTC'): string | undefined {
  const parts = TIME.exec(text);
  if (parts === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', fraction = ''] =
    parts;
  const offset = offsetOf(parts[8], zone);
  if (offset === undefined || !isOnTheClock(hour, minute, second)) return undefined;
  if (!isInTheCalendar(Number(year), Number(month), Number(day))) return undefined;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${offset}`;
}

function isOnTheClock(hour: string, minute: string, second: string): boolean {
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

function isInTheCalendar(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= days;
}

function offsetOf(written: string | undefined, zone: 'UTC' | undefined): string | undefined {
  if (written === undefined) return zone && 'Z';
  if (written.toUpperCase() === 'Z') return 'Z';
  const sign = written.slice(0, 1);
  const hours = written.slice(1, 3);
  const minutes = written.slice(3).replace(':', '') || '00';
  if (Number(minutes) > 59 || Number(hours) * 60 + Number(minutes) > OFFSET_MINUTES_MAX) {
    return undefined;
  }
  return `${sign}${hours}:${minutes}`;
}
