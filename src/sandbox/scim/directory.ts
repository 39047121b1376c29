import {hash} from '../shared/hash';
import type {Fields} from '../shared/parse-json';
import type {People} from '../shared/people';
import {createIds} from './ids';
import {createResourceStore, type ResourceStore} from './resource-store';
import {traitsOf, type ServiceName, type ServiceTraits} from './services';
import type {ScimSettings} from './settings';
import {createUser} from './user-data';

/** Users and groups of one vendor's service. */
export interface Directory {
  readonly name: ServiceName;
  readonly traits: ServiceTraits;
  readonly users: ResourceStore;
  /** Without members. */
  readonly groups: ResourceStore;
  /** The user that the seed gives for a number. */
  readonly userAt: (index: number) => Fields;
  readonly groupAt: (index: number) => Fields;
  /** Sets a group's members for good; until then the seed decides. */
  readonly setMembers: (groupId: string, userIds: readonly string[]) => void;
  /** Users as the service shows them. */
  readonly showUser: (user: Fields) => Fields;
  /** Groups as the service shows them. */
  readonly showGroup: (group: Fields) => Fields;
}

/** What a directory is made from. */
export interface DirectoryOptions {
  readonly name: ServiceName;
  readonly settings: ScimSettings;
  readonly seed: number;
  readonly people: People;
}

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const USER_IDS = 1;
const GROUP_IDS = 2;
const MEMBER_SALT = 721;
const GROUP_NAMES = ['Admins', 'Engineering', 'Support', 'Sales', 'Finance', 'Product', 'Legal'];

/** Makes the directory of one service. */
export function createDirectory({name, settings, seed, people}: DirectoryOptions): Directory {
  const userIds = createIds(name, seed, USER_IDS);
  const groupIds = createIds(name, seed, GROUP_IDS);
  const userAt = (index: number): Fields =>
    createUser({name, seed, people, idAt: userIds.idAt}, index);
  const groupAt = (index: number): Fields => ({
    schemas: [GROUP],
    id: groupIds.idAt(index),
    displayName: groupName(index),
    meta: {resourceType: 'Group'},
  });
  const users = createResourceStore(settings.users, userIds, userAt);
  const groups = createResourceStore(settings.groups, groupIds, groupAt);
  const chosen = new Map<string, readonly string[]>();
  const byGroup = remembered(users, () => {
    const members = new Map<string, string[]>();
    for (const {id} of users.all()) {
      const userId = String(id);
      const number = hash(seed, MEMBER_SALT, userIds.indexOf(userId) ?? 0) % settings.groups;
      const groupId = groupIds.idAt(number);
      members.set(groupId, [...(members.get(groupId) ?? []), userId]);
    }
    return members;
  });
  const membersOf = (groupId: string): readonly Fields[] =>
    (chosen.get(groupId) ?? byGroup().get(groupId) ?? []).flatMap((userId) => {
      const user = users.byId(userId);
      return user ? [{value: userId, display: user['userName'], type: 'User'}] : [];
    });
  const groupsOf = (userId: string): readonly Fields[] =>
    [...groups.all()]
      .filter(({id}) => membersOf(String(id)).some(({value}) => value === userId))
      .map(({id, displayName}) => ({value: id, display: displayName}));
  return {
    name,
    traits: traitsOf(name, settings.profile),
    users,
    groups,
    userAt,
    groupAt,
    setMembers: (groupId, ids) => {
      chosen.set(groupId, ids);
      const group = groups.byId(groupId);
      if (group) groups.put(groupId, group);
    },
    showUser: (user) =>
      name === 'pipedrive' ? {...user, groups: groupsOf(String(user['id']))} : user,
    showGroup: (group) => ({...group, members: membersOf(String(group['id']))}),
  };
}

function groupName(index: number): string {
  const name = GROUP_NAMES[index % GROUP_NAMES.length] ?? 'Group';
  const round = Math.floor(index / GROUP_NAMES.length);
  return round === 0 ? name : `${name} ${round + 1}`;
}

/** Makes something anew only when the store has changed. */
function remembered<Made>(store: ResourceStore, make: () => Made): () => Made {
  let kept: {readonly version: number; readonly made: Made} | undefined;
  return () => {
    if (kept?.version !== store.version()) kept = {version: store.version(), made: make()};
    return kept.made;
  };
}
