import type {EntityStore} from '../records/entity-store';
import type {RowView} from './filter-compile';
import {idKeyOf} from '../records/pendo-record';

/** Path of the time stamp, which is known without building a record. */
const TIME_PATH = 'metadata.auto.lastupdated';

/** A view that can be moved from row to row of a store; it builds a record only for other paths. */
interface StoreView extends RowView {
  move(row: number): void;
}

/** Makes a view of a store. */
export function createStoreView(store: EntityStore): StoreView {
  const idPath = idKeyOf(store.kind);
  let row = -1;
  let id: string | undefined;
  let record: unknown;
  return {
    move: (next) => {
      row = next;
      id = undefined;
      record = undefined;
    },
    read: (path) => {
      if (path === idPath) return (id ??= store.idAt(row));
      if (path === TIME_PATH) {
        const time = store.lastUpdatedAt(row);
        return Number.isNaN(time) ? undefined : time;
      }
      record ??= store.record(row);
      return readPath(record, path);
    },
  };
}

/** A view of an object. */
export function viewOf(record: object): RowView {
  return {read: (path) => readPath(record, path)};
}

function readPath(record: unknown, path: string): unknown {
  let value = record;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) {
      return undefined;
    }
    // An object that has the key: reading it gives a value of unknown type.
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
