import type {Fields} from '../../shared/parse-json';
import type {Ids} from './ids';

/** All users, or all groups, of one service. */
export interface ResourceStore {
  /** How many are listed. */
  listed(): number;
  /** A page of the list, `start` counted from 0. */
  slice(start: number, limit: number): readonly Fields[];
  all(): Generator<Fields>;
  byId(id: string): Fields | undefined;
  /** Replaces the resource with this id. */
  put(id: string, resource: Fields): void;
  /** Stores what `create` makes for the next free number; returns it. */
  add(create: (index: number) => Fields): Fields;
  remove(id: string): void;
  /** Moves with every change. */
  version(): number;
}

/** Makes the store; what nobody changed is made when it is looked at. */
export function createResourceStore(
  initial: number,
  ids: Ids,
  create: (index: number) => Fields,
): ResourceStore {
  const changed = new Map<number, Fields>();
  const removed = new Set<number>();
  let total = initial;
  let version = 0;
  const at = (index: number): Fields | undefined => {
    if (removed.has(index) || index < 0 || index >= total) return undefined;
    return changed.get(index) ?? create(index);
  };
  const all = function* (from = 0): Generator<Fields> {
    for (let index = from; index < total; index += 1) {
      const resource = at(index);
      if (resource) yield resource;
    }
  };
  const indexOf = (id: string): number => ids.indexOf(id) ?? -1;
  return {
    listed: () => total - removed.size,
    slice: (start, limit) => {
      const page: Fields[] = [];
      if (limit <= 0) return page;
      for (const resource of all(numberAt(start, removed))) {
        page.push(resource);
        if (page.length === limit) break;
      }
      return page;
    },
    all: () => all(),
    byId: (id) => at(indexOf(id)),
    put: (id, resource) => {
      changed.set(indexOf(id), resource);
      version += 1;
    },
    add: (make) => {
      const resource = make(total);
      changed.set(total, resource);
      total += 1;
      version += 1;
      return resource;
    },
    remove: (id) => {
      removed.add(indexOf(id));
      version += 1;
    },
    version: () => version,
  };
}

/** Number of the resource at a place of the list: those that were removed have no place. */
function numberAt(place: number, removed: ReadonlySet<number>): number {
  let index = place;
  for (const gone of [...removed].sort((a, b) => a - b)) {
    if (gone <= index) index += 1;
  }
  return index;
}
