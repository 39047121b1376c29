import type {PersonCost} from '../../shared/people/person-costs';
import type {Rejected} from '../../shared/people/reject';
import type {Member} from './member';
import type {OrganizationUser} from './organization';
import type {MemberWorkspace} from './workspaces';

/** What is to be done for one record. What it takes from the brakes is taken already. */
export type Decision = Rejected | {readonly type: 'unchanged'} | Doing;

/** What needs calls. */
export type Doing = Invitation | RoleChange | Removal;

/** Somebody becomes a member of a workspace. */
export interface Invitation {
  readonly type: 'invite';
  readonly workspace: MemberWorkspace;
  readonly email: string;
  readonly role: string;
  /** Guide only: made an admin in a second call. */
  readonly isAdmin: boolean;
  /** Of a new user of the organization. */
  readonly license: string;
  readonly firstName: string;
  readonly lastName: string;
  /** A user of the organization who has this address already (documented). */
  readonly user: OrganizationUser | undefined;
  readonly costs: readonly PersonCost[];
}

/** A member gets another role; at least one of `role` and `isAdmin` is there. */
export interface RoleChange {
  readonly type: 'change';
  readonly workspace: MemberWorkspace;
  readonly member: Member;
  readonly role: string | undefined;
  /** Guide only. */
  readonly isAdmin: boolean | undefined;
  readonly costs: readonly PersonCost[];
}

/** A member is taken out of the workspace; account and documents stay. */
export interface Removal {
  readonly type: 'remove';
  readonly workspace: MemberWorkspace;
  readonly member: Member;
  readonly costs: readonly PersonCost[];
}

/** Requests that write. */
export function callsOf(doing: Doing): number {
  if (doing.type === 'invite') return doing.isAdmin ? 2 : 1;
  if (doing.type === 'remove') return 1;
  return (doing.role === undefined ? 0 : 1) + (doing.isAdmin === undefined ? 0 : 1);
}
