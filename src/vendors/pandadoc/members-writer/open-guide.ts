import {keyTextOf} from '../../../read/listing/key-of';
import {listPages} from '../list-pages';
import {workspacesOf} from '../listings';
import type {OwnedWorkspace} from '../workspaces/open-workspaces';
import {noteName, refuseOtherId, type FoundWorkspaces} from './open-documented';
import {emptyDirectory, type MemberWorkspace} from './workspaces';

/** By the guide's contract each workspace is written with its own credential, whose server says where it is. */
export async function openGuide(
  open: readonly OwnedWorkspace[],
  signal: AbortSignal,
): Promise<FoundWorkspaces> {
  const shown = new Map<string, Set<string>>();
  const nameById = new Map<string, string>();
  const workspaces: MemberWorkspace[] = [];
  for (const own of open) {
    const {settings, owner} = own;
    const told = owner.workspaceId;
    if (told !== undefined) refuseOtherId(own, told);
    const id = told ?? settings.workspaceId ?? settings.name;
    if (!nameById.has(id)) await listNames(own, signal, {shown, nameById});
    const name = nameById.get(id);
    workspaces.push({
      id,
      names: new Set([settings.name, ...(name === undefined ? [] : [name])]),
      own,
      writes: own.client,
      organization: undefined,
      directory: emptyDirectory(),
      ownerEmail: undefined,
    });
  }
  return {workspaces, shown};
}

async function listNames(
  own: OwnedWorkspace,
  signal: AbortSignal,
  found: {readonly shown: Map<string, Set<string>>; readonly nameById: Map<string, string>},
): Promise<void> {
  for await (const rows of listPages(workspacesOf(own, signal))) {
    for (const row of rows) {
      const id = keyTextOf(row['id']);
      const {name} = row;
      if (id === undefined || typeof name !== 'string') continue;
      found.nameById.set(id, name);
      noteName(found.shown, name, id);
    }
  }
}
