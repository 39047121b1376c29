import type {Kit} from '../../core/kit';
import type {AuthPolicy} from '../../http/auth/auth-policy';
import {bearerAuth, headerAuth} from '../../http/auth/auth';
import {createHttpClient, type TrackedHttpClient} from '../../http/http-client';
import type {HttpPolicy} from '../../http/policy';
import {userguidingPolicy} from './policy';
import type {UserguidingSettings} from './settings';

/** The two ways to talk to one workspace. */
export interface Connections {
  /** Judges answers as the vendor's. */
  readonly client: TrackedHttpClient;
  /** Takes every answer for a sign of life; for the connection check. */
  readonly prober: TrackedHttpClient;
  /** Called once a write is confirmed: the address is right, regardless of what is answered later. */
  readonly prove: () => void;
}

/** Builds the clients; sends nothing. */
export function connectUserguiding(settings: UserguidingSettings, kit: Kit): Connections {
  const proof = {given: false};
  const policy = userguidingPolicy(settings, () => proof.given);
  const {baseUrl} = settings;
  const auth = authOf(settings);
  return {
    client: createHttpClient({policy, baseUrl, auth, kit}),
    prober: createHttpClient({policy: probing(policy), baseUrl, auth, kit}),
    prove: () => {
      proof.given = true;
    },
  };
}

function authOf({auth, apiKey}: UserguidingSettings): AuthPolicy {
  switch (auth) {
    case 'bearer':
      return bearerAuth(apiKey);
    case 'ug_api_key':
      return headerAuth('ug-api-key', apiKey);
  }
}

/** A check is waited for by a person: one more try, no long waits. */
function probing({vendor, timeoutMs, retry, limits, authAdvice}: HttpPolicy): HttpPolicy {
  return {
    vendor,
    timeoutMs,
    limits,
    authAdvice,
    concurrencyMax: 1,
    retry: {...retry, retriesMax: 1},
    classify: () => ({type: 'accept'}),
  };
}
