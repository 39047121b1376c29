import type {Failure} from '../../../core/failure';
import type {JsonObject} from '../../../core/json';
import type {StreamColumns} from '../../../read/columns/stream-columns';
import {keyTextOf} from '../../../read/listing/key-of';
import type {ReadContext, Sweep, SweepPage} from '../../../read/reader';
import type {Workspace} from '../connect';
import {listPages} from '../list-pages';
import {usersOf} from '../listings';
import {openWorkspaces, throwRefusals, type OwnedWorkspace} from '../workspaces/open-workspaces';
import {isUnavailable} from '../users-access';

/**
 * The users of the organization, each once. One Organization Admin's credential sees them all; a
 * further credential is asked only when its owner was not among them, which means that it belongs to
 * another organization.
 */
export function userSweep(workspaces: readonly Workspace[], columns: StreamColumns): Sweep {
  return {
    kind: 'sweep',
    streams: [columns],
    pages: (_selected, context) => userPages(workspaces, columns, context),
  };
}

interface Denial {
  readonly workspace: OwnedWorkspace;
  readonly failure: Failure;
}

async function* userPages(
  workspaces: readonly Workspace[],
  columns: StreamColumns,
  {signal}: ReadContext,
): AsyncGenerator<SweepPage> {
  const {open, refused} = await openWorkspaces(workspaces, signal);
  const seen = new Set<string>();
  const denials: Denial[] = [];
  for (const workspace of open) {
    if (isKnown(workspace, seen)) continue;
    try {
      for await (const users of listPages(usersOf(workspace, signal))) {
        yield new Map([[columns.name, newUsers(users, seen).map(columns.toRow)]]);
      }
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      denials.push({workspace, failure: error});
    }
  }
  throwRefusals({open, refused});
  // Somebody else's credential has listed the owner: nothing of that organization is missing.
  const missing = denials.find(({workspace}) => !isKnown(workspace, seen));
  if (missing !== undefined) throw missing.failure;
}

function isKnown({owner}: OwnedWorkspace, seen: ReadonlySet<string>): boolean {
  return owner.userId !== undefined && seen.has(owner.userId);
}

/** Users without an id are passed on: the engine counts and names them. */
function newUsers(users: readonly JsonObject[], seen: Set<string>): readonly JsonObject[] {
  return users.filter((user) => {
    const id = keyTextOf(user['user_id']);
    if (id === undefined) return true;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
