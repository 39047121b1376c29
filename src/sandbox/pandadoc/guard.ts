import {withHeaders} from '../answer';
import type {Answer, Route, SandboxRequest} from '../vendor-part';
import {refusal} from './errors';
import type {PandadocLimits} from './limits';
import type {OAuthServer} from './oauth';
import type {Organization} from './organization/organization';
import {findViewer} from './viewers';
import type {Viewer} from './viewers';

/** A route before credential, limits and rights are checked. */
export interface PandadocRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/public/v1`. */
  readonly path: string;
  /** Only the credential of an Organization Admin may. */
  readonly orgAdminOnly?: boolean;
  handle(call: PandadocCall): Answer;
}

/** A request that may be served. */
export interface PandadocCall extends SandboxRequest {
  readonly viewer: Viewer;
}

/** What guards an organization's routes. */
interface Guard {
  readonly organization: Organization;
  readonly oauth: OAuthServer;
  readonly limits: PandadocLimits;
}

/** Puts the checks before every route. */
export function guardRoutes(guard: Guard, routes: readonly PandadocRoute[]): readonly Route[] {
  return routes.map((route) => ({
    method: route.method,
    path: `/public/v1${route.path}`,
    handle: (request) => serve(guard, route, request),
  }));
}

function serve(guard: Guard, route: PandadocRoute, request: SandboxRequest): Answer {
  const {organization, oauth, limits} = guard;
  const viewer = findViewer(organization, oauth, request);
  if (!viewer) return refusal(401);
  if (!organization.limits) return work(route, request, viewer);
  const endpoint = `${route.method} ${route.path}`;
  const answer = limits.take(viewer, endpoint) ?? work(route, request, viewer);
  return withHeaders(answer, limits.headers(viewer, endpoint));
}

function work(route: PandadocRoute, request: SandboxRequest, viewer: Viewer): Answer {
  if (route.orgAdminOnly === true && !viewer.isOrgAdmin) return refusal(403);
  return route.handle({...request, viewer});
}
