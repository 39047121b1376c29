import type {EntryStore} from './entry-store';
import {keyEnd, keyStart} from './entry-store';

/** Finds entries by key: a hash table of entry numbers with open addressing, half full at most. */
export interface KeyIndex {
  /** Entry number + 1; 0 is an empty slot. The length is a power of two. */
  slots: Uint32Array;
  count: number;
}

const SLOTS_MIN = 64;
const NOT_FOUND = -1;

/** Indexes all entries of a store; undefined when a key occurs twice. */
export function indexEntries(store: EntryStore): KeyIndex | undefined {
  const index = {slots: new Uint32Array(slotsFor(store.count)), count: 0};
  for (let entry = 0; entry < store.count; entry += 1) {
    const [from, to] = [keyStart(store, entry), keyEnd(store, entry)];
    if (findKey(index, store, from, to) !== NOT_FOUND) return undefined;
    addKey(index, store, entry);
  }
  return index;
}

/** The entry whose key has the same bytes as the store's from `from` to `to`, or -1. */
export function findKey(index: KeyIndex, store: EntryStore, from: number, to: number): number {
  const mask = index.slots.length - 1;
  for (let slot = hashOf(store.bytes, from, to) & mask; ; slot = (slot + 1) & mask) {
    const entry = (index.slots[slot] ?? 0) - 1;
    if (entry < 0) return NOT_FOUND;
    if (hasKey(store, entry, from, to)) return entry;
  }
}

/** Adds an entry whose key is not in the index. */
export function addKey(index: KeyIndex, store: EntryStore, entry: number): void {
  index.count += 1;
  if (index.count * 2 > index.slots.length) {
    const old = index.slots;
    index.slots = new Uint32Array(slotsFor(index.count * 2));
    for (const number of old) if (number > 0) occupy(index.slots, store, number - 1);
  }
  occupy(index.slots, store, entry);
}

function occupy(slots: Uint32Array, store: EntryStore, entry: number): void {
  const mask = slots.length - 1;
  let slot = hashOf(store.bytes, keyStart(store, entry), keyEnd(store, entry)) & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = entry + 1;
}

function hasKey(store: EntryStore, entry: number, from: number, to: number): boolean {
  const start = keyStart(store, entry);
  const length = to - from;
  if (keyEnd(store, entry) - start !== length) return false;
  for (let offset = 0; offset < length; offset += 1) {
    if (store.bytes[start + offset] !== store.bytes[from + offset]) return false;
  }
  return true;
}

/** FNV-1a with a final mix, so that keys that differ only at the end spread over all slots. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function slotsFor(count: number): number {
  let slots = SLOTS_MIN;
  while (slots < count * 2) slots *= 2;
  return slots;
}
