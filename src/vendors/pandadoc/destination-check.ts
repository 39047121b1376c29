import {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import type {ObjectUse, Right} from '../../write/rights';
import {attempt} from '../shared/attempt';
import type {Workspace} from './connect';
import type {PandadocDestinationSettings} from './destination-settings';
import {readKeyOwner} from './workspaces/key-owner';
import {membersOf, usersOf} from './listings';
import type {Listing} from './list-pages';
import {chooseContract} from './members-writer/choose-contract';
import {openDocumented} from './members-writer/open-documented';
import {openWorkspaces} from './workspaces/open-workspaces';
import {pageOf} from './results';

interface Ask {
  readonly workspaces: readonly Workspace[];
  readonly settings: PandadocDestinationSettings;
  readonly kit: Pick<Kit, 'signal'>;
}

/**
 * Tries every workspace's credential on itself and on its members, without a write; each failure names
 * its workspace.
 */
export async function checkDestination({workspaces, kit}: Ask): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const workspace of workspaces) {
    const owner = await attempt(() => readKeyOwner(workspace, kit.signal));
    const failed =
      owner instanceof Failure
        ? owner
        : await attempt(() => readOne(membersOf(workspace, 'auto', kit.signal)));
    if (failed instanceof Failure) failures.push(failed);
  }
  return failures;
}

/**
 * What writing members needs: by PandaDoc's own contract the credential of an Organization Admin for
 * each organization, by the guide's nothing that a read could tell.
 */
export async function readMemberRights(
  uses: readonly ObjectUse[],
  {workspaces, settings, kit}: Ask,
): Promise<readonly Right[]> {
  const writing = uses.length === 0 ? undefined : await writingRight({workspaces, settings, kit});
  if (writing === undefined) return [];
  return uses.flatMap(({object, operations}) => {
    const changes = operations.some((operation) => operation !== 'soft_delete');
    const creates = operations.some((one) => one === 'upsert' || one === 'insert');
    const rights: readonly Omit<Right, 'object'>[] = [
      {what: 'list members', state: 'has'},
      ...(changes ? [{what: 'change roles', ...writing}] : []),
      ...(creates
        ? [
            optional('invite people', writing, {
              isOn: settings.allowInvitations && settings.invitationsMax > 0,
              option: 'pandadoc.allow_invitations',
            }),
            optional('take paid seats', writing, {
              isOn: settings.allowSeats && settings.seatsMax > 0,
              option: 'pandadoc.allow_seats',
            }),
          ]
        : []),
      optional('remove members', writing, {
        isOn: settings.allowRemovals && settings.removalsMax > 0,
        option: 'pandadoc.allow_removals',
      }),
    ];
    return rights.map((right) => ({object, ...right}));
  });
}

type Known = Pick<Right, 'state' | 'why'>;

/** Tries the list of users, which needs the right that writing needs. */
async function writingRight({workspaces, settings, kit}: Ask): Promise<Known> {
  const {signal} = kit;
  const contract = await chooseContract(settings, workspaces, signal);
  if (contract === 'guide') {
    return {state: 'unknown', why: 'The server tells it only when something is written.'};
  }
  const first = workspaces[0];
  if (workspaces.length === 1 && first !== undefined) {
    const users = await attempt(() => readOne(usersOf(first, signal)));
    if (!(users instanceof Failure)) return {state: 'has'};
    if (users.status !== 403) throw users;
    return {state: 'missing', why: NOT_ADMIN};
  }
  const {open} = await openWorkspaces(workspaces, signal);
  const opened = await attempt(() => openDocumented(open, new Set(), signal));
  if (!(opened instanceof Failure)) return {state: 'has'};
  if (opened.kind !== 'auth') throw opened;
  return {state: 'missing', why: opened.message};
}

const NOT_ADMIN =
  'PandaDoc lets only an Organization Admin write members: put a key that one of them made into pandadoc.credentials.';

function optional(
  what: string,
  writing: Known,
  {isOn, option}: {readonly isOn: boolean; readonly option: string},
): Omit<Right, 'object'> {
  if (isOn) return {what, ...writing};
  return {what, state: 'off', why: `Set ${option}, and its limit above 0, to let it.`};
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
