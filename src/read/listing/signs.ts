import {ExactNumber} from '../../core/exact-number';
import {isJsonObject, type JsonObject} from '../../core/json';

/** What an answer says of the pages behind it, in any form. */
export interface Signs {
  readonly more: boolean | undefined;
  /** A cursor: a text that the next request carries. */
  readonly cursor: string | undefined;
  /** The number of the first row of the next page. */
  readonly start: number | undefined;
  readonly total: number | undefined;
}

/** Names in lower case without underlines: services write them in each way. */
const MORE = new Set(['more', 'moreitemsincollection', 'hasmore']);
const CURSOR = new Set(['nextcursor', 'nextpagetoken']);
const START = new Set(['nextstart', 'nextoffset']);
const TOTAL = new Set(['total', 'totalresults', 'totalcount']);

/** Objects in which services put such signs, beside the answer itself. */
const HOLDERS = new Set(['additionaldata', 'pagination', 'paging', 'meta', 'page']);

/** Reads the signs of an answer and of the objects in it that hold such signs. */
export function signsOf(body: JsonObject): Signs {
  const found: {-readonly [Sign in keyof Signs]: Signs[Sign]} = {
    more: undefined,
    cursor: undefined,
    start: undefined,
    total: undefined,
  };
  const search = (object: JsonObject, depth: number): void => {
    for (const [written, value] of Object.entries(object)) {
      const name = written.replace(/_/g, '').toLowerCase();
      if (MORE.has(name)) found.more ??= flagOf(value);
      else if (CURSOR.has(name)) found.cursor ??= cursorOf(value);
      else if (START.has(name)) found.start ??= countOf(value);
      else if (TOTAL.has(name)) found.total ??= countOf(value);
      else if (depth > 0 && HOLDERS.has(name) && isJsonObject(value)) search(value, depth - 1);
    }
  };
  search(body, 2);
  return found;
}

/** A count that may be written as text; undefined when it is none. */
export function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(count) && (count as number) >= 0 ? (count as number) : undefined;
}

function flagOf(value: unknown): boolean | undefined {
  const text = String(value).toLowerCase();
  if (text === '1' || text === 'true') return true;
  return text === '0' || text === 'false' ? false : undefined;
}

/** Null and the empty text say that there is none. */
function cursorOf(value: unknown): string | undefined {
  if (typeof value === 'number' || value instanceof ExactNumber) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
