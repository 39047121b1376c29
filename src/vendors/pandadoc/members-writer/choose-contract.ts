import {Failure} from '../../../core/failure';
import {attempt} from '../../shared/attempt';
import type {Workspace} from '../connect';
import type {MembersContract, PandadocDestinationSettings} from '../destination-settings';

/**
 * Whose calls write members. Asked for without a write: PandaDoc has a list of the organization's users,
 * for which a credential may lack the right, and a server of the guide's has no such call (PandaDoc Q13).
 */
export async function chooseContract(
  {membersApi}: Pick<PandadocDestinationSettings, 'membersApi'>,
  workspaces: readonly Workspace[],
  signal: AbortSignal,
): Promise<MembersContract> {
  const [first] = workspaces;
  if (membersApi !== 'auto' || first === undefined) {
    return membersApi === 'auto' ? 'documented' : membersApi;
  }
  const answer = await attempt(() =>
    first.client.send({
      method: 'GET',
      path: '/users',
      query: {page: 1, count: 1},
      repeatable: true, // a read changes nothing
      signal,
      purpose: 'list users of the organization',
    }),
  );
  if (!(answer instanceof Failure) || answer.status === 403) return 'documented';
  if (answer.status === 404 || answer.status === 405) return 'guide';
  throw answer;
}
