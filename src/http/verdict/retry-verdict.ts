import {Failure} from '../../core/failure';
import type {SecretMask} from '../../core/secrets/secret-mask';
import {backoffMs, limitBackoffMs} from './backoff';
import {isBusyAnswer} from './busy-answer';
import {describeAnswer, failureForStatus, wordsOf} from './error-kinds';
import {failureForNetwork, isHopeless} from './network-failure';
import type {AnswerMeaning, HttpPolicy, RawAnswer} from '../policy';
import {seenReset} from '../limits/rate-headers';
import type {HttpRequest} from '../request';
import {
  afterTimeout,
  type BudgetParts,
  isTimeout,
  type Silence,
  tryTimeouts,
  type TryTimeouts,
} from './time-budget';
import {reportsError, uselessAnswer} from './useless-answer';
import {ANSWER_TIMEOUT, type WireError} from '../wire/wire-error';

/** What happened to the request so far, this answer not counted. */
export interface AttemptCounts extends Silence {
  readonly failures: number;
  /** Refusals for a limit. */
  readonly refusals: number;
  readonly limitWaitedMs: number;
  readonly renewed: boolean;
}

/** All that a verdict depends on, besides the answer. */
export interface VerdictContext {
  readonly policy: HttpPolicy;
  readonly request: Pick<HttpRequest, 'purpose' | 'repeatable' | 'accept' | 'timeoutMs'>;
  /** Host and port, for messages. */
  readonly host: string;
  /** Knows the secrets, for messages. */
  readonly mask: SecretMask;
  readonly counts: AttemptCounts;
  /** The auth policy can obtain a new credential. */
  readonly canRenew: boolean;
  readonly nowMs: number;
  /** In [0, 1). */
  readonly random: number;
}

/** What to do now. */
export type Verdict =
  | {readonly type: 'accept'}
  /** Obtain a new credential, then send again at once. */
  | {readonly type: 'renew'}
  /**
   * Send again after the wait; `counted` as a failure, or a wait for a limit. `silence`: what a try
   * without an answer, and the wait, add to what the request has used up of its budget.
   */
  | {
      readonly type: 'wait';
      readonly waitMs: number;
      readonly counted: boolean;
      readonly silence?: Silence;
    }
  | {readonly type: 'fail'; readonly failure: Failure};

/** Default of `limitTotalMaxMs`. */
const LIMIT_TOTAL_MAX_MS = 30 * 60_000;

/** Default of `resetMinMs`. */
const RESET_MIN_MS = 1_000;

/** No wait for a limit is shorter, regardless of what a policy says: many waits of nothing would hammer. */
const LIMIT_WAIT_MIN_MS = 100;

/** Upper end of the random part of a wait that the vendor named. */
const SPREAD_MAX_MS = 500;

/** Tries after a page for people in place of data: a short outage, or a wrong address for good. */
const PAGE_RETRIES_MAX = 3;

/** A part of an answer, which nobody of us asks for: some cache has cut it. */
const PARTIAL_CONTENT = 206;

/** The last moment that a Date can show; a nonsense header may name a later one. */
const MAX_DATE_MS = 8.64e15;

/** So often a vendor's reset is believed alone; if it is refused still, our own wait is the floor. */
const RESETS_BELIEVED = 2;

/** Judges an answer. Pure: the same arguments give the same verdict. */
export function judgeAnswer(answer: RawAnswer, context: VerdictContext): Verdict {
  const {policy, request, counts} = context;
  const {status} = answer;
  const cutOff = answer.bodyKind === 'truncated' || status === PARTIAL_CONTENT;
  const accepted = request.accept?.includes(status) === true;
  if (accepted && !cutOff) return {type: 'accept'};
  if (status === 401 && context.canRenew && !counts.renewed) return {type: 'renew'};
  const isSuccess = status >= 200 && status < 300;
  const asked = {policy, mask: context.mask, ...request};
  if (isSuccess && answer.problem !== undefined) {
    return {type: 'fail', failure: uselessAnswer(answer, asked)};
  }
  const meaning =
    cutOff && (isSuccess || accepted)
      ? undefined
      : (busyMeaning(answer, context) ?? policy.classify?.(answer));
  if (isSuccess && meaning === undefined && reportsError(answer.body)) {
    return {type: 'fail', failure: uselessAnswer(answer, asked)};
  }
  return applyMeaning(meaning ?? meaningByStatus(answer, context), answer, context);
}

/** Judges a request that got no complete answer. Pure. */
export function judgeBroken(error: WireError, context: VerdictContext): Verdict {
  const {policy, request, host, mask} = context;
  // Before a connection existed nothing can have been done; after that, nobody knows.
  const mayRepeat = request.repeatable || error.nothingDone;
  const again =
    mayRepeat && !isHopeless(error) && hasRetries(context, undefined)
      ? sendAgain(error, context)
      : undefined;
  if (again) return again;
  return {type: 'fail', failure: failureForNetwork(error, {policy, host, mask, ...request})};
}

/** The time-outs of the next try. Pure. */
export function timeoutsOf(
  context: Pick<VerdictContext, 'policy' | 'request' | 'counts'>,
): TryTimeouts {
  return tryTimeouts(budgetParts(context));
}

function sendAgain({code}: WireError, context: VerdictContext): Verdict | undefined {
  const waitMs = nextBackoffMs(context);
  if (!isTimeout(code)) return {type: 'wait', waitMs, counted: true};
  const next = afterTimeout(code, budgetParts(context), waitMs);
  if (!next) return undefined;
  const answerTimeouts = code === ANSWER_TIMEOUT ? 1 : 0;
  const silence = {silentMs: next.silentMs, answerTimeouts};
  return {type: 'wait', waitMs: next.waitMs, counted: true, silence};
}

function budgetParts(context: Pick<VerdictContext, 'policy' | 'request' | 'counts'>): BudgetParts {
  return {...context, hasRetries: hasRetries(context, undefined)};
}

/** The longest that a request waits for limits altogether. */
export function limitTotalMaxMs(policy: HttpPolicy): number {
  const {limitTotalMaxMs: total = LIMIT_TOTAL_MAX_MS, limitWaitMaxMs} = policy.retry;
  return Math.max(total, limitWaitMaxMs);
}

/**
 * Asked before the vendor's own table: it means the same everywhere. What is locked (423) or came
 * too early (425) was not begun; of a 409 that is not known.
 */
function busyMeaning(answer: RawAnswer, {policy}: VerdictContext): AnswerMeaning | undefined {
  if (!isBusyAnswer(answer, policy.retry)) return undefined;
  return {type: 'retry', nothingDone: answer.status !== 409};
}

function meaningByStatus(answer: RawAnswer, context: VerdictContext): AnswerMeaning | undefined {
  const {status, bodyKind, headers} = answer;
  if (status === PARTIAL_CONTENT) return {type: 'retry', retriesMax: PAGE_RETRIES_MAX};
  if (status >= 200 && status < 300) {
    const readable = bodyKind === 'json' || bodyKind === 'empty';
    if (readable) return {type: 'accept'};
    return bodyKind === 'truncated'
      ? {type: 'retry'}
      : {type: 'retry', retriesMax: PAGE_RETRIES_MAX};
  }
  if (status === 429) return {type: 'limited'};
  if (context.request.accept?.includes(status)) return {type: 'retry'};
  if (!context.policy.retry.statuses.includes(status)) return undefined;
  // A 503 that names a time comes from a server that turned the request away unread.
  return {type: 'retry', nothingDone: status === 503 && headers['retry-after'] !== undefined};
}

function applyMeaning(
  meaning: AnswerMeaning | undefined,
  answer: RawAnswer,
  context: VerdictContext,
): Verdict {
  const {policy, request} = context;
  const byStatus = (): Verdict => ({
    type: 'fail',
    failure: failureForStatus(answer, {policy, mask: context.mask, ...request}),
  });
  switch (meaning?.type) {
    case undefined:
      return byStatus();
    case 'accept':
      return {type: 'accept'};
    case 'limited':
      return judgeLimited(meaning, answer, context);
    case 'retry':
      return judgeRetry(meaning, answer, context) ?? byStatus();
    case 'fail':
      return {
        type: 'fail',
        failure: new Failure({
          kind: meaning.kind,
          message: meaning.message,
          detail: describeAnswer(answer),
          status: answer.status,
          ...wordsOf(answer, context.mask),
          ...(meaning.resetAtMs !== undefined && {resetAtMs: meaning.resetAtMs}),
        }),
      };
  }
}

function judgeRetry(
  meaning: Extract<AnswerMeaning, {type: 'retry'}>,
  answer: RawAnswer,
  context: VerdictContext,
): Verdict | undefined {
  // A 5xx can come after the work was done, so only repeatable requests are sent again, unless
  // the vendor or the protocol says that nothing was done.
  const mayRepeat = context.request.repeatable || meaning.nothingDone === true;
  if (!mayRepeat || !hasRetries(context, meaning.retriesMax)) return undefined;
  const {policy, nowMs} = context;
  const asked = seenReset(answer.headers, undefined, nowMs)?.waitMs ?? 0;
  if (asked > policy.retry.limitWaitMaxMs) return undefined;
  return {type: 'wait', waitMs: Math.max(asked, nextBackoffMs(context)), counted: true};
}

/** A refusal for a limit comes before the work: any request may be sent again after it. */
function judgeLimited(
  meaning: Extract<AnswerMeaning, {type: 'limited'}>,
  answer: RawAnswer,
  context: VerdictContext,
): Verdict {
  const {policy, counts, nowMs} = context;
  const waitMs = Math.max(LIMIT_WAIT_MIN_MS, meaning.waitMs ?? limitWaitMs(answer, context));
  const inTotal = counts.limitWaitedMs + waitMs <= limitTotalMaxMs(policy);
  const inCount = counts.refusals < (meaning.retriesMax ?? Number.POSITIVE_INFINITY);
  if (waitMs > policy.retry.limitWaitMaxMs || !inTotal || !inCount) {
    return {
      type: 'fail',
      failure: limitedFailure(answer, context, Math.min(nowMs + waitMs, MAX_DATE_MS)),
    };
  }
  // A little apart, so that those who wait for the same moment do not meet.
  const spreadMs = context.random * Math.min(SPREAD_MAX_MS, waitMs / 10);
  return {type: 'wait', waitMs: Math.round(waitMs + spreadMs), counted: false};
}

function limitWaitMs(answer: RawAnswer, context: VerdictContext): number {
  const {policy, counts, nowMs, random} = context;
  const {resetMinMs = RESET_MIN_MS, resetMaxMs = Number.POSITIVE_INFINITY} = policy.retry;
  const doubled = limitBackoffMs(policy.retry, counts.refusals + 1, random);
  const own = Math.min(policy.retry.limitWaitMaxMs, doubled);
  const reset = seenReset(answer.headers, policy.rateHeaders, nowMs);
  if (!reset) return own;
  const clamped = Math.min(resetMaxMs, Math.max(resetMinMs, reset.waitMs));
  return counts.refusals < RESETS_BELIEVED ? clamped : Math.max(clamped, own);
}

function limitedFailure(answer: RawAnswer, context: VerdictContext, resetAtMs: number): Failure {
  const {policy, request} = context;
  const at = new Date(resetAtMs).toISOString();
  return new Failure({
    kind: 'limited',
    message: `${policy.vendor} refuses to ${request.purpose} because its request limit is used up, until about ${at}. Run it again after that time.`,
    detail: describeAnswer(answer),
    resetAtMs,
    status: answer.status,
  });
}

function hasRetries(
  {policy, counts}: Pick<VerdictContext, 'policy' | 'counts'>,
  retriesMax: number | undefined,
): boolean {
  // An answer may be worth fewer tries than the policy grants, never more: somebody may be waiting.
  const most = policy.retry.retriesMax;
  return counts.failures < Math.min(most, retriesMax ?? most);
}

function nextBackoffMs({policy, counts, random}: VerdictContext): number {
  return backoffMs(policy.retry, counts.failures + 1, random);
}
