import type {RateHeaders} from '../policy';
import {readReset, type ResetReading} from './reset-header';

/** Headers by lower-case name. */
type Headers = Readonly<Record<string, string>>;

/** A reset with the header that it came from. */
export interface SeenReset extends ResetReading {
  readonly header: string;
}

const RETRY_AFTER = 'retry-after';

/** When the vendor says that the limit opens; undefined when it does not say or not usably. */
export function seenReset(
  headers: Headers,
  names: RateHeaders | undefined,
  nowMs: number,
): SeenReset | undefined {
  const own = listOf(names?.reset);
  const order = own.includes(RETRY_AFTER) ? own : [RETRY_AFTER, ...own];
  for (const header of order) {
    const text = headers[header];
    const reading = text === undefined ? undefined : readReset(text, nowMs);
    if (reading) return {...reading, header};
  }
  return undefined;
}

/** How many requests the vendor's window holds. */
export function seenLimit(headers: Headers, names: RateHeaders): number | undefined {
  return firstNumber(headers, names.limit);
}

/** How many of them are left. */
export function seenRemaining(headers: Headers, names: RateHeaders): number | undefined {
  return firstNumber(headers, names.remaining);
}

/** The leading number: some vendors send a list, such as `100, 100;w=60`. */
function firstNumber(
  headers: Headers,
  names: string | readonly string[] | undefined,
): number | undefined {
  for (const name of listOf(names)) {
    const value = Number.parseInt(headers[name] ?? '', 10);
    if (Number.isFinite(value) && value >= 0) return value;
  }
  return undefined;
}

function listOf(names: string | readonly string[] | undefined): readonly string[] {
  if (names === undefined) return [];
  return typeof names === 'string' ? [names] : names;
}
