import type {HttpPolicy} from '../policy';
import type {HttpRequest} from '../request';
import {ANSWER_TIMEOUT, CONNECT_TIMEOUT} from '../wire/wire-error';

const CONNECT_TIMEOUT_MS = 10_000;

/** Share of what is left that is waited before a next try, at most: the vendor had its rest. */
const WAIT_SHARE = 0.1;

/** With less than this share of the budget left, another try could not be answered. */
const REST_SHARE_MIN = 0.05;

/** What a request without an answer has used up of its one budget so far. */
export interface Silence {
  /** Tries that ended by a time-out, and the waits behind them, milliseconds. */
  readonly silentMs: number;
  /** Tries whose connection stood and whose answer did not come. */
  readonly answerTimeouts: number;
}

/** What a request's time-outs depend on. */
export interface BudgetParts {
  readonly policy: Pick<HttpPolicy, 'timeoutMs' | 'connectTimeoutMs'>;
  readonly request: Pick<HttpRequest, 'repeatable' | 'timeoutMs'>;
  readonly counts: Silence;
  /** The policy lets the request be sent again after a failure. */
  readonly hasRetries: boolean;
}

/** How long one try may take. */
export interface TryTimeouts {
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
}

/**
 * The time-outs of the next try. A request has one budget, however often it is sent into silence: the
 * first try of one that may be repeated gets half of it, the second the rest; one that may not be
 * repeated gets all. Tries that were answered, if only by an error, cost nothing of it.
 */
export function tryTimeouts({policy, request, counts, hasRetries}: BudgetParts): TryTimeouts {
  const rest = Math.max(1, budgetOf(policy, request) - counts.silentMs);
  const isFirst = request.repeatable && hasRetries && counts.answerTimeouts === 0;
  const timeoutMs = isFirst ? Math.ceil(rest / 2) : rest;
  return {
    timeoutMs,
    connectTimeoutMs: Math.min(policy.connectTimeoutMs ?? CONNECT_TIMEOUT_MS, timeoutMs),
  };
}

/**
 * What is to be done after a try that ended by the time-out `code`: the wait before the next one, and
 * what both take from the budget; undefined when there is no next one.
 */
export function afterTimeout(
  code: typeof ANSWER_TIMEOUT | typeof CONNECT_TIMEOUT,
  parts: BudgetParts,
  backoffMs: number,
): {readonly waitMs: number; readonly silentMs: number} | undefined {
  const {counts, policy, request} = parts;
  const {timeoutMs, connectTimeoutMs} = tryTimeouts(parts);
  const spentMs = code === ANSWER_TIMEOUT ? timeoutMs : connectTimeoutMs;
  const budget = budgetOf(policy, request);
  // After a second try without an answer nothing is left: it had all of the rest.
  const rest = budget - counts.silentMs - spentMs;
  if (rest < budget * REST_SHARE_MIN) return undefined;
  const waitMs = Math.round(Math.min(backoffMs, rest * WAIT_SHARE));
  return {waitMs, silentMs: spentMs + waitMs};
}

/** True for the codes of tries that ended by a time-out of ours. */
export function isTimeout(code: string): code is typeof ANSWER_TIMEOUT | typeof CONNECT_TIMEOUT {
  return code === ANSWER_TIMEOUT || code === CONNECT_TIMEOUT;
}

function budgetOf(policy: BudgetParts['policy'], request: BudgetParts['request']): number {
  return request.timeoutMs ?? policy.timeoutMs;
}
