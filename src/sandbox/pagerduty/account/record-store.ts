/** Records by serial number, in the order of the list. */
export interface RecordStore<T> {
  at(serial: number): T | undefined;
  /** Replaces the record with this serial. */
  put(record: T): void;
  /** Adds a record under the next serial, which `make` is given. */
  add(make: (serial: number) => T): T;
  remove(serial: number): void;
  /** Serials in the order of the list. */
  order(): Uint32Array;
  /** Moves with every change. */
  version(): number;
}

/**
 * Makes a store of `initial` records, which are computed when they are looked at until somebody
 * changes them. `addsFirst`: new records come first in the list.
 */
export function createRecordStore<T extends {readonly serial: number}>(options: {
  readonly initial: number;
  readonly create: (serial: number) => T;
  readonly addsFirst?: boolean;
}): RecordStore<T> {
  const {initial, create, addsFirst = false} = options;
  const changed = new Map<number, T>();
  const removed = new Set<number>();
  const state = {next: initial, version: 0};
  let listed: {readonly version: number; readonly order: Uint32Array} | undefined;
  const touch = (): void => {
    state.version += 1;
  };
  const listNow = (): Uint32Array => {
    const old = Array.from({length: initial}, (_, serial) => serial);
    const fresh = Array.from({length: state.next - initial}, (_, at) => initial + at);
    const all = addsFirst ? [...fresh.reverse(), ...old] : [...old, ...fresh];
    return Uint32Array.from(all.filter((serial) => !removed.has(serial)));
  };
  return {
    at: (serial) => {
      if (removed.has(serial)) return undefined;
      return changed.get(serial) ?? (serial < initial ? create(serial) : undefined);
    },
    put: (record) => {
      changed.set(record.serial, record);
      touch();
    },
    add: (make) => {
      const record = make(state.next);
      changed.set(state.next, record);
      state.next += 1;
      touch();
      return record;
    },
    remove: (serial) => {
      removed.add(serial);
      changed.delete(serial);
      touch();
    },
    order: () => {
      if (listed?.version !== state.version) listed = {version: state.version, order: listNow()};
      return listed.order;
    },
    version: () => state.version,
  };
}
