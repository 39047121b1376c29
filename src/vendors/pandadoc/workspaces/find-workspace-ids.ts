import {isJsonObject, type JsonObject} from '../../../core/json';
import {keyTextOf} from '../../../read/listing/key-of';
import {listPages} from '../list-pages';
import {usersOf} from '../listings';
import type {OwnedWorkspace} from './open-workspaces';
import {isUnavailable} from '../users-access';

/** The id that records of a workspace carry. */
export interface WorkspaceId {
  readonly id: string | null;
  readonly isGuess: boolean;
}

/**
 * Finds the id of each workspace, by its name: as configured; as the server says (guide); by the
 * owner's membership in the organization's list of users, which an Organization Admin sees. What is
 * left is guessed from where the owner works at the moment, which may be elsewhere (PandaDoc Q2).
 * Throws what the vendor refuses for any other reason than a missing right.
 */
export async function findWorkspaceIds(
  workspaces: readonly OwnedWorkspace[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, WorkspaceId>> {
  const ids = new Map<string, WorkspaceId>();
  const byMembership = new Map<string, string>();
  for (const workspace of workspaces) {
    const {settings, owner} = workspace;
    const known = settings.workspaceId ?? owner.workspaceId;
    if (known !== undefined) ids.set(settings.name, {id: known, isGuess: false});
    else if (owner.membershipId !== undefined) byMembership.set(owner.membershipId, settings.name);
  }
  for (const workspace of workspaces) {
    if (byMembership.size === 0) break;
    await askForUsers(workspace, signal, {ids, byMembership});
  }
  for (const {settings, owner} of workspaces) {
    if (ids.has(settings.name)) continue;
    ids.set(settings.name, {id: owner.currentWorkspace ?? null, isGuess: true});
  }
  return ids;
}

interface Search {
  readonly ids: Map<string, WorkspaceId>;
  /** Names of the workspaces that are looked for, by their owners' memberships. */
  readonly byMembership: Map<string, string>;
}

async function askForUsers(
  workspace: OwnedWorkspace,
  signal: AbortSignal,
  search: Search,
): Promise<void> {
  try {
    for await (const users of listPages(usersOf(workspace, signal))) {
      for (const user of users) noteMemberships(user, search);
      if (search.byMembership.size === 0) return;
    }
  } catch (error) {
    if (!isUnavailable(error)) throw error;
  }
}

function noteMemberships({workspaces}: JsonObject, {ids, byMembership}: Search): void {
  if (!Array.isArray(workspaces)) return;
  const memberships: readonly unknown[] = workspaces;
  for (const membership of memberships) {
    if (!isJsonObject(membership)) continue;
    const membershipId = keyTextOf(membership['membership_id']) ?? '';
    const id = keyTextOf(membership['workspace_id']);
    const name = byMembership.get(membershipId);
    if (name === undefined || id === undefined) continue;
    ids.set(name, {id, isGuess: false});
    byMembership.delete(membershipId);
  }
}
