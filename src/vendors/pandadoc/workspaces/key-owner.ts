import {keyTextOf} from '../../../read/listing/key-of';
import type {Workspace} from '../connect';
import {objectOf} from '../results';

/** Whose credential it is; undefined where the answer does not say. */
export interface KeyOwner {
  /** The owner's membership in the credential's workspace: proof of which workspace that is. */
  readonly membershipId: string | undefined;
  readonly userId: string | undefined;
  /** The credential's workspace, where the server says so (guide). */
  readonly workspaceId: string | undefined;
  /** Where the owner works at the moment, which may be another workspace (PandaDoc Q2). */
  readonly currentWorkspace: string | undefined;
}

/** Asks who a credential belongs to; every credential may ask that. */
export async function readKeyOwner({client}: Workspace, signal: AbortSignal): Promise<KeyOwner> {
  const purpose = "read the credential's own member";
  const answer = await client.send({
    method: 'GET',
    path: '/members/current',
    repeatable: true, // a read changes nothing
    signal,
    purpose,
  });
  const owner = objectOf(answer.body, purpose);
  return {
    membershipId: keyTextOf(owner['membership_id']),
    userId: keyTextOf(owner['user_id']),
    workspaceId: keyTextOf(owner['workspace_id']),
    currentWorkspace: keyTextOf(owner['workspace']),
  };
}
