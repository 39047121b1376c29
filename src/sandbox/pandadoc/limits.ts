import {jsonAnswer, withHeaders} from '../answer';
import {RollingWindow} from '../shared/rolling-window';
import type {Answer} from '../vendor-part';
import {errorBody} from './errors';
import type {Organization} from './organization/organization';
import type {Viewer} from './viewers';

/** The vendor's limit: so many requests per user and endpoint in any minute. */
export interface PandadocLimits {
  /** Counts the request; the answer that refuses it, or undefined. */
  take(viewer: Viewer, endpoint: string): Answer | undefined;
  /** The guide's headers, where they are sent. */
  headers(viewer: Viewer, endpoint: string): Readonly<Record<string, string>>;
}

const WINDOW_MS = 60_000;
/** With a sandbox key (PandaDoc Q11). */
const SANDBOX_REQUESTS = 10;

/** Makes the limits; all keys of a user share them. */
export function createLimits({settings, now}: Organization): PandadocLimits {
  const windows = new Map<string, RollingWindow>();
  const windowOf = ({user, environment}: Viewer, endpoint: string): RollingWindow => {
    const key = `${user.index} ${environment} ${endpoint}`;
    const known = windows.get(key) ?? new RollingWindow(WINDOW_MS);
    windows.set(key, known);
    return known;
  };
  const maxOf = ({environment}: Viewer): number =>
    environment === 'sandbox' ? SANDBOX_REQUESTS : settings.requests_per_minute;
  return {
    take: (viewer, endpoint) => {
      const window = windowOf(viewer, endpoint);
      if (window.used(now()) < maxOf(viewer)) {
        window.add(now());
        return undefined;
      }
      const seconds = Math.ceil(window.freeInMs(now()) / 1000);
      const answer = throttled(settings.throttle_form, seconds);
      return settings.retry_after ? withHeaders(answer, {'retry-after': String(seconds)}) : answer;
    },
    headers: (viewer, endpoint) => {
      if (!settings.rate_headers) return {};
      const left = maxOf(viewer) - windowOf(viewer, endpoint).used(now());
      return {
        'x-ratelimit-limit': String(maxOf(viewer)),
        'x-ratelimit-remaining': String(Math.max(0, left)),
      };
    },
  };
}

/** Documented, seen in the wild with the wait in words only (PandaDoc Q10), and of newer calls. */
function throttled(
  form: 'throttled' | 'available_in' | 'too_many_requests',
  seconds: number,
): Answer {
  switch (form) {
    case 'throttled':
      return jsonAnswer(429, errorBody(429));
    case 'available_in':
      return jsonAnswer(429, {
        type: 'request_error',
        detail: `Request was throttled. Expected available in ${seconds} seconds.`,
      });
    case 'too_many_requests':
      return jsonAnswer(429, {code: 'too_many_requests', details: []});
  }
}
