import {hash} from '../shared/hash';
import type {Fields} from '../shared/parse-json';
import type {People} from '../shared/people';
import {createIds} from './ids';
import {fullGroup, fullUser} from './full-resources';
import {createMemberships} from './memberships';
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
  const hasAll = settings.rare_fields;
  const userAt = (index: number): Fields => {
    const user = createUser({name, seed, people, idAt: userIds.idAt}, index);
    return hasAll ? fullUser(user, people.name(index)) : user;
  };
  const groupAt = (index: number): Fields => {
    const group = {
      schemas: [GROUP],
      id: groupIds.idAt(index),
      displayName: groupName(index),
      meta: {resourceType: 'Group'},
    };
    return hasAll ? fullGroup(group) : group;
  };
  const users = createResourceStore(settings.users, userIds, userAt);
  const groups = createResourceStore(settings.groups, groupIds, groupAt);
  const memberships = createMemberships({
    users,
    groups,
    groupFor: (userId) => {
      if (settings.groups === 0) return undefined;
      const number = userIds.indexOf(userId) ?? 0;
      return groupIds.idAt(hash(seed, MEMBER_SALT, number) % settings.groups);
    },
  });
  const membersOf = (groupId: string): readonly Fields[] =>
    memberships.usersIn(groupId).map((userId) => {
      const display = users.byId(userId)?.['userName'];
      const $ref = hasAll ? {$ref: `https://scim.example/Users/${userId}`} : {};
      return {value: userId, display, type: 'User', ...$ref};
    });
  const groupsOf = (userId: string): readonly Fields[] =>
    memberships.groupsOf(userId).map((groupId) => {
      const display = groups.byId(groupId)?.['displayName'];
      const more = hasAll ? {$ref: `https://scim.example/Groups/${groupId}`, type: 'direct'} : {};
      return {value: groupId, display, ...more};
    });
  return {
    name,
    traits: traitsOf(name, settings.profile),
    users,
    groups,
    userAt,
    groupAt,
    setMembers: memberships.choose,
    showUser: (user) =>
      name === 'pipedrive' || hasAll ? {...user, groups: groupsOf(String(user['id']))} : user,
    showGroup: (group) => ({...group, members: membersOf(String(group['id']))}),
  };
}

function groupName(index: number): string {
  const name = GROUP_NAMES[index % GROUP_NAMES.length] ?? 'Group';
  const round = Math.floor(index / GROUP_NAMES.length);
  return round === 0 ? name : `${name} ${round + 1}`;
}
