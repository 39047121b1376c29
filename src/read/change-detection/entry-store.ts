import {DIGEST_LENGTH} from './digest';

/**
 * Entries of digest (8 characters) and escaped key, packed as they lie in a state: UTF-8, a space
 * behind each. `starts` holds where each begins.
 */
export interface EntryStore {
  bytes: Buffer;
  end: number;
  starts: Uint32Array;
  count: number;
}

const SEPARATOR = 0x20;
/** A UTF-16 unit needs at most three bytes of UTF-8. */
const BYTES_PER_UNIT_MAX = 3;

/** Reads a packed text; undefined when an entry is too short to be one. */
export function unpackEntries(packed: string): EntryStore | undefined {
  const size = Buffer.byteLength(packed);
  const bytes = Buffer.allocUnsafe(Math.ceil(size * 1.25) + 1024);
  const store: EntryStore = {bytes, end: 0, starts: new Uint32Array(64), count: 0};
  if (size === 0) return store;
  bytes.write(packed, 0, 'utf8');
  bytes[size] = SEPARATOR;
  while (store.end <= size) {
    const separator = bytes.indexOf(SEPARATOR, store.end);
    if (separator - store.end < DIGEST_LENGTH) return undefined;
    addEntry(store, separator);
  }
  return store;
}

/** The packed text of the entries that `keeps` wants. */
export function packEntries(store: EntryStore, keeps?: (entry: number) => boolean): string {
  if (keeps === undefined) return store.bytes.toString('utf8', 0, Math.max(0, store.end - 1));
  const kept: string[] = [];
  for (let entry = 0; entry < store.count; entry += 1) {
    if (keeps(entry))
      kept.push(store.bytes.toString('utf8', startOf(store, entry), keyEnd(store, entry)));
  }
  return kept.join(' ');
}

/**
 * Writes a key behind the last entry, where it can be compared, and returns the end of it; it
 * begins at `draftStart`. It becomes an entry by `commitDraft`, else the next draft overwrites it.
 */
export function draftKey(store: EntryStore, key: string): number {
  const size = key.length * BYTES_PER_UNIT_MAX + DIGEST_LENGTH + 1;
  if (store.end + size > store.bytes.length) {
    const larger = Buffer.allocUnsafe(Math.ceil((store.bytes.length + size) * 1.5));
    store.bytes.copy(larger, 0, 0, store.end);
    store.bytes = larger;
  }
  const start = draftStart(store);
  return start + store.bytes.write(key, start, 'utf8');
}

/** Where a draft's key begins. */
export function draftStart(store: EntryStore): number {
  return store.end + DIGEST_LENGTH;
}

/** Makes the draft that ends at `to` the last entry. */
export function commitDraft(store: EntryStore, to: number, digest: string): void {
  store.bytes.write(digest, store.end, 'latin1');
  store.bytes[to] = SEPARATOR;
  addEntry(store, to);
}

/** Sets an entry's digest; false when it was the same already. */
export function setDigest(store: EntryStore, entry: number, digest: string): boolean {
  const start = startOf(store, entry);
  let equal = true;
  for (let offset = 0; offset < DIGEST_LENGTH; offset += 1) {
    const code = digest.charCodeAt(offset);
    if (store.bytes[start + offset] !== code) equal = false;
    store.bytes[start + offset] = code;
  }
  return !equal;
}

/** First byte of an entry's key. */
export function keyStart(store: EntryStore, entry: number): number {
  return startOf(store, entry) + DIGEST_LENGTH;
}

/** The byte behind an entry's key. */
export function keyEnd(store: EntryStore, entry: number): number {
  return (entry + 1 < store.count ? startOf(store, entry + 1) : store.end) - 1;
}

/** An entry's key as text. */
export function keyAt(store: EntryStore, entry: number): string {
  return store.bytes.toString('utf8', keyStart(store, entry), keyEnd(store, entry));
}

function startOf(store: EntryStore, entry: number): number {
  return store.starts[entry] ?? 0;
}

function addEntry(store: EntryStore, separator: number): void {
  if (store.count === store.starts.length) {
    const larger = new Uint32Array(store.count * 2);
    larger.set(store.starts);
    store.starts = larger;
  }
  store.starts[store.count] = store.end;
  store.count += 1;
  store.end = separator + 1;
}
