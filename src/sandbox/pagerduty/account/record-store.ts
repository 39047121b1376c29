/**
 * Records by serial number, in the order of the list: `initial` of them, which are computed when they
 * are looked at until somebody changes them.
 */
export class RecordStore<T extends {readonly serial: number}> {
  readonly #initial: number;
  readonly #create: (serial: number) => T;
  readonly #addsFirst: boolean;
  readonly #changed = new Map<number, T>();
  readonly #removed = new Set<number>();
  #next: number;
  #version = 0;
  #listed: {readonly version: number; readonly order: Uint32Array} | undefined;

  /** `addsFirst`: new records come first in the list. */
  constructor(options: {
    readonly initial: number;
    readonly create: (serial: number) => T;
    readonly addsFirst?: boolean;
  }) {
    this.#initial = options.initial;
    this.#create = options.create;
    this.#addsFirst = options.addsFirst ?? false;
    this.#next = options.initial;
  }

  at(serial: number): T | undefined {
    if (this.#removed.has(serial)) return undefined;
    return this.#changed.get(serial) ?? (serial < this.#initial ? this.#create(serial) : undefined);
  }

  /** Replaces the record with this serial. */
  put(record: T): void {
    this.#changed.set(record.serial, record);
    this.#version += 1;
  }

  /** Adds a record under the next serial, which `make` is given. */
  add(make: (serial: number) => T): T {
    const record = make(this.#next);
    this.#changed.set(this.#next, record);
    this.#next += 1;
    this.#version += 1;
    return record;
  }

  remove(serial: number): void {
    this.#removed.add(serial);
    this.#changed.delete(serial);
    this.#version += 1;
  }

  /** Serials in the order of the list. */
  order(): Uint32Array {
    if (this.#listed?.version !== this.#version) {
      this.#listed = {version: this.#version, order: this.#listNow()};
    }
    return this.#listed.order;
  }

  /** Moves with every change. */
  version(): number {
    return this.#version;
  }

  #listNow(): Uint32Array {
    const initial = this.#initial;
    const old = Array.from({length: initial}, (_, serial) => serial);
    const fresh = Array.from({length: this.#next - initial}, (_, at) => initial + at);
    const all = this.#addsFirst ? [...fresh.reverse(), ...old] : [...old, ...fresh];
    return Uint32Array.from(all.filter((serial) => !this.#removed.has(serial)));
  }
}
