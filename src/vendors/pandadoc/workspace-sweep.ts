import type {ReadContext, Row, Sweep, SweepPage} from '../../read/reader';
import {loadResource} from '../../resources/load-resource';
import type {Workspace} from './connect';
import {listPages} from './list-pages';
import {workspacesOf} from './listings';
import {openWorkspaces, throwRefusals} from './open-workspaces';
import {idOf} from './results';
import {toWorkspaceRow} from './rows';

const STREAM = 'pandadoc_workspaces';

/**
 * The workspaces that the credentials see, each once. Every credential is asked: PandaDoc lists the
 * whole organization to each, the guide's server only the owner's own workspaces.
 */
export function workspaceSweep(workspaces: readonly Workspace[]): Sweep {
  return {
    kind: 'sweep',
    streams: [{name: STREAM, schema: loadResource(`schemas/${STREAM}.json`), primaryKey: ['id']}],
    pages: (_selected, context) => workspacePages(workspaces, context),
  };
}

async function* workspacePages(
  workspaces: readonly Workspace[],
  {signal}: ReadContext,
): AsyncGenerator<SweepPage> {
  const {open, refused} = await openWorkspaces(workspaces, signal);
  const seen = new Set<string | undefined>();
  for (const workspace of open) {
    for await (const records of listPages(workspacesOf(workspace, signal))) {
      const rows: Row[] = [];
      for (const record of records) {
        const id = idOf(record['id']);
        if (seen.has(id)) continue;
        seen.add(id);
        rows.push(toWorkspaceRow(record));
      }
      yield new Map([[STREAM, rows]]);
    }
  }
  throwRefusals(refused);
}
