import {listPages} from '../list-pages';
import {membersOf} from '../listings';
import {toMember} from './member';
import type {MemberWorkspace} from './workspaces';

/**
 * Lists the members of a workspace, invited ones included, and puts them into its directory: whoever is
 * there is never invited again. A failed listing throws.
 */
export async function listMembers(
  {own, directory}: Pick<MemberWorkspace, 'own' | 'directory'>,
  {signal, roles}: {readonly signal: AbortSignal; readonly roles: Set<string>},
): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  for await (const rows of listPages(membersOf(own, 'auto', signal))) {
    const members = rows.map(toMember);
    directory.put(members);
    for (const {id, role} of members) {
      seen.add(id);
      if (role !== undefined) roles.add(role);
    }
  }
  return seen;
}
