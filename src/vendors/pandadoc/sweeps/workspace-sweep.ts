import type {StreamColumns} from '../../../read/columns/stream-columns';
import {keyTextOf} from '../../../read/listing/key-of';
import type {ReadContext, Row, Sweep, SweepPage} from '../../../read/reader';
import type {Workspace} from '../connect';
import {listPages} from '../list-pages';
import {workspacesOf} from '../listings';
import {openWorkspaces, throwRefusals} from '../workspaces/open-workspaces';

/**
 * The workspaces that the credentials see, each once. Every credential is asked: PandaDoc lists the
 * whole organization to each, the guide's server only the owner's own workspaces.
 */
export function workspaceSweep(workspaces: readonly Workspace[], columns: StreamColumns): Sweep {
  return {
    kind: 'sweep',
    streams: [columns],
    pages: (_selected, context) => workspacePages(workspaces, columns, context),
  };
}

async function* workspacePages(
  workspaces: readonly Workspace[],
  columns: StreamColumns,
  {signal}: ReadContext,
): AsyncGenerator<SweepPage> {
  const {open, refused} = await openWorkspaces(workspaces, signal);
  const seen = new Set<string>();
  for (const workspace of open) {
    for await (const records of listPages(workspacesOf(workspace, signal))) {
      const rows: Row[] = [];
      for (const record of records) {
        const id = keyTextOf(record['id']);
        if (id !== undefined && seen.has(id)) continue;
        if (id !== undefined) seen.add(id);
        rows.push(columns.toRow(record));
      }
      yield new Map([[columns.name, rows]]);
    }
  }
  throwRefusals({open, refused});
}
