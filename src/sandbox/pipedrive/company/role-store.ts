import {DEFAULT_ROLE_ID} from './pipedrive-user';

export interface PipedriveRole {
  readonly id: number;
  readonly name: string;
  readonly parentId: number | undefined;
}

/** All roles of the company. */
export interface RoleStore {
  all(): readonly PipedriveRole[];
  byId(id: number): PipedriveRole | undefined;
  /** Adds a role under the next id and returns it. */
  add(name: string, parentId: number | undefined): PipedriveRole;
  replace(role: PipedriveRole): void;
  remove(id: number): void;
  /** 1 for a role without a parent. */
  levelOf(role: PipedriveRole): number;
}

const FIRST_ID = 3;
const NAMES = [
  'Admins',
  'Sales Management',
  'Account Executive',
  'Sales Development',
  'Customer Success',
  'Support',
  'Sales Operations',
  'Marketing',
  'Finance',
  'Partner Management',
];

/** Makes the store with `total` roles; the first is the default one. */
export function createRoleStore(total: number): RoleStore {
  const roles = new Map<number, PipedriveRole>([
    [DEFAULT_ROLE_ID, {id: DEFAULT_ROLE_ID, name: '(Unassigned users)', parentId: undefined}],
  ]);
  let nextId = FIRST_ID;
  const add = (name: string, parentId: number | undefined): PipedriveRole => {
    const role = {id: nextId, name, parentId};
    roles.set(role.id, role);
    nextId += 1;
    return role;
  };
  for (let at = 0; at < total - 1; at += 1) {
    const round = Math.floor(at / NAMES.length);
    const name = NAMES[at % NAMES.length] ?? '';
    add(round === 0 ? name : `${name} ${round + 1}`, at > 2 ? FIRST_ID + 1 : undefined);
  }
  const levelOf = (role: PipedriveRole): number => {
    let level = 1;
    for (let up = role.parentId; up !== undefined && level < 100; level += 1) {
      up = roles.get(up)?.parentId;
    }
    return level;
  };
  return {
    all: () => [...roles.values()],
    byId: (id) => roles.get(id),
    add,
    replace: (role) => {
      roles.set(role.id, role);
    },
    remove: (id) => {
      roles.delete(id);
    },
    levelOf,
  };
}
