import type {SandboxRequest} from '../../vendor-part';
import type {Company} from './company';
import type {OAuthServer} from '../oauth';
import {isAdmin} from './pipedrive-user';
import type {PipedriveUser} from './pipedrive-user';
import {FIRST_ORDINARY} from './user-data';

/** Who asks. */
export interface Viewer {
  readonly user: PipedriveUser;
  readonly admin: boolean;
  /** Undefined: an API token, which may do all that its user may do. */
  readonly scopes: readonly string[] | undefined;
  /** What limits are counted for. */
  readonly limitKey: string;
  readonly seesModified: boolean;
}

/**
 * The user behind a request: token in the header, in the query as the guide has it, or an OAuth
 * access token. Undefined for a token that is unknown, spent, or of a user who is not active.
 */
export function findViewer(
  company: Company,
  oauth: OAuthServer,
  {headers, query}: SandboxRequest,
): Viewer | undefined {
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) {
    const grant = oauth.check(bearer);
    return grant && viewerOf(company, 0, {scopes: grant.scopes, limitKey: `oauth ${grant.id}`});
  }
  const header = headers['x-api-token'];
  const token = typeof header === 'string' ? header : query.get('api_token');
  const {api_token, plain_api_token} = company.settings;
  if (token === api_token) return viewerOf(company, 0, {scopes: undefined, limitKey: 'admin'});
  if (token !== plain_api_token) return undefined;
  return viewerOf(company, plainUserIndex(company), {scopes: undefined, limitKey: 'plain'});
}

/** Number of the user who owns the token without rights. */
export function plainUserIndex({settings}: Company): number {
  return Math.min(FIRST_ORDINARY, settings.users - 1);
}

function viewerOf(
  company: Company,
  index: number,
  rest: Pick<Viewer, 'scopes' | 'limitKey'>,
): Viewer | undefined {
  const user = company.users.at(index);
  if (!user?.active_flag) return undefined;
  const admin = isAdmin(user);
  return {user, admin, seesModified: admin && company.settings.modified_visible, ...rest};
}
