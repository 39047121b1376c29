import {newField} from '../shared/new-field';
import type {Organization, PandadocWorkspace} from './organization/organization';
import type {Membership, PandadocUser} from './organization/pandadoc-user';

type Shown = Readonly<Record<string, unknown>>;

/** A member as the profile's `GET /members` lists it. */
export function showMember(
  organization: Organization,
  user: PandadocUser,
  membership: Membership,
): Shown {
  return organization.settings.profile === 'guide'
    ? showGuideMember(organization, user, membership)
    : showDocumentedMember(organization, user, membership);
}

function showDocumentedMember(
  {settings, workspaces}: Organization,
  user: PandadocUser,
  membership: Membership,
): Shown {
  // Where the person works at the moment, not the membership's workspace (PandaDoc Q2).
  const current = workspaces[user.currentWorkspace];
  return {
    user_id: user.userId,
    membership_id: membership.membershipId,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    is_active: membership.isActive,
    workspace: current?.id,
    workspace_name: current?.name,
    [settings.verified_name]: user.emailVerified,
    role: membership.role,
    user_license: user.license,
    date_created: membership.created,
    date_modified: membership.modified,
    ...newField(settings.rare_fields),
  };
}

function showGuideMember(
  {settings, workspaces}: Organization,
  user: PandadocUser,
  membership: Membership,
): Shown {
  return {
    user_id: user.userId,
    membership_id: membership.membershipId,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    role: membership.role,
    status: guideStatus(membership),
    is_admin: membership.role === 'Admin',
    workspace_id: workspaces[membership.workspace]?.id,
    avatar: settings.rare_fields ? `https://avatars.example/${user.userId}.png` : null,
    ...newField(settings.rare_fields),
  };
}

/** The guide's word for a membership's state. */
export function guideStatus({isPending, isActive}: Membership): string {
  if (isPending) return 'pending';
  return isActive ? 'active' : 'inactive';
}

/** An account as `GET /users` lists it. */
export function showUser({settings, workspaces}: Organization, user: PandadocUser): Shown {
  return {
    user_id: user.userId,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    phone_number: user.phone,
    license: user.license,
    is_organization_owner: user.index === 0,
    workspaces: user.memberships.map((one) => ({
      role: one.role,
      workspace_id: workspaces[one.workspace]?.id,
      membership_id: one.membershipId,
    })),
    ...newField(settings.rare_fields),
  };
}

/** A workspace as the profile lists it; `isDefault` is the guide's. */
export function showWorkspace(
  {settings, users}: Organization,
  workspace: PandadocWorkspace,
  isDefault: boolean,
): Shown {
  const {id, name} = workspace;
  const more = newField(settings.rare_fields);
  return settings.profile === 'guide'
    ? {id, name, is_default: isDefault, ...more}
    : {id, name, owner: users.at(workspace.owner)?.email, date_created: workspace.created, ...more};
}
