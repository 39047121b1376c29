import {htmlAnswer, withHeaders} from '../answer';
import {RollingWindow} from '../shared/rolling-window';
import type {Answer} from '../vendor-part';
import {failure} from './envelope';
import type {PipedriveSettings} from './settings';
import type {Viewer} from './company/tokens';

/** What a request costs. */
interface Charge {
  readonly viewer: Viewer;
  /** Tokens of the daily budget. */
  readonly cost: number;
  readonly isWrite: boolean;
  /** Whether it falls under the limit of searches. */
  readonly isSearch: boolean;
}

/** The vendor's limits: a burst window per token, a daily budget for the company, a firewall. */
export interface PipedriveLimits {
  /** Counts the request; the answer that refuses it, or undefined. */
  take(charge: Charge): Answer | undefined;
  /** Headers for an answer to this viewer. */
  headers(viewer: Viewer): Readonly<Record<string, string>>;
}

const WINDOW_MS = 2000;
const DAY_MS = 24 * 3_600_000;
const SEARCHES = 10;
const OAUTH_FACTOR = 4;
const BURST = {lite: 20, growth: 40, premium: 100, ultimate: 120};
const BUDGET_FACTOR = {lite: 1, growth: 2, premium: 5, ultimate: 7};
const BUDGET_UNIT = 30_000;
/** Sent with a spent budget although a wait of seconds is of no use (Pipedrive Q18). */
const USELESS_RETRY_SECONDS = '3';

interface Account {
  readonly window: RollingWindow;
  readonly searches: RollingWindow;
  /** 429s since the last request that was served. */
  refusals: number;
  blockedUntilMs: number;
}

interface Day {
  number: number;
  tokensLeft: number;
  readonly writes: Map<number, number>;
}

interface State {
  readonly settings: PipedriveSettings;
  readonly now: () => number;
  readonly budget: number;
  readonly accounts: Map<string, Account>;
  readonly day: Day;
}

/** Makes the limits of a company with `seats` seats. */
export function createLimits(
  settings: PipedriveSettings,
  now: () => number,
  seats: number,
): PipedriveLimits {
  const byPlan = BUDGET_UNIT * BUDGET_FACTOR[settings.plan] * Math.max(1, seats);
  const budget = settings.daily_tokens > 0 ? settings.daily_tokens : byPlan;
  const day: Day = {number: -1, tokensLeft: budget, writes: new Map()};
  const state: State = {settings, now, budget, accounts: new Map(), day};
  return {
    take: (charge) => {
      startDay(state);
      const account = accountOf(state, charge.viewer.limitKey);
      return checkFirewall(state, account) ?? checkLimits(state, account, charge);
    },
    headers: (viewer) => {
      startDay(state);
      return headersFor(state, viewer);
    },
  };
}

/** Midnight of the vendor's zone, taken as UTC, opens a new budget. */
function startDay({now, day, budget}: State): void {
  const number = Math.floor(now() / DAY_MS);
  if (number === day.number) return;
  day.number = number;
  day.tokensLeft = budget;
  day.writes.clear();
}

function accountOf({accounts}: State, key: string): Account {
  const known = accounts.get(key);
  if (known) return known;
  const account = {
    window: new RollingWindow(WINDOW_MS),
    searches: new RollingWindow(WINDOW_MS),
    refusals: 0,
    blockedUntilMs: 0,
  };
  accounts.set(key, account);
  return account;
}

/** Who goes on after 429s meets a page of HTML (Pipedrive Q3). */
function checkFirewall({settings, now}: State, account: Account): Answer | undefined {
  if (account.refusals >= settings.block_after) {
    account.refusals = 0;
    account.blockedUntilMs = now() + settings.block_ms;
  }
  return account.blockedUntilMs > now()
    ? htmlAnswer(403, 'Access denied | api.pipedrive.com used Cloudflare to restrict access')
    : undefined;
}

function checkLimits(state: State, account: Account, charge: Charge): Answer | undefined {
  const nowMs = state.now();
  const {viewer} = charge;
  const full = account.window.used(nowMs) >= burstOf(state, viewer);
  const searched = charge.isSearch && account.searches.used(nowMs) >= SEARCHES;
  if (full || searched) return refuse(account);
  const written = state.day.writes.get(viewer.user.id) ?? 0;
  const spent = state.day.tokensLeft <= 0;
  const capped =
    charge.isWrite && viewer.scopes === undefined && written >= state.settings.daily_writes;
  if (spent || capped) {
    return withHeaders(refuse(account), {'retry-after': USELESS_RETRY_SECONDS});
  }
  account.refusals = 0;
  account.window.add(nowMs);
  if (charge.isSearch) account.searches.add(nowMs);
  if (charge.isWrite) state.day.writes.set(viewer.user.id, written + 1);
  state.day.tokensLeft = Math.max(0, state.day.tokensLeft - charge.cost);
  return undefined;
}

function refuse(account: Account): Answer {
  account.refusals += 1;
  return failure(429, 'Request over limit');
}

function burstOf({settings}: State, viewer: Viewer): number {
  const byPlan = BURST[settings.plan] * (viewer.scopes === undefined ? 1 : OAUTH_FACTOR);
  return settings.burst_requests > 0 ? settings.burst_requests : byPlan;
}

function headersFor(state: State, viewer: Viewer): Readonly<Record<string, string>> {
  const {settings, now, day, budget} = state;
  const nowMs = now();
  const {window} = accountOf(state, viewer.limitKey);
  const limit = burstOf(state, viewer);
  const resetMs = window.freeInMs(nowMs);
  // Seconds left for the vendor, a point in time for the guide (Pipedrive Q1).
  const reset = settings.reset_form === 'delta' ? resetMs / 1000 : (nowMs + resetMs) / 1000;
  const written = day.writes.get(viewer.user.id) ?? 0;
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.max(0, limit - window.used(nowMs))),
    'x-ratelimit-reset': String(Math.ceil(reset)),
    ...(viewer.scopes === undefined && {
      'x-daily-requests-left': String(Math.max(0, settings.daily_writes - written)),
    }),
    ...(settings.daily_headers && {
      'x-daily-ratelimit-token-limit': String(budget),
      'x-daily-ratelimit-token-remaining': String(day.tokensLeft),
    }),
  };
}
