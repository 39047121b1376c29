import type {Workspace} from './connect';
import type {Listing} from './list-pages';
import type {MembersPagination} from './settings';

/** The members of the workspace. */
export function membersOf(
  workspace: Workspace,
  pagination: MembersPagination,
  signal: AbortSignal,
): Listing {
  return {
    workspace,
    path: '/members',
    pageSize: 100,
    pagination,
    idField: 'membership_id',
    purpose: 'list members',
    neverEmpty: "the credential's owner is a member",
    signal,
  };
}

/** All workspaces that the credential sees: the organization's, or its owner's own in the guide. */
export function workspacesOf(workspace: Workspace, signal: AbortSignal): Listing {
  return {
    workspace,
    path: '/workspaces',
    pageSize: 100,
    idField: 'id',
    purpose: 'list workspaces',
    neverEmpty: 'the credential belongs to one of them',
    signal,
  };
}

/**
 * The users of the organization; pages are half as long as elsewhere (PandaDoc Q6). Removed users are
 * left out: they would be listed without a sign that they are gone (Q7).
 */
export function usersOf(workspace: Workspace, signal: AbortSignal): Listing {
  return {
    workspace,
    path: '/users',
    query: {show_removed: false},
    pageSize: 50,
    idField: 'user_id',
    purpose: 'list users of the organization',
    neverEmpty: "the credential's owner is one of them",
    signal,
  };
}
