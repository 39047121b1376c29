import {jsonAnswer} from '../answer';
import {RollingWindow} from '../shared/rolling-window';
import type {Answer, Route, SandboxRequest} from '../vendor-part';
import type {PendoState} from './pendo-state';

/** A route before keys and limits are checked. */
export interface PendoRoute extends Route {
  /** What the read-only key may not do. */
  readonly needsWrite?: boolean;
}

const WINDOW_MS = 1000;

/** Puts key check and limit before every route; due deletions are carried out first. */
export function guardRoutes(state: PendoState, routes: readonly PendoRoute[]): readonly Route[] {
  const windows = new Map<string, RollingWindow>();
  return routes.map((route) => ({
    method: route.method,
    path: route.path,
    handle: (request) => {
      const key = request.headers['x-pendo-integration-key'];
      return (
        checkKey(state, key, route) ??
        checkLimit(state, windows, `${String(key)} ${route.method} ${route.path}`) ??
        checkSize(state, request) ??
        serve(state, route, request)
      );
    },
  }));
}

/** The vendor answers a bad key with 403, not 401 (Pendo Q3). */
function checkKey(state: PendoState, key: unknown, route: PendoRoute): Answer | undefined {
  const {integration_key: full, read_only_key: readOnly} = state.settings;
  if (key === full) return undefined;
  if (key !== readOnly) return jsonAnswer(403, {error: 'missing or invalid integration key'});
  return route.needsWrite === true
    ? jsonAnswer(403, {error: 'the integration key does not have write access'})
    : undefined;
}

function checkLimit(
  state: PendoState,
  windows: Map<string, RollingWindow>,
  name: string,
): Answer | undefined {
  if (!state.limits) return undefined;
  const window = windows.get(name) ?? new RollingWindow(WINDOW_MS);
  windows.set(name, window);
  const nowMs = state.now();
  if (window.used(nowMs) < state.settings.requests_per_second) {
    window.add(nowMs);
    return undefined;
  }
  const seconds = state.settings.retry_after;
  const headers = seconds > 0 ? {'retry-after': String(seconds)} : undefined;
  return jsonAnswer(429, {error: 'rate limit exceeded'}, headers);
}

function checkSize(state: PendoState, request: SandboxRequest): Answer | undefined {
  return Buffer.byteLength(request.body) > state.settings.body_bytes_max
    ? jsonAnswer(413, {error: 'request body too large'})
    : undefined;
}

function serve(state: PendoState, route: PendoRoute, request: SandboxRequest): Answer {
  state.jobs.settle();
  return route.handle(request);
}
