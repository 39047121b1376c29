import type {Member} from '../member';
import {departed} from '../member';
import {listMembers} from '../list-members';
import {listOrganization} from '../organization';
import type {MemberWorkspace} from '../workspaces';
import type {WriterContext} from '../writer-context';

/** Before members are listed again: a request that was given up may still be at work. */
const LOOK_AFTER_MS = 2_000;

/**
 * Lists a workspace again, and the organization's users with it, after an answer that leaves open what
 * was done. A failed listing throws: nothing is known then.
 */
export async function lookAgain(
  {kit, roles}: Pick<WriterContext, 'kit' | 'roles'>,
  workspace: MemberWorkspace,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  kit.log(
    'INFO',
    'PandaDoc: it is not known whether a change was made; the members are listed again before the request is repeated.',
  );
  await kit.clock.sleep(LOOK_AFTER_MS, signal);
  if (workspace.organization !== undefined) {
    const nothing = {wanted: new Set<string>(), places: new Map<string, string>()};
    await listOrganization(workspace.organization, {signal, ...nothing, roles});
  }
  return listMembers(workspace, {signal, roles});
}

/** Notes that somebody is no member any more. */
export function forget({directory}: MemberWorkspace, member: Member): void {
  directory.put([departed(member)]);
  directory.markLeaving(member.id, false);
}
