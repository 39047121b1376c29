import type {SandboxRequest} from '../vendor-part';
import type {Account} from './account/account';
import type {OauthServer} from './oauth';
import type {PagerdutyUser} from './account/records';

/** Who asks. */
export interface Viewer {
  /** Undefined: an account key or an app. */
  readonly user: PagerdutyUser | undefined;
  readonly readOnly: boolean;
  /** Undefined: a key, which may do what its owner may do. */
  readonly scopes: readonly string[] | undefined;
  /** What limits are counted for: account keys one by one, all keys of a user together. */
  readonly limitKey: string;
}

/** Who is behind the credential; undefined for one that is unknown, has ended, or lost its user. */
export function findViewer(
  account: Account,
  oauth: OauthServer,
  {headers}: SandboxRequest,
): Viewer | undefined {
  const given = headers.authorization ?? '';
  const bearer = /^Bearer (.+)$/.exec(given)?.[1];
  if (bearer !== undefined) {
    const scopes = oauth.check(bearer);
    return scopes && {user: undefined, readOnly: false, scopes, limitKey: 'app'};
  }
  const key = /^Token token="?([^"]+)"?$/.exec(given)?.[1];
  const {api_key, read_only_key, user_key, admin_user_key, users} = account.settings;
  switch (key) {
    case api_key:
      return {user: undefined, readOnly: false, scopes: undefined, limitKey: 'account'};
    case read_only_key:
      return {user: undefined, readOnly: true, scopes: undefined, limitKey: 'read-only'};
    case user_key:
      return ofUser(account, firstPlainUser(account, users));
    case admin_user_key:
      return ofUser(account, 0);
    default:
      return undefined;
  }
}

/** Whether the asker may see and do everything. */
export function isAdmin({user}: Viewer): boolean {
  return user === undefined || user.role === 'owner' || user.role === 'admin';
}

/** Serial of the user who owns the key without rights. */
export function firstPlainUser({users}: Account, count: number): number {
  for (let serial = 1; serial < count; serial += 1) {
    if (users.at(serial)?.role === 'user') return serial;
  }
  return 0;
}

function ofUser({users}: Account, serial: number): Viewer | undefined {
  const user = users.at(serial);
  return user && {user, readOnly: false, scopes: undefined, limitKey: `user ${serial}`};
}
