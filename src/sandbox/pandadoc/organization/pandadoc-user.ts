/** An account of the organization, whoever looks at it. */
export interface PandadocUser {
  readonly index: number;
  readonly userId: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
  readonly license: string;
  readonly emailVerified: boolean;
  /** Where the person works at the moment: number of a workspace. */
  readonly currentWorkspace: number;
  /** Empty when the user was removed: the account stays listed (PandaDoc Q7). */
  readonly memberships: readonly Membership[];
}

/** A user's role in one workspace. */
export interface Membership {
  readonly membershipId: string;
  /** Number of the workspace. */
  readonly workspace: number;
  readonly role: string;
  readonly isActive: boolean;
  /** Invited, and has not accepted yet (guide). */
  readonly isPending: boolean;
  /** With microseconds, as shown. */
  readonly created: string;
  readonly modified: string | null;
}

/** Roles that exist in every workspace, and one of the organization's own (PandaDoc Q16). */
export const ROLES = ['Admin', 'Manager', 'Member', 'Collaborator', 'Custom reviewers'] as const;

/** Licenses as reads name them; writes say `eSign` (PandaDoc Q5). */
export const LICENSES = ['Full', 'Read-only', 'eSignature', 'Guest', 'Creator'] as const;

/** The user's role in a workspace. */
export function membershipIn(user: PandadocUser, workspace: number): Membership | undefined {
  return user.memberships.find((one) => one.workspace === workspace);
}

/** A time with the six digits that PandaDoc shows. */
export function microseconds(ms: number, micros = 0): string {
  const digits = String(micros % 1000).padStart(3, '0');
  return `${new Date(ms).toISOString().slice(0, -1)}${digits}Z`;
}
