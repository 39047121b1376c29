import type {ObjectUse, Right} from '../../write/rights';
import type {ScimDestinationSettings} from './destination-settings';

type Settings = Pick<
  ScimDestinationSettings,
  | 'profile'
  | 'account'
  | 'allowInvitations'
  | 'deactivationsMax'
  | 'allowPermanent'
  | 'removeMembers'
  | 'removalsMax'
>;

type Told = Omit<Right, 'object'>;

/**
 * What writing these objects needs, mode by mode. No service says beforehand whether a token may
 * write; that it may read has been proven by the check.
 */
export function writeRights(
  uses: readonly ObjectUse[],
  {settings, hasGroups}: {readonly settings: Settings; readonly hasGroups: boolean},
): readonly Right[] {
  return uses.flatMap(({object, operations}) => {
    const isGroups = object === `${settings.account}_groups`;
    const rights = isGroups ? groupRights(settings, hasGroups) : userRights(settings, operations);
    return rights.map((right) => ({object, ...right}));
  });
}

function userRights(settings: Settings, operations: ObjectUse['operations']): readonly Told[] {
  const isOnlyRemoval = operations.every((operation) => operation === 'soft_delete');
  const creates = operations.some((one) => one === 'upsert' || one === 'insert');
  return [
    {what: 'list users', state: 'has'},
    ...(isOnlyRemoval ? [] : [notTold(settings, 'change users')]),
    removalRight(settings),
    ...(creates ? [creationRight(settings)] : []),
  ];
}

function removalRight(settings: Settings): Told {
  const {account, profile, allowPermanent, deactivationsMax} = settings;
  const what = 'deactivate users';
  if (deactivationsMax === 0)
    return {what, state: 'off', why: `${account}.max_deactivations is 0.`};
  if (!profile.deletesInactive || allowPermanent) return notTold(settings, what);
  return {
    what,
    state: 'off',
    why: `${profile.title} deletes for good whoever is set inactive; set ${account}.allow_permanent to let it.`,
  };
}

function creationRight(settings: Settings): Told {
  const what = 'create users';
  if (settings.allowInvitations) return notTold(settings, what);
  return {
    what,
    state: 'off',
    why: `Set ${settings.account}.allow_invitations to let it; each new user takes a seat and may be sent a mail.`,
  };
}

function groupRights(settings: Settings, hasGroups: boolean): readonly Told[] {
  const {account, profile, removeMembers, removalsMax} = settings;
  if (!hasGroups) {
    const why = `${profile.title}'s SCIM service has no groups. ${profile.insteadOfGroups}`;
    return [{what: 'write groups', state: 'missing', why}];
  }
  const what = 'take members out of groups';
  const isOff = !removeMembers || removalsMax === 0;
  const why = removeMembers
    ? `${account}.max_removals is 0.`
    : `Set ${account}.remove_members to let it.`;
  return [
    notTold(settings, 'change groups'),
    isOff ? {what, state: 'off', why} : notTold(settings, what),
  ];
}

function notTold({profile: {title}}: Settings, what: string): Told {
  return {
    what,
    state: 'unknown',
    why: `${title}'s SCIM service does not say beforehand what a token may write; a write that it may not do ends the sync.`,
  };
}
