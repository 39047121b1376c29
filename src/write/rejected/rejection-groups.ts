import type {MappedRecord, ReasonCode, Rejection} from '../record';

/** Rejections of one object for one reason in the same words. */
export interface RejectionGroup {
  readonly reason: ReasonCode;
  readonly message: string;
  readonly count: number;
  /** The first keys, each once; records without a usable key have none. */
  readonly keys: readonly string[];
  /** Where the first of its records stood in their stream. */
  readonly positions: readonly number[];
}

/** Gathers rejections; memory does not grow with their number. */
export interface RejectionGroups {
  /** Counts a rejection; true when it is the first of its group. */
  add(record: MappedRecord, why: Rejection): boolean;
  /** The most frequent first. */
  list(): readonly RejectionGroup[];
}

/** Groups with words of their own; further ones are counted by reason. */
const GROUPS_MAX = 20;

const SHOWN_MAX = 3;

const OTHERS = 'Further records, each with a different message.';

interface OpenGroup {
  readonly reason: ReasonCode;
  readonly message: string;
  count: number;
  readonly keys: string[];
  readonly positions: number[];
}

/** Creates an empty collection. */
export function createRejectionGroups(): RejectionGroups {
  const groups = new Map<string, OpenGroup>();
  const groupFor = ({reason, message}: Rejection): OpenGroup => {
    const own = groups.get(`${reason} ${message}`);
    if (own !== undefined) return own;
    const shown = groups.size < GROUPS_MAX ? message : OTHERS;
    const name = `${reason} ${shown}`;
    const group = groups.get(name) ?? {reason, message: shown, count: 0, keys: [], positions: []};
    groups.set(name, group);
    return group;
  };
  return {
    add: ({key, origin}, why) => {
      const group = groupFor(why);
      group.count += 1;
      const isNewKey = key !== '' && !group.keys.includes(key);
      if (isNewKey && group.keys.length < SHOWN_MAX) group.keys.push(key);
      if (group.positions.length < SHOWN_MAX) group.positions.push(origin.position);
      return group.count === 1;
    },
    list: () =>
      [...groups.values()]
        .sort((a, b) => b.count - a.count)
        .map((group) => ({...group, keys: [...group.keys], positions: [...group.positions]})),
  };
}
