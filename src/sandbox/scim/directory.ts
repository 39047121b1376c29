import {hash} from '../shared/hash';
import {isFields, type Fields} from '../shared/parse-json';
import type {People} from '../shared/people';
import {createIds} from './data/ids';
import {fullGroup, fullUser} from './data/full-resources';
import {createMemberships, type Memberships} from './data/memberships';
import {listOf} from './query/values-at';
import {ResourceStore} from './data/resource-store';
import {groupKind, userKind, withAttributes} from './schema/resource-kind';
import {traitsOf, type ServiceName, type ServiceTraits} from './services';
import type {ScimSettings} from './settings';
import type {Shelf} from './shelf';
import {createStamps, type Stamps} from './data/stamps';
import {createStrictUser} from './data/strict-user';
import {createUser} from './data/user-data';

/** Users and groups of one vendor's service. */
export interface Directory {
  readonly name: ServiceName;
  readonly traits: ServiceTraits;
  readonly users: Shelf;
  readonly groups: Shelf;
  /** The service's address, known once the sandbox listens. */
  readonly address: () => string;
}

/** What a directory is made from. */
interface DirectoryOptions {
  readonly name: ServiceName;
  readonly settings: ScimSettings;
  readonly seed: number;
  readonly people: People;
  readonly now: () => number;
  readonly dataEndMs: number;
  readonly address: () => string;
}

/** What both shelves need. */
interface Making extends DirectoryOptions {
  readonly traits: ServiceTraits;
  readonly hasAll: boolean;
  readonly stamps: Stamps;
}

const USER_IDS = 1;
const GROUP_IDS = 2;
const MEMBER_SALT = 721;
const GROUP_NAMES = ['Admins', 'Engineering', 'Support', 'Sales', 'Finance', 'Product', 'Legal'];

/** Makes the directory of one service. */
export function createDirectory(options: DirectoryOptions): Directory {
  const {name, settings, seed, address} = options;
  const traits = traitsOf(name, settings.profile);
  // A strict service has nothing that its schemas do not have.
  const hasAll = settings.rare_fields && !traits.isStrict;
  const making = {...options, traits, hasAll, stamps: createStamps(options)};
  const userIds = createIds(idForm(name, settings), seed, USER_IDS);
  const groupIds = createIds(idForm(name, settings), seed, GROUP_IDS);
  const userAt = userMaker(making, userIds.idAt);
  const groupAt = groupMaker(making, groupIds.idAt);
  const users = new ResourceStore(settings.users, userIds, userAt);
  const groups = new ResourceStore(settings.groups, groupIds, groupAt);
  const memberships = createMemberships({
    users,
    groups,
    areNested: traits.isStrict,
    groupFor: (userId) => {
      if (settings.groups === 0) return undefined;
      const number = userIds.indexOf(userId) ?? 0;
      // Where it is checked what a client makes, nothing joins a group on its own.
      if (traits.isStrict && number >= settings.users) return undefined;
      return groupIds.idAt(hash(seed, MEMBER_SALT, number) % settings.groups);
    },
  });
  const stores = {users, groups, memberships};
  return {
    name,
    traits,
    address,
    users: userShelf(making, stores, userAt),
    groups: groupShelf(making, stores, groupAt),
  };
}

type Stores = Readonly<Record<'users' | 'groups', Shelf['store']>> & {
  readonly memberships: Memberships;
};

function idForm(name: ServiceName, {profile, quirks}: ScimSettings): ServiceName | 'big_numbers' {
  if (quirks.includes('number_ids')) return 'big_numbers';
  // Strict services have ids that no other resource has.
  return profile === 'strict' ? 'pendo' : name;
}

function userMaker(making: Making, idAt: (index: number) => string): (index: number) => Fields {
  const {name, settings, seed, people, traits, hasAll, stamps} = making;
  const source = {name, seed, people, idAt};
  return (index) => {
    const user = traits.isStrict ? createStrictUser(source, index) : createUser(source, index);
    const full = hasAll ? fullUser(user, people.name(index)) : user;
    const numbered = settings.quirks.includes('number_ids')
      ? {...full, externalId: String(full['id'])}
      : full;
    return stamps.first(numbered, index);
  };
}

function groupMaker(making: Making, idAt: (index: number) => string): (index: number) => Fields {
  return (index) => {
    const group = {
      schemas: [groupKind.schema.id],
      id: idAt(index),
      displayName: groupName(index),
      meta: {resourceType: 'Group'},
    };
    return making.stamps.first(making.hasAll ? fullGroup(group) : group, index);
  };
}

function userShelf(
  {name, traits, hasAll, stamps, address}: Making,
  {users: store, groups, memberships}: Stores,
  createAt: Shelf['createAt'],
): Shelf {
  const groupsOf = (userId: string): readonly Fields[] =>
    memberships.groupsOf(userId).map((groupId) => {
      const display = groups.byId(groupId)?.['displayName'];
      const base = traits.isStrict ? address() : 'https://scim.example';
      const more =
        traits.isStrict || hasAll ? {$ref: `${base}/Groups/${groupId}`, type: 'direct'} : {};
      return {value: groupId, display, ...more};
    });
  const showsGroups = name === 'pipedrive' || hasAll || traits.isStrict;
  const {attributes} = traits;
  return {
    kind: attributes && !hasAll ? withAttributes(userKind, attributes) : userKind,
    store,
    createAt,
    whole: (user) => user,
    keep: (user) => {
      const kept = stamps.touched(user);
      store.put(String(user['id']), kept);
      return kept;
    },
    show: (user) =>
      stamps.shown(showsGroups ? {...user, groups: groupsOf(String(user['id']))} : user, 'User'),
    hasUniqueKey: true,
    filterable: ['userName', 'externalId'],
  };
}

function groupShelf(
  {traits, hasAll, stamps, address}: Making,
  {users, groups: store, memberships}: Stores,
  createAt: Shelf['createAt'],
): Shelf {
  const whole = (group: Fields): Fields => {
    const members = memberships.membersOf(String(group['id'])).map((id) => {
      const user = users.byId(id);
      if (traits.isStrict) {
        const type = user ? 'User' : 'Group';
        return {value: id, $ref: `${address()}/${type}s/${id}`, type};
      }
      const $ref = hasAll ? {$ref: `https://scim.example/Users/${id}`} : {};
      return {value: id, display: user?.['userName'], type: 'User', ...$ref};
    });
    return {...group, members};
  };
  return {
    kind: groupKind,
    store,
    createAt,
    whole,
    keep: ({members, ...group}) => {
      const kept = stamps.touched(group);
      const id = String(group['id']);
      const ids = idsIn(members);
      store.put(id, kept);
      // The seed decides until somebody else does.
      if (ids.join() !== memberships.membersOf(id).join()) memberships.choose(id, ids);
      return kept;
    },
    show: (group) => stamps.shown(whole(group), 'Group'),
    hasUniqueKey: false,
    filterable: ['displayName', 'externalId'],
  };
}

function idsIn(members: unknown): readonly string[] {
  return listOf(members).flatMap((member) =>
    isFields(member) && typeof member['value'] === 'string' ? [member['value']] : [],
  );
}

function groupName(index: number): string {
  const name = GROUP_NAMES[index % GROUP_NAMES.length] ?? 'Group';
  const round = Math.floor(index / GROUP_NAMES.length);
  return round === 0 ? name : `${name} ${round + 1}`;
}
