import {visitor, written} from './templates.mjs';

/** Visitors that keep what is written to them; a write moves their time of change, as Pendo's do. */
export function createVisitors(count) {
  const updated = new Float64Array(count).map((_, index) => 1_760_000_000_000 + index);
  const custom = new Map();
  let byTime;
  const text = (index) => visitor(index, {updated: updated[index], custom: custom.get(index)});
  /** Fields that are not given keep their values. */
  const give = (index, values) => {
    const held = custom.get(index);
    const all = {...(held === undefined ? written : JSON.parse(`{${held}}`)), ...values};
    custom.set(index, JSON.stringify(all).slice(1, -1));
  };
  const touch = (index, at) => {
    updated[index] = at;
    byTime = undefined;
  };
  /** Indexes in the order of time and id. */
  const sorted = () =>
    (byTime ??= new Uint32Array(count)
      .map((_, index) => index)
      .sort((a, b) => updated[a] - updated[b] || a - b));
  /** The first place in `sorted` whose time is not before. */
  const firstFrom = (from) => {
    const order = sorted();
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (updated[order[middle]] < from) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    listed: (from, to) =>
      Array.from({length: Math.max(0, to - from)}, (_, n) => text(from + n)).join(','),
    changed: ({from, to}, limit) => {
      const start = firstFrom(from);
      const indexes = sorted().subarray(start, Math.min(start + limit, firstFrom(to + 1)));
      return Array.from(indexes, text).join(',');
    },
    write: (records) => {
      const at = Date.now();
      for (const {visitorId, values} of records) {
        const index = Number(/\d+/.exec(visitorId)[0]);
        give(index, values);
        touch(index, at);
      }
    },
    changeEvery: (every) => {
      const at = Date.now();
      for (let index = 0; index < count; index += every) {
        give(index, {plan: 'changed', seats: 4});
        touch(index, at - Math.floor((count - index) / every));
      }
    },
  };
}
