import {isJsonObject, type JsonObject} from '../../../core/json';
import {keyTextOf} from '../../../read/listing/key-of';
import type {Workspace} from '../connect';
import {listPages} from '../list-pages';
import {usersOf} from '../listings';
import {normalizeEmail} from '../../shared/people/people-directory';
import {licenseOf} from './licenses';

/** A user of the organization, regardless of the workspaces that they are in. */
export interface OrganizationUser {
  readonly id: string;
  readonly license: string | undefined;
  readonly firstName: string;
  readonly lastName: string;
  /** Without any workspace. */
  readonly isRemoved: boolean;
}

/** What an Organization Admin's credential sees, kept up while members are written. */
export interface Organization {
  /** The workspace whose credential may write, and list the users. */
  readonly admin: Workspace;
  /** Users by normalised address; of one address there may be several. */
  readonly users: Map<string, readonly OrganizationUser[]>;
  /** Domains that new users may have: those of the organization's owners and of the credential's. */
  readonly domains: Set<string>;
}

/** Where the credentials' owners are members: ids of workspaces by membership. */
type Places = Map<string, string>;

/**
 * Lists the users, removed ones included: they are known by their address, and joining a workspace again
 * needs their id (PandaDoc Q7). Notes in which workspace each of the wanted memberships is, and every
 * role that somebody has.
 */
export async function listOrganization(
  {users, domains, admin}: Organization,
  {
    signal,
    wanted,
    places,
    roles,
  }: {
    readonly signal: AbortSignal;
    /** Memberships of the credentials' owners. */
    readonly wanted: ReadonlySet<string>;
    readonly places: Places;
    readonly roles: Set<string>;
  },
): Promise<void> {
  const found = new Map<string, readonly OrganizationUser[]>();
  const listing = {...usersOf(admin, signal), query: {show_removed: true}};
  for await (const rows of listPages(listing)) {
    for (const row of rows) {
      const id = keyTextOf(row['user_id']);
      const email = normalizeEmail(textOf(row, 'email'));
      if (id === undefined || email === '') continue;
      found.set(email, [...(found.get(email) ?? []), toUser(id, row)]);
      const own = noteMemberships(row, {wanted, places, roles});
      if (own || row['is_organization_owner'] === true) domains.add(domainOf(email));
    }
  }
  users.clear();
  for (const [email, same] of found) users.set(email, same);
}

/** Notes a user who was just created, and who may join further workspaces. */
export function noteNewUser(
  {users}: Organization,
  email: string,
  user: Omit<OrganizationUser, 'isRemoved'>,
): void {
  users.set(email, [{...user, isRemoved: false}]);
}

/** What stands behind the @. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}

function toUser(id: string, row: JsonObject): OrganizationUser {
  return {
    id,
    license: licenseOf(textOf(row, 'license')),
    firstName: textOf(row, 'first_name'),
    lastName: textOf(row, 'last_name'),
    isRemoved: Array.isArray(row['workspaces']) && row['workspaces'].length === 0,
  };
}

/** True when one of the memberships is a wanted one. */
function noteMemberships(
  {workspaces}: JsonObject,
  {
    wanted,
    places,
    roles,
  }: {
    readonly wanted: ReadonlySet<string>;
    readonly places: Places;
    readonly roles: Set<string>;
  },
): boolean {
  const memberships: readonly unknown[] = Array.isArray(workspaces) ? workspaces : [];
  let own = false;
  for (const membership of memberships) {
    if (!isJsonObject(membership)) continue;
    const id = keyTextOf(membership['membership_id']);
    const workspace = keyTextOf(membership['workspace_id']);
    const role = textOf(membership, 'role');
    if (role !== '') roles.add(role);
    if (id === undefined || workspace === undefined || !wanted.has(id)) continue;
    places.set(id, workspace);
    own = true;
  }
  return own;
}

function textOf(row: JsonObject, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}
