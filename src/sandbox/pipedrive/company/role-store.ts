import {DEFAULT_ROLE_ID} from './pipedrive-user';

export interface PipedriveRole {
  readonly id: number;
  readonly name: string;
  readonly parentId: number | undefined;
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

/** All roles of the company; the first is the default one. */
export class RoleStore {
  readonly #roles = new Map<number, PipedriveRole>([
    [DEFAULT_ROLE_ID, {id: DEFAULT_ROLE_ID, name: '(Unassigned users)', parentId: undefined}],
  ]);
  #nextId = FIRST_ID;

  constructor(total: number) {
    for (let at = 0; at < total - 1; at += 1) {
      const round = Math.floor(at / NAMES.length);
      const name = NAMES[at % NAMES.length] ?? '';
      this.add(round === 0 ? name : `${name} ${round + 1}`, at > 2 ? FIRST_ID + 1 : undefined);
    }
  }

  all(): readonly PipedriveRole[] {
    return [...this.#roles.values()];
  }

  byId(id: number): PipedriveRole | undefined {
    return this.#roles.get(id);
  }

  /** Adds a role under the next id and returns it. */
  add(name: string, parentId: number | undefined): PipedriveRole {
    const role = {id: this.#nextId, name, parentId};
    this.#roles.set(role.id, role);
    this.#nextId += 1;
    return role;
  }

  replace(role: PipedriveRole): void {
    this.#roles.set(role.id, role);
  }

  remove(id: number): void {
    this.#roles.delete(id);
  }

  /** 1 for a role without a parent. */
  levelOf(role: PipedriveRole): number {
    let level = 1;
    for (let up = role.parentId; up !== undefined && level < 100; level += 1) {
      up = this.#roles.get(up)?.parentId;
    }
    return level;
  }
}
