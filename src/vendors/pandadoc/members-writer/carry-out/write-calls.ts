import {isJsonObject, type JsonObject} from '../../../../core/json';
import type {HttpRequest} from '../../../../http/request';
import {keyTextOf} from '../../../../read/listing/key-of';
import {rowsOf} from '../../../../read/listing/rows-of';
import type {Invitation} from '../decision';
import type {Member} from '../member';
import type {MemberWorkspace} from '../workspaces';

/** The people are told by mail that they were added, and the admins are not. */
const NOTIFY = {notify_user: true, notify_ws_admins: false} as const;

/** Ids of a new membership; undefined where the answer does not show them. */
interface NewMember {
  readonly id: string | undefined;
  /** Of a user who was created with it. */
  readonly userId?: string | undefined;
  /** As it was given, where the answer shows it. */
  readonly role?: string | undefined;
}

/**
 * Adds somebody to a workspace; each of the calls mails them. Never repeated: who has no answer looks
 * first.
 */
export async function postMember(invitation: Invitation, signal: AbortSignal): Promise<NewMember> {
  const {workspace, email, role, user} = invitation;
  if (workspace.organization === undefined) {
    const answer = await write(workspace, signal, {
      method: 'POST',
      path: '/members',
      body: {json: {email, role}},
      repeatable: false,
      purpose: 'invite a member',
    });
    return {id: keyTextOf(answer['membership_id'])};
  }
  if (user !== undefined) {
    const answer = await write(workspace, signal, {
      method: 'POST',
      path: `/workspaces/${encodeURIComponent(workspace.id)}/members`,
      query: NOTIFY,
      body: {json: {user_id: user.id, role}},
      repeatable: false,
      purpose: 'add a user to a workspace',
    });
    return {id: keyTextOf(answer['member_id']), role: textOf(answer['role'])};
  }
  return postUser(invitation, signal);
}

async function postUser(
  {workspace, email, role, license, firstName, lastName}: Invitation,
  signal: AbortSignal,
): Promise<NewMember> {
  const answer = await write(workspace, signal, {
    method: 'POST',
    path: '/users',
    query: NOTIFY,
    body: {
      json: {
        user: {email, first_name: firstName, last_name: lastName},
        workspaces: [{workspace_id: workspace.id, role}],
        license,
      },
    },
    repeatable: false,
    purpose: 'create a user',
  });
  const [membership] = rowsOf(answer['workspaces']) ?? [];
  return {
    id: keyTextOf(membership?.['member_id']),
    userId: keyTextOf(answer['user_id']),
    role: textOf(membership?.['role']),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Gives a role, or by the guide's contract the admin right. Returns what the answer shows. */
export function patchMember(
  workspace: MemberWorkspace,
  {id}: Pick<Member, 'id'>,
  {
    body,
    signal,
  }: {
    readonly body: {readonly role: string} | {readonly is_admin: boolean};
    readonly signal: AbortSignal;
  },
): Promise<JsonObject> {
  const place = placeOf(workspace, id);
  return write(workspace, signal, {
    method: 'PATCH',
    path: workspace.organization === undefined ? place : `${place}/role`,
    body: {json: body},
    repeatable: true, // the same role given twice is the same role
    purpose: 'change the role of a member',
  });
}

/** Takes a member out; the second time the answer is 404. */
export async function deleteMember(
  workspace: MemberWorkspace,
  {id}: Pick<Member, 'id'>,
  signal: AbortSignal,
): Promise<void> {
  await write(workspace, signal, {
    method: 'DELETE',
    path: placeOf(workspace, id),
    repeatable: true, // who is gone is gone
    purpose: 'remove a member',
  });
}

function placeOf({organization, id: workspace}: MemberWorkspace, id: string): string {
  const member = `/members/${encodeURIComponent(id)}`;
  return organization === undefined
    ? member
    : `/workspaces/${encodeURIComponent(workspace)}${member}`;
}

async function write(
  {writes}: MemberWorkspace,
  signal: AbortSignal,
  request: Omit<HttpRequest, 'signal'>,
): Promise<JsonObject> {
  const {body} = await writes.send({...request, signal});
  return isJsonObject(body) ? body : {};
}
