import type {ResourceStore} from './resource-store';

/** Who is in which group. */
export interface Memberships {
  /** Ids of the users and groups in a group that still exist. */
  membersOf(groupId: string): readonly string[];
  /** Ids of the groups that a user is in. */
  groupsOf(userId: string): readonly string[];
  /** Sets a group's members for good; until then the seed decides. */
  readonly choose: (groupId: string, userIds: readonly string[]) => void;
}

/** Makes the memberships of a directory; both directions are counted again only after a change. */
export function createMemberships(options: {
  readonly users: ResourceStore;
  readonly groups: ResourceStore;
  /** Whether groups may be members of groups. */
  readonly areNested: boolean;
  /** The group in which the seed puts a user; undefined: none. */
  readonly groupFor: (userId: string) => string | undefined;
}): Memberships {
  const {users, groups, areNested, groupFor} = options;
  const chosen = new Map<string, readonly string[]>();
  const version = (): string => `${users.version()} ${groups.version()} ${chosen.size}`;
  const byGroup = remembered(version, () => {
    const members = new Map<string, string[]>();
    for (const {id} of users.all()) add(members, groupFor(String(id)), String(id));
    for (const [groupId, userIds] of chosen) {
      members.set(
        groupId,
        userIds.filter((id) => users.byId(id) ?? (areNested && groups.byId(id))),
      );
    }
    return members;
  });
  const byUser = remembered(version, () => {
    const found = new Map<string, string[]>();
    for (const {id} of groups.all()) {
      for (const userId of byGroup().get(String(id)) ?? []) add(found, userId, String(id));
    }
    return found;
  });
  return {
    membersOf: (groupId) => byGroup().get(groupId) ?? [],
    groupsOf: (userId) => byUser().get(userId) ?? [],
    choose: (groupId, userIds) => {
      chosen.set(groupId, userIds);
      const group = groups.byId(groupId);
      if (group) groups.put(groupId, group);
    },
  };
}

function add(lists: Map<string, string[]>, key: string | undefined, value: string): void {
  if (key === undefined) return;
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Makes something again only when the version has moved. */
function remembered<Made>(version: () => string, make: () => Made): () => Made {
  let kept: {readonly version: string; readonly made: Made} | undefined;
  return () => {
    const current = version();
    if (kept?.version !== current) kept = {version: current, made: make()};
    return kept.made;
  };
}
