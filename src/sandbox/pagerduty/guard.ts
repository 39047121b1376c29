import {jsonAnswer} from '../answer';
import type {Answer, Route, SandboxRequest} from '../vendor-part';
import type {Account} from './account/account';
import {failure} from './answers';
import type {AuditEvent, AuditOrigin} from './account/audit-trail';
import {findViewer} from './keys';
import type {Viewer} from './keys';
import type {PagerdutyLimits} from './limits';
import type {OauthServer} from './oauth';
import {userReference} from './show';

/** A route before credential, limits, plan and rights are checked. */
export interface PagerdutyRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** The OAuth scope that it needs; undefined: none. */
  readonly scope?: string;
  /** The plan must include it. */
  readonly plan?: 'teams' | 'audit';
  handle(call: PagerdutyCall): Answer;
}

/** A request that may be served. */
export interface PagerdutyCall extends SandboxRequest {
  readonly viewer: Viewer;
  /** Writes what the request changed into the audit trail. */
  readonly record: (...events: readonly AuditEvent[]) => void;
}

/** What guards an account's routes. */
interface Guard {
  readonly account: Account;
  readonly oauth: OauthServer;
  readonly limits: PagerdutyLimits;
}

/** The path below which the host of the other region stands. */
export const OTHER_REGION = '/other-region';

/** Puts the checks before every route; the other region knows no credential of this one (PagerDuty Q11). */
export function guardRoutes(guard: Guard, routes: readonly PagerdutyRoute[]): readonly Route[] {
  return routes.flatMap((route) => [
    {
      method: route.method,
      path: route.path,
      handle: (request: SandboxRequest) => serve(guard, route, request),
    },
    {
      method: route.method,
      path: `${OTHER_REGION}${route.path}`,
      handle: () => failure(401),
    },
  ]);
}

function serve(guard: Guard, route: PagerdutyRoute, request: SandboxRequest): Answer {
  const {account, oauth, limits} = guard;
  const viewer = findViewer(account, oauth, request);
  if (!viewer) return failure(401);
  if (account.settings.content_type_required && !isJsonRequest(request)) {
    return failure(400, ['Content-Type must be application/json']);
  }
  const work = (): Answer =>
    checkRights(account, route, viewer) ??
    route.handle({
      ...request,
      viewer,
      record: (...events) => account.trail.add(originOf(account, viewer), events),
    });
  return account.limits ? limits.serve(viewer.limitKey, work) : work();
}

/** The OpenAPI demands the header of every call, with a body or without (PagerDuty Q24). */
function isJsonRequest({headers}: SandboxRequest): boolean {
  return /^application\/json\b/i.test(headers['content-type'] ?? '');
}

function checkRights(
  {settings}: Account,
  route: PagerdutyRoute,
  {scopes, readOnly}: Viewer,
): Answer | undefined {
  if (scopes && route.scope !== undefined && !scopes.includes(route.scope)) {
    return scopeMissing(route.scope, scopes);
  }
  if (readOnly && route.method !== 'GET') return failure(403);
  const lacks =
    (route.plan === 'teams' && !settings.plan_teams) ||
    (route.plan === 'audit' && !settings.plan_audit);
  return lacks ? failure(402) : undefined;
}

function scopeMissing(required: string, scopes: readonly string[]): Answer {
  return jsonAnswer(403, {
    error: {
      message: 'Access Denied',
      code: 2010,
      required_scopes: required,
      token_scopes: scopes.join(' '),
    },
  });
}

function originOf(account: Account, {user, scopes}: Viewer): AuditOrigin {
  return {
    actors: user
      ? [userReference(account, user)]
      : [{id: 'PKEY001', type: 'api_key_reference', summary: 'sandbox'}],
    method: {
      type: scopes ? 'oauth' : 'api_token',
      truncated_token: '0001',
      description: null,
    },
  };
}
