import {isJsonObject} from '../../core/json';

/** `http_cal_url`, `webCalUrl`, `calendar_urls`, `ical_feed` and the like, in snake case. */
const CALENDAR_NAME = /(^|_)(i?cal|calendar)s?(_|$)/;
/** Addresses of PagerDuty's private feeds, regardless of the name of their field. */
const CALENDAR_ADDRESS = /^webcals?:|\/private\/[^/]+\/feed|\.ics(\?|$)/i;

/**
 * The value without calendar addresses, at any depth; undefined when it is one itself. Whoever has
 * such an address can read the calendar: it is a secret (PagerDuty Q17).
 */
export function dropCalendars(value: unknown): unknown {
  if (typeof value === 'string') return CALENDAR_ADDRESS.test(value) ? undefined : value;
  if (Array.isArray(value)) return value.map(dropCalendars).filter((each) => each !== undefined);
  if (!isJsonObject(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const clean = CALENDAR_NAME.test(snakeCase(name)) ? undefined : dropCalendars(inner);
    if (clean !== undefined) kept[name] = clean;
  }
  return kept;
}

function snakeCase(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}
