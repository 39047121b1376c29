import type {Detail} from './errors';

/** A page of a list: its first record, and how many at most; or what is wrong with the request. */
type Place =
  | {readonly ok: true; readonly start: number; readonly count: number}
  | {readonly ok: false; readonly detail: Detail};

const COUNT_DEFAULT = 50;

/** Reads `page` and `count`; without them, the first 50. */
export function readPlace(
  query: URLSearchParams,
  rules: {
    readonly countMax: number;
    readonly countMin: number;
    readonly pageMin: number;
    /** What becomes of a `count` above the largest. */
    readonly above: 'refuse' | 'clamp';
  },
): Place {
  const page = whole(query.get('page'), 1);
  const count = whole(query.get('count'), COUNT_DEFAULT);
  if (page === undefined || page < rules.pageMin)
    return wrong('page', 'A valid integer is required.');
  if (count === undefined || count < rules.countMin) {
    return wrong('count', 'A valid integer is required.');
  }
  if (count > rules.countMax && rules.above === 'refuse') {
    return wrong('count', `Ensure this value is less than or equal to ${rules.countMax}.`);
  }
  const size = Math.min(count, rules.countMax);
  return {ok: true, start: Math.max(0, page - 1) * size, count: size};
}

function wrong(field: string, text: string): Place {
  return {ok: false, detail: {[field]: [text]}};
}

function whole(text: string | null, fallback: number): number | undefined {
  if (text === null) return fallback;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
