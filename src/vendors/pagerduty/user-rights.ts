import type {HttpClient} from '../../http/request';
import type {ObjectUse, Right} from '../../write/rights';
import type {PagerdutyDestinationSettings} from './destination-settings';
import {readOwnUser} from './read-own-user';

/** Roles that may create users. */
const MANAGERS: readonly unknown[] = ['owner', 'admin'];

/**
 * What writing users needs, mode by mode. A user's key may do what the user may; of an account's key
 * PagerDuty does not tell whether it may only read, and a write that is only a test is none that we make.
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
    readonly settings: Pick<PagerdutyDestinationSettings, 'allowInvitations'>;
  },
): Promise<readonly Right[]> {
  if (uses.length === 0) return [];
  const role = (await readOwnUser(client, signal))?.['role'];
  const asWriter = writerState(typeof role === 'string' ? role : undefined);
  return uses.flatMap(({object, operations}) => {
    const isOnlyRemoval = operations.every((operation) => operation === 'soft_delete');
    const creates = operations.some((one) => one === 'upsert' || one === 'insert');
    const rights: readonly Omit<Right, 'object'>[] = [
      {what: 'list users', state: 'has'},
      ...(isOnlyRemoval ? [] : [{what: 'change users and what belongs to them', ...asWriter}]),
      ...(creates ? [settings.allowInvitations ? {what: CREATE, ...asWriter} : creationOff] : []),
    ];
    return rights.map((right) => ({object, ...right}));
  });
}

const CREATE = 'create users';

const creationOff: Omit<Right, 'object'> = {
  what: CREATE,
  state: 'off',
  why: 'Set pagerduty.allow_invitations to let it; each new user is sent a mail and may use a paid license.',
};

/** Undefined: the credential is nobody's, such as an account's key (PagerDuty Q6). */
function writerState(role: string | undefined): Pick<Right, 'state' | 'why'> {
  if (role === undefined) {
    return {
      state: 'unknown',
      why: 'PagerDuty does not tell whether a key may only read; with a read-only key the first write ends the sync.',
    };
  }
  if (MANAGERS.includes(role)) return {state: 'has'};
  return {
    state: 'missing',
    why: "The credential belongs to a user who is no admin. Use an account key from PagerDuty > Integrations > API Access Keys, or an admin's key.",
  };
}
