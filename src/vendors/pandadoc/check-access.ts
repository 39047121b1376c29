import {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import type {Availability} from '../../read/source-vendor';
import {attempt} from '../shared/attempt';
import type {Workspace} from './connect';
import {readKeyOwner} from './workspaces/key-owner';
import type {Listing} from './list-pages';
import {membersOf, usersOf, workspacesOf} from './listings';
import {sameWorkspace} from './sweeps/member-sweep';
import type {OwnedWorkspace} from './workspaces/open-workspaces';
import {pageOf} from './results';
import {isUnavailable} from './users-access';

const ALWAYS = ['pandadoc_members', 'pandadoc_workspaces'];
const USERS = 'pandadoc_users';

type Ask = Pick<Kit, 'log' | 'signal'> & {readonly workspaces: readonly Workspace[]};

/**
 * Tries every workspace's credential on itself, on its members and on the workspaces; each failure
 * names its workspace. Without an Organization Admin among them only the stream `pandadoc_users`
 * cannot be read, which is a warning, and so are two credentials of one workspace.
 */
export async function checkPandadoc(ask: Ask): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  const open: OwnedWorkspace[] = [];
  for (const workspace of ask.workspaces) {
    const owner = await attempt(() => readKeyOwner(workspace, ask.signal));
    if (owner instanceof Failure) {
      failures.push(owner);
      continue;
    }
    warnOfTwin({...workspace, owner}, open, ask);
    open.push({...workspace, owner});
    failures.push(...(await checkLists(workspace, ask.signal)));
  }
  if (open.length > 0) failures.push(...(await checkUsers({...ask, workspaces: open})));
  return failures;
}

/**
 * What the accounts have: all but the users where no credential's server knows the call (guide). A
 * missing right can be given, so it says nothing of the stream.
 */
export async function availableStreams({workspaces, signal}: Ask): Promise<Availability> {
  const answers = await Promise.all(
    workspaces.map((workspace) => attempt(() => readOne(usersOf(workspace, signal)))),
  );
  const failures = answers.filter((answer) => answer instanceof Failure);
  if (failures.length < answers.length || failures.some(({status}) => status === 403)) {
    return {streams: new Set([...ALWAYS, USERS]), unanswered: []};
  }
  const unanswered = failures
    .filter((failure) => !isUnavailable(failure))
    .map((failure) => ({streams: [USERS], failure}));
  return {streams: new Set(unanswered.length > 0 ? [...ALWAYS, USERS] : ALWAYS), unanswered};
}

async function checkLists(workspace: Workspace, signal: AbortSignal): Promise<readonly Failure[]> {
  const members = await attempt(() => readOne(membersOf(workspace, 'auto', signal)));
  const workspaces = await attempt(() => readOne(workspacesOf(workspace, signal)));
  return [members, workspaces].filter((result) => result instanceof Failure);
}

async function checkUsers({workspaces, signal, log}: Ask): Promise<readonly Failure[]> {
  const refusals: Failure[] = [];
  for (const workspace of workspaces) {
    const result = await attempt(() => readOne(usersOf(workspace, signal)));
    if (!(result instanceof Failure)) return [];
    if (result.kind === 'auth' && result.status !== 403) return [result];
    refusals.push(result);
  }
  log('WARN', `Not readable: ${USERS}. ${refusals.map(({message}) => message).join(' ')}`);
  return [];
}

/** The same membership is the same workspace, and so is an id that the server itself gives. */
function warnOfTwin(one: OwnedWorkspace, others: readonly OwnedWorkspace[], {log}: Ask): void {
  const {membershipId, workspaceId} = one.owner;
  const twin = others.find(
    ({owner}) =>
      (membershipId !== undefined && owner.membershipId === membershipId) ||
      (workspaceId !== undefined && owner.workspaceId === workspaceId),
  );
  if (twin !== undefined) log('WARN', sameWorkspace(one.settings.name, twin.settings.name));
}

/** Asks for one record; what it holds does not matter. */
async function readOne({workspace, path, query, purpose, signal}: Listing): Promise<void> {
  const answer = await workspace.client.send({
    method: 'GET',
    path,
    query: {...query, page: 1, count: 1},
    repeatable: true, // a read changes nothing
    signal,
    purpose,
  });
  pageOf(answer.body, purpose);
}
