import type {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {ReadContext, Row, Sweep, SweepPage} from '../../read/reader';
import {loadResource} from '../../resources/load-resource';
import type {Workspace} from './connect';
import {listPages} from './list-pages';
import {usersOf} from './listings';
import {openWorkspaces, throwRefusals, type OwnedWorkspace} from './open-workspaces';
import {idOf} from './results';
import {toUserRow} from './rows';
import {isUnavailable} from './users-access';

const STREAM = 'pandadoc_users';

/**
 * The users of the organization, each once. One Organization Admin's credential sees them all; a
 * further credential is asked only when its owner was not among them, which means that it belongs to
 * another organization.
 */
export function userSweep(workspaces: readonly Workspace[]): Sweep {
  return {
    kind: 'sweep',
    streams: [
      {name: STREAM, schema: loadResource(`schemas/${STREAM}.json`), primaryKey: ['user_id']},
    ],
    pages: (_selected, context) => userPages(workspaces, context),
  };
}

interface Denial {
  readonly workspace: OwnedWorkspace;
  readonly failure: Failure;
}

async function* userPages(
  workspaces: readonly Workspace[],
  {signal}: ReadContext,
): AsyncGenerator<SweepPage> {
  const {open, refused} = await openWorkspaces(workspaces, signal);
  const seen = new Set<string>();
  const denials: Denial[] = [];
  for (const workspace of open) {
    if (isKnown(workspace, seen)) continue;
    try {
      for await (const users of listPages(usersOf(workspace, signal))) {
        yield new Map([[STREAM, newRows(users, seen)]]);
      }
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      denials.push({workspace, failure: error});
    }
  }
  throwRefusals(refused);
  // Somebody else's credential has listed the owner: nothing of that organization is missing.
  const missing = denials.find(({workspace}) => !isKnown(workspace, seen));
  if (missing !== undefined) throw missing.failure;
}

function isKnown({owner}: OwnedWorkspace, seen: ReadonlySet<string>): boolean {
  return owner.userId !== undefined && seen.has(owner.userId);
}

function newRows(users: readonly JsonObject[], seen: Set<string>): readonly Row[] {
  const rows: Row[] = [];
  for (const user of users) {
    const id = idOf(user['user_id']);
    if (id === undefined || seen.has(id)) continue;
    seen.add(id);
    rows.push(toUserRow(user));
  }
  return rows;
}
