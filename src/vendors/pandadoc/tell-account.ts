import type {ToldAccount} from '../../core/told-account';
import type {Workspace} from './connect';
import type {KeyOwner} from './workspaces/key-owner';
import {openWorkspaces, throwRefusals} from './workspaces/open-workspaces';

/**
 * Asks each credential which workspace it belongs to: `GET /members/current` names the workspace
 * (guide), or its owner's membership, which exists in one workspace only (PandaDoc Q2 forbids to take
 * the workspace where the owner works at the moment). A credential that is refused tells nothing; its
 * streams say so when they are read. Workspaces may be added and taken away: one in common is enough.
 */
export async function tellAccount(
  workspaces: readonly Workspace[],
  address: string,
  signal: AbortSignal,
): Promise<ToldAccount> {
  const {open, refused} = await openWorkspaces(workspaces, signal);
  if (open.length === 0) throwRefusals({open, refused});
  const names = open.map(({settings}) => settings.name);
  return {
    ids: open.flatMap(({owner}) => idOf(owner)),
    ...(names.length > 0 && {name: names.join(', ')}),
    address,
  };
}

function idOf({workspaceId, membershipId}: KeyOwner): readonly string[] {
  if (workspaceId !== undefined) return [`workspace:${workspaceId}`];
  return membershipId === undefined ? [] : [`membership:${membershipId}`];
}
