import {Failure} from '../../../core/failure';
import type {HttpClient} from '../../../http/request';
import {createSyncMemory} from './sync-memory';
import {createTokenBudget} from '../users-writer/token-budget';

/** Calls that a stream is about to make. */
interface ReservedCalls {
  readonly stream: string;
  readonly syncStartMs: number;
  readonly calls: number;
  /** Tokens per call. */
  readonly cost: number;
  /** What there is one call for: "users". */
  readonly what: string;
}

/** Keeps streams of many calls from eating the company's daily budget. */
export interface CallBudget {
  /** Through this client goes everything, so that the vendor's word on the budget is heard. */
  readonly client: HttpClient;
  /**
   * Throws before the first of many calls when they would take more tokens than the configuration
   * allows for a sync (`config`), or than the company has left today (`limited`).
   */
  reserve(calls: ReservedCalls): void;
}

/** Creates the budget of one company; `tokensMax` is the option `max_tokens_per_sync`. */
export function createCallBudget(client: HttpClient, tokensMax: number): CallBudget {
  const budget = createTokenBudget(client);
  const reserved = createSyncMemory<number>();
  return {
    client: budget.client,
    reserve: (calls) => {
      const needed = calls.calls * calls.cost;
      const before = reserved.recall(calls.syncStartMs) ?? 0;
      if (before + needed > tokensMax) throw aboveOption(calls, {before, needed, tokensMax});
      const left = budget.tokensLeft();
      if (left !== undefined && left < needed) throw aboveWhatIsLeft(calls, {needed, left});
      reserved.remember(calls.syncStartMs, before + needed);
    },
  };
}

function aboveOption(
  calls: ReservedCalls,
  {before, needed, tokensMax}: {before: number; needed: number; tokensMax: number},
): Failure {
  const others = before === 0 ? '' : `, after ${before} for other streams`;
  return new Failure({
    kind: 'config',
    message:
      `${calls.stream} needs ${sum(calls, needed)}${others}, which is more than ` +
      `pipedrive.max_tokens_per_sync (${tokensMax}) allows; the stream was not read. Raise the option if ` +
      `the company's daily budget is large enough, or deselect the stream.`,
  });
}

function aboveWhatIsLeft(
  calls: ReservedCalls,
  {needed, left}: {needed: number; left: number},
): Failure {
  return new Failure({
    kind: 'limited',
    message:
      `${calls.stream} needs ${sum(calls, needed)}, but the company's daily budget has ` +
      `only ${left} left; the stream was not read. The budget is renewed at midnight of Pipedrive's ` +
      `server: run the sync again after that, or deselect the stream. ` +
      `(pipedrive.max_tokens_per_sync limits what one sync may take.)`,
  });
}

function sum({calls, cost, what}: ReservedCalls, needed: number): string {
  return `${needed} budget tokens (${calls} ${what} at ${cost} tokens each)`;
}
