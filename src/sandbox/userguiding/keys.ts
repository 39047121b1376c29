import {RollingWindow} from '../shared/rolling-window';
import type {PartOptions, SandboxRequest} from '../vendor-part';
import type {Refusal} from './answers';
import type {UserguidingSettings} from './settings';

/** What a key was used for, for comparison with what a client reports. */
interface KeyCounters {
  calls: number;
  /** Answered 429. */
  limited: number;
  created: number;
  updated: number;
  /** Writes that were refused for what they held. */
  refused: number;
}

/** A key with its limit. */
export interface ApiKey {
  readonly name: string;
  readonly secret: string;
  readonly counters: KeyCounters;
  readonly window: RollingWindow;
  blockedUntilMs: number;
}

/** The workspace's keys. */
export interface Keys {
  /** The key of a request that may go on, or why it may not. */
  admit(request: SandboxRequest, api: 'guide' | 'user_api'): ApiKey | Refusal;
  counters(): readonly ({readonly credential: string} & KeyCounters)[];
}

/** What keys need to know. */
interface KeysOptions extends Pick<PartOptions, 'now' | 'limits'> {
  readonly settings: UserguidingSettings;
}

/** Makes the keys, unused. */
export function createKeys(options: KeysOptions): Keys {
  const {settings} = options;
  const keys = [
    newKey('api_key', settings.api_key, settings.window_ms),
    newKey('second_api_key', settings.second_api_key, settings.window_ms),
  ];
  return {
    admit: ({headers}, api) => {
      const secret = secretIn(headers, headerFor(settings.auth, api));
      const key = keys.find((one) => one.secret === secret);
      if (!key) return {status: 401, reason: 'invalid or missing API key'};
      key.counters.calls += 1;
      return refuseByLimit(options, key) ?? key;
    },
    counters: () => keys.map(({name, counters}) => ({credential: name, ...counters})),
  };
}

function newKey(name: string, secret: string, windowMs: number): ApiKey {
  return {
    name,
    secret,
    counters: {calls: 0, limited: 0, created: 0, updated: 0, refused: 0},
    window: new RollingWindow(windowMs),
    blockedUntilMs: Number.NEGATIVE_INFINITY,
  };
}

/** Header and scheme differ between the two APIs (UserGuiding Q10). */
function headerFor(
  auth: UserguidingSettings['auth'],
  api: 'guide' | 'user_api',
): 'bearer' | 'ug_api_key' | 'either' {
  if (auth !== 'profile') return auth;
  return api === 'guide' ? 'bearer' : 'ug_api_key';
}

function secretIn(
  headers: SandboxRequest['headers'],
  where: 'bearer' | 'ug_api_key' | 'either',
): string | undefined {
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  const own = headers['ug-api-key'];
  const plain = typeof own === 'string' ? own : undefined;
  switch (where) {
    case 'bearer':
      return bearer;
    case 'ug_api_key':
      return plain;
    case 'either':
      return bearer ?? plain;
  }
}

/** One request too many blocks the key: everything is refused until the block is over (Q6). */
function refuseByLimit(options: KeysOptions, key: ApiKey): Refusal | undefined {
  const {settings, limits} = options;
  if (!limits) return undefined;
  const nowMs = options.now();
  const isBlocked = nowMs < key.blockedUntilMs;
  if (!isBlocked && key.window.used(nowMs) < settings.requests_per_window) {
    key.window.add(nowMs);
    return undefined;
  }
  if (!isBlocked || settings.block_prolongs) key.blockedUntilMs = nowMs + settings.block_ms;
  key.counters.limited += 1;
  const seconds = Math.ceil((key.blockedUntilMs - nowMs) / 1000);
  return {
    status: 429,
    reason: 'too many requests',
    ...(settings.retry_after && {headers: {'retry-after': String(seconds)}}),
  };
}
