import {withHeaders} from '../answer';
import {RollingWindow} from '../shared/rolling-window';
import type {Answer} from '../vendor-part';
import {failure} from './answers';
import type {PagerdutySettings} from './settings';

/** The limit of requests per minute, for each key. */
export interface PagerdutyLimits {
  /** Counts the request and answers it with `work`, or refuses it. */
  serve(limitKey: string, work: () => Answer): Answer;
}

const WINDOW_MS = 60_000;

/** Makes the limits, unused. */
export function createLimits(settings: PagerdutySettings, now: () => number): PagerdutyLimits {
  const windows = new Map<string, RollingWindow>();
  const windowOf = (key: string): RollingWindow => {
    const known = windows.get(key) ?? new RollingWindow(WINDOW_MS);
    windows.set(key, known);
    return known;
  };
  return {
    serve: (limitKey, work) => {
      const window = windowOf(limitKey);
      const full = window.used(now()) >= settings.requests_per_minute;
      if (full && settings.rate_form === 'bare') return {status: 429, body: Buffer.alloc(0)};
      if (!full) window.add(now());
      const answer = full ? failure(429) : work();
      return withHeaders(answer, headersOf(settings, window, now()));
    },
  };
}

/** Seconds until the limit opens for the vendor (PagerDuty Q4), names with X- in the guide. */
function headersOf(
  settings: PagerdutySettings,
  window: RollingWindow,
  nowMs: number,
): Readonly<Record<string, string>> {
  const limit = settings.requests_per_minute;
  const remaining = String(Math.max(0, limit - window.used(nowMs)));
  const seconds = Math.ceil(window.freeInMs(nowMs) / 1000);
  switch (settings.rate_form) {
    case 'bare':
      return {};
    case 'vendor':
      return {
        'ratelimit-limit': String(limit),
        'ratelimit-remaining': remaining,
        'ratelimit-reset': String(seconds),
      };
    case 'guide':
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': remaining,
        'x-ratelimit-reset': String(Math.ceil(nowMs / 1000) + seconds),
        'retry-after': String(seconds),
      };
  }
}
