import type {TrackedHttpClient} from '../../../http/http-client';
import type {Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {createPeopleDirectory, type PeopleDirectory} from '../../shared/people/people-directory';
import type {OwnedWorkspace} from '../workspaces/open-workspaces';
import {isThere, type Member} from './member';
import type {Organization} from './organization';

/** A workspace that is written, with its members as far as they are known now. */
export interface MemberWorkspace {
  /** PandaDoc's id; where the guide's server tells none, the user's own name for it. */
  readonly id: string;
  /** The user's name for it, and PandaDoc's where it is known: no other workspace has one of them. */
  readonly names: ReadonlySet<string>;
  /** Its own credential, which lists its members. */
  readonly own: OwnedWorkspace;
  /** The client that writes: an Organization Admin's, or the workspace's own (guide). */
  readonly writes: TrackedHttpClient;
  /** Undefined by the guide's contract. */
  readonly organization: Organization | undefined;
  readonly directory: PeopleDirectory<string, Member>;
  /** Normalised address of its owner; undefined where the server does not tell (guide). */
  readonly ownerEmail: string | undefined;
}

/** The workspaces that are written, by what records call them. */
export interface WorkspaceBook {
  readonly all: readonly MemberWorkspace[];
  /** Finds a workspace by its id or exact name. */
  find(text: string): MemberWorkspace | Rejection;
  /** Everywhere where somebody with this address (normalised) is a member. */
  withMember(email: string): readonly MemberWorkspace[];
  /** Where a membership is, by its id. */
  withMembership(id: string): MemberWorkspace | undefined;
}

/**
 * Creates the book. `foreign` are ids by name of all workspaces that PandaDoc shows: a name that is
 * the user's for one workspace and PandaDoc's for another could mean both.
 */
export function createWorkspaceBook(
  all: readonly MemberWorkspace[],
  foreign: ReadonlyMap<string, ReadonlySet<string>>,
): WorkspaceBook {
  const names = all.map(({own}) => JSON.stringify(own.settings.name)).join(', ');
  return {
    all,
    find: (text) => {
      const byId = all.find(({id}) => id === text);
      if (byId !== undefined) return byId;
      const meant = new Set([
        ...all.filter((one) => one.names.has(text)).map(({id}) => id),
        ...(foreign.get(text) ?? []),
      ]);
      if (meant.size > 1) return ambiguousName;
      const found = all.find(({id}) => meant.has(id));
      return found ?? unknownWorkspace(names);
    },
    withMember: (email) => all.filter(({directory}) => directory.byEmail(email).length > 0),
    withMembership: (id) => all.find(({directory}) => isThere(directory.byId(id))),
  };
}

/** An empty directory for a workspace. */
export function emptyDirectory(): PeopleDirectory<string, Member> {
  return createPeopleDirectory<string, Member>();
}

const ambiguousName = rejection(
  'ambiguous',
  'Several PandaDoc workspaces have the name in field workspace; use the id of the workspace.',
);

function unknownWorkspace(names: string): Rejection {
  return rejection(
    'invalid_value',
    `Field workspace is neither the id nor the exact name of a configured PandaDoc workspace (${names}). Correct it, or add a credential of that workspace to the section pandadoc.`,
  );
}
