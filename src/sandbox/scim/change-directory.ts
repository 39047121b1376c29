import type {SandboxChange, SandboxChangeResult} from '../sandbox';
import {hash} from '../shared/hash';
import type {Fields} from '../shared/parse-json';
import type {Directory} from './directory';
import type {ResourceStore} from './data/resource-store';
import {SERVICE_NAMES} from './services';
import type {Shelf} from './shelf';

const PICK_SALT = 731;

/**
 * Makes the changer. Kinds: `pagerduty_users`, `pipedrive_groups` and so on. Changed users are, in turn,
 * switched on or off and renamed; changed groups are renamed; those who left are gone for good.
 */
export function createDirectoryChanger(
  directories: readonly Directory[],
  seed: number,
): (change: SandboxChange) => SandboxChangeResult {
  const counter = {turns: 0};
  return ({kind, changed = 0, joined = 0, left = 0}) => {
    const shelf = shelfOf(directories, kind);
    const {store, createAt} = shelf;
    const picked = pick(store, changed + left, () => hash(seed, PICK_SALT, (counter.turns += 1)));
    const leavers = picked.slice(changed);
    const changedOnes = picked.slice(0, changed);
    for (const resource of changedOnes) {
      counter.turns += 1;
      shelf.keep(altered(shelf.whole(resource), counter.turns));
    }
    for (const resource of leavers) store.remove(idOf(resource));
    return {
      changed: changedOnes.map(idOf),
      joined: Array.from({length: joined}, () => idOf(store.add(createAt))),
      left: leavers.map(idOf),
    };
  };
}

function shelfOf(directories: readonly Directory[], kind: string): Shelf {
  const directory = directories.find(({name}) => kind.startsWith(`${name}_`));
  if (directory && kind === `${directory.name}_users`) return directory.users;
  if (directory && kind === `${directory.name}_groups`) return directory.groups;
  const kinds = SERVICE_NAMES.flatMap((name) => [`${name}_users`, `${name}_groups`]);
  throw new RangeError(
    `the sandbox part scim cannot change ${kind}; it can change ${kinds.join(', ')}`,
  );
}

function pick(store: ResourceStore, count: number, random: () => number): readonly Fields[] {
  const picked = new Map<string, Fields>();
  const wanted = Math.min(count, store.listed());
  while (picked.size < wanted) {
    // Whoever is picked already makes room for the next one of the list.
    let place = random() % store.listed();
    while (picked.size < wanted) {
      const [resource] = store.slice(place, 1);
      if (resource && !picked.has(idOf(resource))) {
        picked.set(idOf(resource), resource);
        break;
      }
      place = (place + 1) % store.listed();
    }
  }
  return [...picked.values()];
}

function altered(resource: Fields, turn: number): Fields {
  const {active, displayName} = resource;
  if (typeof active === 'boolean' && turn % 2 === 0) return {...resource, active: !active};
  const old = typeof displayName === 'string' ? displayName : 'Renamed';
  return {...resource, displayName: `${old} (${turn})`};
}

function idOf({id}: Fields): string {
  return String(id);
}
