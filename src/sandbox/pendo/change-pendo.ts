import type {SandboxChange, SandboxChangeResult} from '../sandbox';
import {hash} from '../shared/hash';
import type {EntityStore} from './records/entity-store';
import type {Kind} from './records/pendo-record';
import {recordPageLoad} from './page-loads';
import type {PendoState} from './pendo-state';
import {isAnonymous} from './aggregation/run-pipeline';

/** Plants changes; keeps count, so that repeated calls choose other rows. */
type PendoChanger = (change: SandboxChange) => SandboxChangeResult;

const PICK_SALT = 41;
const LANGUAGES = ['nl_NL', 'it_IT', 'pl_PL', 'sv_SE'];
const TIERS = ['bronze', 'silver', 'gold'];

interface Picker {
  /** Ids of up to `count` rows that were not yet picked in this change. */
  pick(kind: Kind, count: number): readonly string[];
  /** A number that no earlier call gave. */
  next(): number;
}

/**
 * Makes the changer of a subscription. Kinds: `visitors` and `accounts` (changed: as the product's
 * own pages would change them; joined: new ones; left: deleted), and `page_loads` (changed: known
 * visitors load a page, which overwrites their agent values; joined: deleted visitors come back).
 */
export function createPendoChanger(state: PendoState): PendoChanger {
  const counter = {picks: 0, joined: 0};
  return (change) => {
    state.jobs.settle();
    const picker = createPicker(state, counter);
    switch (change.kind) {
      case 'visitors':
        return changeRows(state, 'visitor', {change, picker, counter});
      case 'accounts':
        return changeRows(state, 'account', {change, picker, counter});
      case 'page_loads':
        return loadPages(state, change, picker);
      default:
        throw new RangeError(
          `the sandbox part pendo cannot change ${change.kind}; it can change visitors, accounts, page_loads`,
        );
    }
  };
}

function changeRows(
  state: PendoState,
  kind: Kind,
  work: {
    readonly change: SandboxChange;
    readonly picker: Picker;
    readonly counter: {joined: number};
  },
): SandboxChangeResult {
  const {change, picker, counter} = work;
  const changed = picker.pick(kind, change.changed ?? 0);
  for (const id of changed) touch(state, kind, {id, number: picker.next()});
  const left = picker.pick(kind, change.left ?? 0);
  for (const id of left) state.jobs.deleteNow(kind, id);
  const joined = Array.from({length: change.joined ?? 0}, () => {
    counter.joined += 1;
    return join(state, kind, counter.joined - 1);
  });
  return {changed, joined, left};
}

function touch(
  state: PendoState,
  kind: Kind,
  {id, number}: {readonly id: string; readonly number: number},
): void {
  const store = state.stores[kind];
  const row = store.rowOf(id);
  if (row === undefined) return;
  const atMs = state.now();
  const group = kind === 'visitor' ? 'agent' : 'custom';
  const field = kind === 'visitor' ? 'language' : 'tier';
  const options = kind === 'visitor' ? LANGUAGES : TIERS;
  const old = store.metadata(row)[group]?.[field];
  const others = options.filter((one) => one !== old);
  store.write(row, {group, values: {[field]: others[number % others.length]}, atMs});
}

function join(state: PendoState, kind: Kind, nth: number): string {
  const {visitors, accounts} = state.settings;
  const number = nth + (kind === 'visitor' ? visitors : accounts);
  const id = kind === 'visitor' ? state.people.email(number) : `team-${number}.acme.example`;
  const metadata = state.freshMetadata(kind, number, id);
  const atMs = state.now();
  metadata['auto'] = {...metadata['auto'], firstvisit: atMs, lastvisit: atMs};
  state.stores[kind].add({id, lastUpdated: atMs, metadata});
  return id;
}

function loadPages(state: PendoState, change: SandboxChange, picker: Picker): SandboxChangeResult {
  const changed = picker.pick('visitor', change.changed ?? 0);
  for (const visitorId of changed) {
    const agent = {language: 'en_GB', ipaddress: `198.51.100.${picker.next() % 250}`};
    recordPageLoad(state, {visitorId, agent});
  }
  const gone = state.jobs.deleted('visitor').filter((id) => !isKnown(state, id));
  const joined = [...new Set(gone)].slice(0, change.joined ?? 0);
  for (const visitorId of joined) recordPageLoad(state, {visitorId, agent: {language: 'en_GB'}});
  return {changed, joined, left: []};
}

function isKnown(state: PendoState, id: string): boolean {
  return state.stores.visitor.rowOf(id) !== undefined;
}

function createPicker(state: PendoState, counter: {picks: number}): Picker {
  const taken = new Set<string>();
  const next = (): number => {
    counter.picks += 1;
    return hash(state.seed, PICK_SALT, counter.picks);
  };
  return {
    next,
    pick: (kind, count) => {
      const store = state.stores[kind];
      const rows = store.byId();
      const picked: string[] = [];
      while (picked.length < count) {
        const id = firstFree(store, rows, {start: next(), taken});
        if (id === undefined) break;
        taken.add(id);
        picked.push(id);
      }
      return picked;
    },
  };
}

/** The first id from a place on, around the end, that is named and not taken. */
function firstFree(
  store: EntityStore,
  rows: Uint32Array,
  {start, taken}: {readonly start: number; readonly taken: ReadonlySet<string>},
): string | undefined {
  for (let seen = 0; seen < rows.length; seen += 1) {
    const id = store.idAt(rows[(start + seen) % rows.length] ?? 0);
    if (!isAnonymous(id) && !taken.has(id)) return id;
  }
  return undefined;
}
