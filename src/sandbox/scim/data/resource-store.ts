import type {Fields} from '../../shared/parse-json';
import type {Ids} from './ids';

/** All users, or all groups, of one service; what nobody changed is made when it is looked at. */
export class ResourceStore {
  readonly #ids: Ids;
  readonly #create: (index: number) => Fields;
  readonly #changed = new Map<number, Fields>();
  readonly #removed = new Set<number>();
  #total: number;
  #version = 0;

  constructor(initial: number, ids: Ids, create: (index: number) => Fields) {
    this.#ids = ids;
    this.#create = create;
    this.#total = initial;
  }

  /** How many are listed. */
  listed(): number {
    return this.#total - this.#removed.size;
  }

  /** A page of the list, `start` counted from 0. */
  slice(start: number, limit: number): readonly Fields[] {
    const page: Fields[] = [];
    if (limit <= 0) return page;
    for (const resource of this.#from(numberAt(start, this.#removed))) {
      page.push(resource);
      if (page.length === limit) break;
    }
    return page;
  }

  all(): Generator<Fields> {
    return this.#from(0);
  }

  byId(id: string): Fields | undefined {
    return this.#at(this.#indexOf(id));
  }

  /** Replaces the resource with this id. */
  put(id: string, resource: Fields): void {
    this.#changed.set(this.#indexOf(id), resource);
    this.#version += 1;
  }

  /** Stores what `create` makes for the next free number; returns it. */
  add(create: (index: number) => Fields): Fields {
    const resource = create(this.#total);
    this.#changed.set(this.#total, resource);
    this.#total += 1;
    this.#version += 1;
    return resource;
  }

  remove(id: string): void {
    this.#removed.add(this.#indexOf(id));
    this.#version += 1;
  }

  /** Moves with every change. */
  version(): number {
    return this.#version;
  }

  *#from(start: number): Generator<Fields> {
    for (let index = start; index < this.#total; index += 1) {
      const resource = this.#at(index);
      if (resource) yield resource;
    }
  }

  #at(index: number): Fields | undefined {
    if (this.#removed.has(index) || index < 0 || index >= this.#total) return undefined;
    return this.#changed.get(index) ?? this.#create(index);
  }

  #indexOf(id: string): number {
    return this.#ids.indexOf(id) ?? -1;
  }
}

/** Number of the resource at a place of the list: those that were removed have no place. */
function numberAt(place: number, removed: ReadonlySet<number>): number {
  let index = place;
  for (const gone of [...removed].sort((a, b) => a - b)) {
    if (gone <= index) index += 1;
  }
  return index;
}
