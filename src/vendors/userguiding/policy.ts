import type {AnswerMeaning, HttpPolicy, RawAnswer} from '../../http/policy';
import type {UserguidingSettings} from './settings';

/** Requests under way at once. */
export const CONCURRENCY = 4;

const TIMEOUT_MS = 30_000;
/** The vendor's block after a request too many (UserGuiding Q6), and a second to be sure. */
const BLOCK_MS = 61_000;
const RETRY_AFTER_MAX_MS = 300_000;
/**
 * The vendor counts requests as they arrive, in windows of 10 s. A little longer ones here keep a
 * request that was slow on its way from meeting those of the next window.
 */
const WINDOW_MS = 10_250;
/** The pace is never lowered below this share of what is configured. */
const SLOWEST_SHARE = 0.05;

/** Left to the kit: credentials, plan, proxies, time-outs and limits have meanings of their own. */
const JUDGED_BY_KIT: ReadonlySet<number> = new Set([401, 402, 403, 407, 408, 425, 429]);

/**
 * UserGuiding's limits, retries and answers. After a 429 nobody sends before the block is over, and
 * then at half the pace, a tenth more with each quiet minute. `isProven`: a call has succeeded here
 * before, so that the address cannot be wrong.
 */
export function userguidingPolicy(
  settings: UserguidingSettings,
  isProven: () => boolean,
): HttpPolicy {
  const perSecond = settings.requestsPer10Seconds / 10;
  return {
    vendor: 'UserGuiding',
    timeoutMs: TIMEOUT_MS,
    retry: {
      retriesMax: 4,
      baseMs: 1_000,
      capMs: 30_000,
      statuses: [408, 425],
      limitWaitMs: BLOCK_MS,
      limitWaitCapMs: BLOCK_MS,
      limitWaitMaxMs: RETRY_AFTER_MAX_MS,
      resetMaxMs: RETRY_AFTER_MAX_MS,
    },
    limits: [{type: 'window', requests: settings.requestsPer10Seconds, windowMs: WINDOW_MS}],
    adaptive: {
      startPerSecond: perSecond,
      maxPerSecond: perSecond,
      minPerSecond: perSecond * SLOWEST_SHARE,
      decrease: 0.5,
      increase: 0.1,
      quietMs: 60_000,
    },
    concurrencyMax: CONCURRENCY,
    classify: (answer) => meaningOf(answer, settings, isProven),
    authAdvice: adviceOn(settings),
  };
}

/** Other refusals (400, 413, 422 and their like) concern the record that was sent. */
function meaningOf(
  {status, bodyKind}: RawAnswer,
  settings: UserguidingSettings,
  isProven: () => boolean,
): AnswerMeaning | undefined {
  if (status === 404 || status === 405 || status === 410) return wrongAddress(settings, status);
  if (status >= 500) return {type: 'retry'};
  if (status >= 200 && status < 300) {
    if (bodyKind !== 'html') return {type: 'accept'};
    // A page in place of an answer: another host's (Q12), or, where it worked before, an outage.
    return isProven() ? {type: 'retry'} : wrongAddress(settings, status);
  }
  return status >= 400 && !JUDGED_BY_KIT.has(status) ? {type: 'accept'} : undefined;
}

/** Hosts and paths of the two APIs differ; the other one's host answers 404 or a page (Q10, Q12). */
function wrongAddress({profile}: UserguidingSettings, status: number): AnswerMeaning {
  const what = status < 300 ? 'a web page' : `HTTP ${status}`;
  const message =
    profile === 'guide'
      ? `UserGuiding answers ${what} where the identify call should be. Check userguiding.base_url; if the workspace has the User API instead, set userguiding.api_profile to user_api and fill in userguiding.paths.`
      : `UserGuiding answers ${what} where the User API should be. Check userguiding.paths, userguiding.region and userguiding.base_url; if the workspace has the identify call instead, set userguiding.api_profile to guide.`;
  return {type: 'fail', kind: 'config', message};
}

function adviceOn({profile, auth}: UserguidingSettings): string {
  const where =
    profile === 'guide' ? 'Settings > Integrations > API' : 'Project Settings > MCP & API';
  return `Check userguiding.api_key (UserGuiding > ${where}), and that it belongs to userguiding.api_profile (now ${profile}) and userguiding.auth (now ${auth}).`;
}
