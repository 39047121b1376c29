import {Failure} from '../../../core/failure';
import type {Log} from '../../../core/log';
import type {StreamColumns} from '../../../read/columns/stream-columns';
import {TextRow} from '../../../read/columns/text-row';
import {keyTextOf} from '../../../read/listing/key-of';
import type {ReadContext, Row, Sweep, SweepPage} from '../../../read/reader';
import type {Workspace} from '../connect';
import {findWorkspaceIds} from '../workspaces/find-workspace-ids';
import {listPages} from '../list-pages';
import {membersOf} from '../listings';
import {openWorkspaces, throwRefusals, type OwnedWorkspace} from '../workspaces/open-workspaces';
import {toMemberRow, type MemberOrigin} from './member-row';
import type {MembersPagination} from '../settings';
import {writtenMembers} from './written-members';
import type {WorkspacePlace} from '../workspaces/workspace-entries';

/**
 * The members of every workspace, one listing each. The key is the membership, which is a user's in
 * one workspace; the workspace's id is a column beside it, because it may be a guess and must not
 * move the key. No column is left out of the digest: a record counts as changed when
 * `date_modified` moved or when anything else did, since a change of role or license need not move
 * it (PandaDoc Q14).
 */
export function memberSweep(
  workspaces: readonly Workspace[],
  pagination: MembersPagination,
  columns: StreamColumns,
): Sweep {
  return {
    kind: 'sweep',
    streams: [columns],
    pages: (_selected, context) => memberPages({workspaces, pagination, columns, context}),
  };
}

/** What is known of the workspaces that were read already. */
interface Progress {
  /** Name of the workspace that listed it, by membership. */
  readonly seenIn: Map<string, string>;
  readonly read: OwnedWorkspace[];
}

interface MemberRead {
  readonly workspaces: readonly Workspace[];
  readonly pagination: MembersPagination;
  readonly columns: StreamColumns;
  readonly context: ReadContext;
}

async function* memberPages(read: MemberRead): AsyncGenerator<SweepPage> {
  const {workspaces, columns, context} = read;
  const {signal, log} = context;
  const {open, refused} = await openWorkspaces(workspaces, signal);
  const ids = await findWorkspaceIds(open, signal);
  const progress: Progress = {seenIn: new Map(), read: []};
  for (const workspace of open) {
    const {name} = workspace.settings;
    const twin = twinOf(workspace, progress);
    if (twin !== undefined) {
      noteTwin(workspace, twin, log);
      continue;
    }
    const origin = {name, ...(ids.get(name) ?? {id: null, isGuess: true})};
    if (origin.isGuess) noteGuess(origin, workspace.settings.place, log);
    for await (const rows of oneWorkspace({...read, workspace, origin}, progress)) {
      yield new Map([[columns.name, rows]]);
    }
    progress.read.push(workspace);
  }
  throwRefusals({open, refused});
}

interface Listed extends MemberRead {
  readonly workspace: OwnedWorkspace;
  readonly origin: MemberOrigin;
}

async function* oneWorkspace(
  {workspace, origin, pagination, columns, context}: Listed,
  {seenIn}: Progress,
): AsyncGenerator<readonly Row[]> {
  let shared = 0;
  let own = 0;
  let sharedWith = '';
  const listing = membersOf(workspace, pagination, context.signal);
  const list = writtenMembers(origin, columns);
  for await (const members of listPages({...listing, list})) {
    const rows: Row[] = [];
    for (const member of members) {
      const id = keyTextOf(member['membership_id']);
      const first = id === undefined ? undefined : seenIn.get(id);
      if (first === undefined) {
        if (id !== undefined) seenIn.set(id, origin.name);
        rows.push(member instanceof TextRow ? member : toMemberRow(member, origin, columns));
        own += 1;
      } else {
        sharedWith = first;
        shared += 1;
      }
    }
    yield rows;
  }
  if (shared === 0) return;
  if (own > 0) throw overlap(origin.name, sharedWith);
  context.log?.('WARN', sameMembers(origin.name, sharedWith));
}

/**
 * The workspace read before that is the same one. A membership belongs to one workspace, so whose
 * own membership was listed there is a second credential of that workspace; where the server says
 * which workspace a credential belongs to (guide), that is proof as well. What was configured, and
 * where somebody works at the moment (PandaDoc Q2), is none.
 */
function twinOf({owner}: OwnedWorkspace, {seenIn, read}: Progress): string | undefined {
  if (owner.membershipId !== undefined) {
    const listedIn = seenIn.get(owner.membershipId);
    if (listedIn !== undefined) return listedIn;
  }
  if (owner.workspaceId === undefined) return undefined;
  return read.find((other) => other.owner.workspaceId === owner.workspaceId)?.settings.name;
}

function noteTwin({settings}: OwnedWorkspace, twin: string, log: Log | undefined): void {
  log?.('WARN', sameWorkspace(settings.name, twin));
}

/** The sentence about two credentials of one workspace. */
export function sameWorkspace(name: string, twin: string): string {
  return `The PandaDoc workspaces "${twin}" and "${name}" have credentials of the same workspace. It is read once, as "${twin}"; remove the other entry.`;
}

function sameMembers(name: string, twin: string): string {
  return `The PandaDoc workspaces "${twin}" and "${name}" list the same members; each is emitted once, as a member of "${twin}". Remove the other entry if it is the same workspace.`;
}

function noteGuess({name, id}: MemberOrigin, place: WorkspacePlace, log: Log | undefined): void {
  const step = place.takesId
    ? `Set workspace_id beside ${place.field}.`
    : 'Use a key that an Organization Admin made.';
  log?.(
    'WARN',
    `The id of the PandaDoc workspace "${name}" is ${id === null ? 'not known' : 'a guess'}: it needs the credential of an Organization Admin. ${step}`,
  );
}

function overlap(name: string, other: string): Failure {
  return new Failure({
    kind: 'data',
    message: `The PandaDoc workspaces "${other}" and "${name}" share some memberships but not all, so it is not clear which member belongs to which workspace. If both are the same workspace, remove one from the configuration; otherwise report it.`,
  });
}
