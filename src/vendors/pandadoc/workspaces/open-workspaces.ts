import {Failure, toFailure} from '../../../core/failure';
import type {Workspace} from '../connect';
import {readKeyOwner, type KeyOwner} from './key-owner';

/** A workspace whose credential works. */
export interface OwnedWorkspace extends Workspace {
  readonly owner: KeyOwner;
}

/** Workspaces with what became of their credentials. */
interface OpenedWorkspaces {
  readonly open: readonly OwnedWorkspace[];
  /** One per refused credential; each names its workspace. */
  readonly refused: readonly Failure[];
}

/**
 * Asks each workspace's credential whose it is. A refused credential is set aside, so that the other
 * workspaces can be read; everything else that fails is thrown.
 */
export async function openWorkspaces(
  workspaces: readonly Workspace[],
  signal: AbortSignal,
): Promise<OpenedWorkspaces> {
  const open: OwnedWorkspace[] = [];
  const refused: Failure[] = [];
  for (const workspace of workspaces) {
    const owner = await refusalOr(() => readKeyOwner(workspace, signal));
    if (owner instanceof Failure) refused.push(owner);
    else open.push({...workspace, owner});
  }
  return {open, refused};
}

/** A step's result, or how the credential was refused; throws every other failure. */
async function refusalOr<Result>(step: () => Promise<Result>): Promise<Result | Failure> {
  try {
    return await step();
  } catch (error) {
    const failure = toFailure(error);
    if (failure.kind !== 'auth') throw failure;
    return failure;
  }
}

/**
 * Throws what the refused credentials are about, all in one: without their workspaces a listing is
 * partial, and must not end as if it were complete. Where other workspaces are open, it is like a right
 * that is missing: their rows of the other streams can be read all the same.
 */
export function throwRefusals({open, refused}: OpenedWorkspaces): void {
  const [first, ...others] = refused;
  if (first === undefined) return;
  if (others.length === 0 && open.length === 0) throw first;
  const status = open.length > 0 ? MISSING_RIGHT : first.status;
  throw new Failure({
    kind: 'auth',
    message: refused.map(({message}) => message).join('\n'),
    cause: first,
    ...(status !== undefined && {status}),
  });
}

const MISSING_RIGHT = 403;
