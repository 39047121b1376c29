import {Failure, toFailure} from '../../../core/failure';
import {normalizeEmail} from '../../shared/people/people-directory';
import {listPages} from '../list-pages';
import {workspacesOf} from '../listings';
import type {OwnedWorkspace} from '../workspaces/open-workspaces';
import {isUnavailable} from '../users-access';
import {keyTextOf} from '../../../read/listing/key-of';
import {listOrganization, type Organization} from './organization';
import {emptyDirectory, type MemberWorkspace} from './workspaces';

/** Workspaces as they were found, before their members are listed. */
export interface FoundWorkspaces {
  readonly workspaces: readonly MemberWorkspace[];
  /** Ids of all workspaces that the server shows, by their names. */
  readonly shown: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * By PandaDoc's own contract an Organization Admin's credential writes; each organization is listed
 * once, with the first such credential of it. Which workspace a credential belongs to is proven by its
 * owner's membership, never guessed. Throws what cannot be written safely.
 */
export async function openDocumented(
  open: readonly OwnedWorkspace[],
  roles: Set<string>,
  signal: AbortSignal,
): Promise<FoundWorkspaces> {
  const wanted = new Set(open.flatMap(({owner}) => owner.membershipId ?? []));
  const places = new Map<string, string>();
  const organizations = new Map<string, Organization>();
  const refusals: Failure[] = [];
  for (const workspace of open) {
    const {membershipId} = workspace.owner;
    if (membershipId === undefined || places.has(membershipId)) continue;
    const organization = {admin: workspace, users: new Map(), domains: new Set<string>()};
    const known = new Set(places.keys());
    const refusal = await tryList(organization, {signal, wanted, places, roles});
    if (refusal !== undefined) refusals.push(refusal);
    for (const id of places.keys()) if (!known.has(id)) organizations.set(id, organization);
  }
  const shown = new Map<string, Set<string>>();
  const about = new Map<string, Shown>();
  for (const organization of new Set(organizations.values())) {
    await listShown(organization, signal, {shown, about});
  }
  const workspaces = open.map((own): MemberWorkspace => {
    const {membershipId = ''} = own.owner;
    const [id, organization] = [places.get(membershipId), organizations.get(membershipId)];
    if (id === undefined || organization === undefined) throw noAdmin(own, refusals);
    refuseOtherId(own, id);
    const {name, owner} = about.get(id) ?? {};
    return {
      id,
      names: new Set([own.settings.name, ...(name === undefined ? [] : [name])]),
      own,
      writes: organization.admin.client,
      organization,
      directory: emptyDirectory(),
      ownerEmail: owner === undefined ? undefined : normalizeEmail(owner),
    };
  });
  return {workspaces, shown};
}

/** The failure when the credential may not list users; throws every other one. */
async function tryList(
  organization: Organization,
  options: Parameters<typeof listOrganization>[1],
): Promise<Failure | undefined> {
  try {
    await listOrganization(organization, options);
    return undefined;
  } catch (error) {
    if (!isUnavailable(error)) throw toFailure(error);
    return error;
  }
}

interface Shown {
  readonly name?: string;
  /** Address of the workspace's owner. */
  readonly owner?: string;
}

async function listShown(
  {admin}: Organization,
  signal: AbortSignal,
  found: {readonly shown: Map<string, Set<string>>; readonly about: Map<string, Shown>},
): Promise<void> {
  for await (const rows of listPages(workspacesOf(admin, signal))) {
    for (const row of rows) {
      const id = keyTextOf(row['id']);
      const {name, owner} = row;
      if (id === undefined) continue;
      found.about.set(id, {
        ...(typeof name === 'string' && {name}),
        ...(typeof owner === 'string' && {owner}),
      });
      if (typeof name === 'string') noteName(found.shown, name, id);
    }
  }
}

/** Remembers that a workspace has a name. */
export function noteName(shown: Map<string, Set<string>>, name: string, id: string): void {
  const ids = shown.get(name);
  if (ids === undefined) shown.set(name, new Set([id]));
  else ids.add(id);
}

/** What is configured must be what is true: a write into the wrong workspace cannot be taken back. */
export function refuseOtherId({settings}: OwnedWorkspace, id: string): void {
  const {workspaceId, name, place} = settings;
  if (workspaceId === undefined || workspaceId === id) return;
  throw new Failure({
    kind: 'config',
    message: `The credential of the PandaDoc workspace "${name}" (${place.field}) belongs to another workspace than its workspace_id says, so nothing is written. Correct workspace_id, or leave it out.`,
  });
}

/** Nobody's credential lists the users of its organization. */
function noAdmin({settings}: OwnedWorkspace, refusals: readonly Failure[]): Failure {
  const [refusal] = refusals;
  return new Failure({
    kind: 'auth',
    message: `PandaDoc lets only an Organization Admin write members, and no configured credential of the organization of the workspace "${settings.name}" is one. Put a key that an Organization Admin made into ${settings.place.field}. For a server that has only POST, PATCH and DELETE /members, set pandadoc.members_api to guide.`,
    ...(refusal?.status !== undefined && {status: refusal.status}),
    ...(refusal && {cause: refusal}),
  });
}
