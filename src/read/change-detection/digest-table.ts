import type {EntryStore} from './entry-store';
import {
  commitDraft,
  draftKey,
  draftStart,
  keyAt,
  packEntries,
  setDigest,
  unpackEntries,
} from './entry-store';
import type {KeyIndex} from './key-index';
import {addKey, findKey, indexEntries} from './key-index';

/** What became of a key that was put into a table. */
type PutResult =
  | 'new'
  | 'changed'
  | 'same'
  /** Put before since the table was opened, with this digest. */
  | 'repeated'
  /** Put before since the table was opened, with another digest. */
  | 'replaced';

/** Digests by key, packed in memory as in the state: about 16 bytes a record beside the text. */
export interface DigestTable {
  readonly store: EntryStore;
  readonly index: KeyIndex;
  /** Per entry one of the marks below. */
  marks: Uint8Array;
  /** Entries that were loaded and not put since. */
  unseen: number;
  forgotten: number;
  /** Entries before this one are not unseen; moved on by `takeUnseen`. */
  taken: number;
}

const UNSEEN = 0;
const SEEN = 1;
const FORGOTTEN = 2;

/** Opens a packed text; undefined when it is not one. The empty text is the empty table. */
export function openDigestTable(packed: string): DigestTable | undefined {
  const store = unpackEntries(packed);
  const index = store && indexEntries(store);
  if (store === undefined || index === undefined) return undefined;
  const marks = new Uint8Array(store.starts.length);
  return {store, index, marks, unseen: store.count, forgotten: 0, taken: 0};
}

/** An empty table. */
export function createDigestTable(): DigestTable {
  const store = {bytes: Buffer.allocUnsafe(1024), end: 0, starts: new Uint32Array(64), count: 0};
  const index = {slots: new Uint32Array(64), count: 0};
  return {store, index, marks: new Uint8Array(64), unseen: 0, forgotten: 0, taken: 0};
}

/** Remembers a key's digest; neither may hold a space. */
export function putDigest(table: DigestTable, key: string, digest: string): PutResult {
  const {store, index} = table;
  const to = draftKey(store, key);
  const entry = findKey(index, store, draftStart(store), to);
  if (entry >= 0) return updateEntry(table, entry, digest);
  commitDraft(store, to, digest);
  if (store.count > table.marks.length) {
    const larger = new Uint8Array(store.starts.length);
    larger.set(table.marks);
    table.marks = larger;
  }
  table.marks[store.count - 1] = SEEN;
  addKey(index, store, store.count - 1);
  return 'new';
}

/** Number of keys in the table. */
export function tableSize(table: DigestTable): number {
  return table.store.count - table.forgotten;
}

/** Forgets up to `max` keys that were loaded and not put since, and returns them. */
export function takeUnseen(table: DigestTable, max: number): string[] {
  const keys: string[] = [];
  for (; table.taken < table.store.count && keys.length < max; table.taken += 1) {
    if (table.marks[table.taken] !== UNSEEN) continue;
    table.marks[table.taken] = FORGOTTEN;
    keys.push(keyAt(table.store, table.taken));
  }
  table.unseen -= keys.length;
  table.forgotten += keys.length;
  return keys;
}

/** The whole table as text, for `openDigestTable`. */
export function packTable(table: DigestTable): string {
  if (table.forgotten === 0) return packEntries(table.store);
  return packEntries(table.store, (entry) => table.marks[entry] !== FORGOTTEN);
}

function updateEntry(table: DigestTable, entry: number, digest: string): PutResult {
  const mark = table.marks[entry];
  const changed = setDigest(table.store, entry, digest);
  table.marks[entry] = SEEN;
  if (mark === FORGOTTEN) {
    table.forgotten -= 1;
    return 'new';
  }
  if (mark === SEEN) return changed ? 'replaced' : 'repeated';
  table.unseen -= 1;
  return changed ? 'changed' : 'same';
}
