import type {HttpClient} from '../../http/request';
import type {ObjectUse, Right} from '../../write/rights';
import type {PipedriveDestinationSettings} from './destination-settings';
import {readTokenOwner} from './token-owner';

/**
 * What writing users needs, mode by mode. Only admins may write them, and that is asked with one read;
 * an OAuth token without the scope admin is refused by the check, which lists the roles.
 */
export async function readUserRights(
  uses: readonly ObjectUse[],
  {
    client,
    signal,
    settings,
  }: {
    readonly client: HttpClient;
    readonly signal: AbortSignal;
    readonly settings: Pick<PipedriveDestinationSettings, 'allowInvitations' | 'deactivationsMax'>;
  },
): Promise<readonly Right[]> {
  if (uses.length === 0) return [];
  const {isAdmin} = await readTokenOwner(client, signal);
  const asAdmin = (what: string): Omit<Right, 'object'> => ({what, ...adminStates[`${isAdmin}`]});
  const deactivate = 'deactivate users';
  return uses.flatMap(({object, operations}) => {
    const isOnlyRemoval = operations.every((operation) => operation === 'soft_delete');
    const creates = operations.some((one) => one === 'upsert' || one === 'insert');
    const rights: readonly Omit<Right, 'object'>[] = [
      {what: 'list users', state: 'has'},
      ...(isOnlyRemoval ? [] : [asAdmin('change users and their roles')]),
      settings.deactivationsMax === 0
        ? {what: deactivate, state: 'off', why: 'pipedrive.max_deactivations is 0.'}
        : asAdmin(deactivate),
      ...(creates ? [settings.allowInvitations ? asAdmin(INVITE) : invitationsOff] : []),
    ];
    return rights.map((right) => ({object, ...right}));
  });
}

const INVITE = 'invite people';

const invitationsOff: Omit<Right, 'object'> = {
  what: INVITE,
  state: 'off',
  why: 'Set pipedrive.allow_invitations to let it; each invitation is a mail and uses a paid seat.',
};

const adminStates: Readonly<Record<'true' | 'false' | 'undefined', Pick<Right, 'state' | 'why'>>> =
  {
    true: {state: 'has'},
    false: {state: 'missing', why: 'Put the token of an admin into pipedrive.credentials.'},
    undefined: {
      state: 'unknown',
      why: "Pipedrive does not show whether the token's user is an admin; a write by others is refused.",
    },
  };
