import type {JsonObject} from '../../../core/json';
import {listResources} from '../list-resources';
import {groups as groupKind} from '../resource-kinds';
import type {ResourceWriting} from '../writer/resource-calls';
import {toGroupName, type GroupName} from './group';

/** By what a group can be found. */
export interface GroupKey {
  readonly field: 'displayName' | 'externalId' | 'id';
  readonly value: string;
}

/** The groups of a service without their members. */
export interface GroupDirectory {
  /** Everybody with a key; the list of groups is read when it is first needed. */
  find(key: GroupKey): Promise<readonly GroupName[]>;
  /** Groups whose names differ from this one only in letter case. */
  alike(displayName: string): readonly GroupName[];
  /** Reads the list again, and gives those with one of the keys. */
  lookAgain(keys: readonly GroupKey[]): Promise<readonly GroupName[]>;
  put(resource: JsonObject): GroupName;
}

/** Creates a directory that knows nobody yet. */
export function createGroupDirectory({service, path}: ResourceWriting): GroupDirectory {
  const {title} = service.profile;
  const groups = new Map<string, GroupName>();
  let listing: Promise<void> | undefined;
  const put = (resource: JsonObject): GroupName => {
    const group = toGroupName(resource, title);
    groups.set(group.id, group);
    return group;
  };
  const list = async (): Promise<void> => {
    const kind = {...groupKind, path};
    for await (const page of listResources({service, kind, signal: service.signal})) {
      page.forEach(put);
    }
  };
  const known = ({field, value}: GroupKey): readonly GroupName[] =>
    [...groups.values()].filter((group) => group[field] === value);
  return {
    put,
    find: async (key) => {
      await (listing ??= list());
      return known(key);
    },
    alike: (displayName) => {
      const folded = displayName.toLowerCase();
      return [...groups.values()].filter((group) => group.displayName?.toLowerCase() === folded);
    },
    lookAgain: async (keys) => {
      listing = list();
      await listing;
      return [...new Set(keys.flatMap(known))];
    },
  };
}
