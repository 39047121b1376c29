import {withHeaders} from '../answer';
import type {Answer, Route, SandboxRequest} from '../vendor-part';
import type {Company} from './company/company';
import {failure} from './envelope';
import type {PipedriveLimits} from './limits';
import type {OAuthServer} from './oauth';
import {findViewer} from './company/tokens';
import type {Viewer} from './company/tokens';

/** A route of the REST interface before token, limits and rights are checked. */
export interface PipedriveRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/v1` or `/api/v1`; below `/api/v2` for the second version. */
  readonly path: string;
  readonly version?: 'v2';
  /** Tokens of the daily budget. */
  readonly cost: number;
  /** OAuth scopes of which one is needed. */
  readonly scopes: readonly string[];
  /** Only admins may. */
  readonly adminOnly?: boolean;
  readonly isSearch?: boolean;
  handle(call: PipedriveCall): Answer;
}

/** A request that may be served. */
export interface PipedriveCall extends SandboxRequest {
  readonly viewer: Viewer;
}

/** What guards a company's routes. */
interface Guard {
  readonly company: Company;
  readonly oauth: OAuthServer;
  readonly limits: PipedriveLimits;
}

/** Puts the checks before every route, under every prefix that the settings have. */
export function guardRoutes(guard: Guard, routes: readonly PipedriveRoute[]): readonly Route[] {
  return routes.flatMap((route) =>
    prefixesOf(guard, route).map((prefix) => ({
      method: route.method,
      path: `${prefix}${route.path}`,
      handle: (request: SandboxRequest) => serve(guard, route, request),
    })),
  );
}

/** Host and prefix must fit: `/v1` on the shared host, `/api/v1` on a company's (Pipedrive Q15). */
function prefixesOf({company}: Guard, route: PipedriveRoute): readonly string[] {
  if (route.version === 'v2') return ['/api/v2'];
  switch (company.settings.host) {
    case 'both':
      return ['/v1', '/api/v1'];
    case 'shared':
      return ['/v1'];
    case 'company':
      return ['/api/v1'];
  }
}

function serve(guard: Guard, route: PipedriveRoute, request: SandboxRequest): Answer {
  const viewer = findViewer(guard.company, guard.oauth, request);
  if (!viewer) return failure(401, 'unauthorized access', {errorCode: 401});
  if (!guard.company.limits)
    return checkRights(route, viewer) ?? route.handle({...request, viewer});
  const refused = guard.limits.take({
    viewer,
    cost: route.cost,
    isWrite: route.method === 'POST' || route.method === 'PUT',
    isSearch: route.isSearch ?? false,
  });
  if (refused && refused.status !== 429) return refused;
  const answer = refused ?? checkRights(route, viewer) ?? route.handle({...request, viewer});
  return withHeaders(answer, guard.limits.headers(viewer));
}

function checkRights(route: PipedriveRoute, viewer: Viewer): Answer | undefined {
  const {scopes} = viewer;
  if (scopes && !route.scopes.some((scope) => scopes.includes(scope))) {
    return failure(403, 'Scope and URL mismatch');
  }
  return route.adminOnly === true && !viewer.admin
    ? failure(403, 'You do not have permissions to do this.')
    : undefined;
}
