import {Failure} from '../../../core/failure';
import type {HttpAnswer, HttpClient} from '../../../http/request';

/** What requests of a run cost, as far as the answers tell; the daily budget is the company's. */
export interface TokenBudget {
  /** Sends and counts. */
  readonly client: HttpClient;
  /**
   * Does work that needs so much. Throws a `limited` Failure instead when the vendor has said that
   * fewer tokens, or fewer writes of this user, are left for today: work of several calls is not
   * begun that cannot be ended. What other work under way needs counts as gone.
   */
  within<Result>(needed: Need, work: () => Promise<Result>): Promise<Result>;
  spent(): {readonly calls: number; readonly tokens: number};
  /** Undefined while no answer has told: the header is undocumented and sometimes missing. */
  tokensLeft(): number | undefined;
}

/** What one record needs. */
export interface Need {
  readonly calls: number;
  readonly tokens: number;
}

/** Counts what goes through a client. */
export function createTokenBudget(client: HttpClient): TokenBudget {
  const spent = {calls: 0, tokens: 0};
  const promised = {calls: 0, tokens: 0};
  const left: Left = {tokens: undefined, writes: undefined};
  const observe = ({headers}: HttpAnswer): void => {
    left.tokens = numberOf(headers['x-daily-ratelimit-token-remaining']) ?? left.tokens;
    left.writes = numberOf(headers['x-daily-requests-left']) ?? left.writes;
  };
  return {
    client: {
      send: async (request) => {
        spent.calls += 1;
        spent.tokens += request.cost ?? 0;
        const answer = await client.send(request);
        observe(answer);
        return answer;
      },
    },
    within: async (needed, work) => {
      checkLeft(needed, left, promised);
      promised.calls += needed.calls;
      promised.tokens += needed.tokens;
      try {
        return await work();
      } finally {
        promised.calls -= needed.calls;
        promised.tokens -= needed.tokens;
      }
    },
    spent: () => ({...spent}),
    tokensLeft: () => left.tokens,
  };
}

interface Left {
  tokens: number | undefined;
  writes: number | undefined;
}

function checkLeft({calls, tokens}: Need, left: Left, promised: Need): void {
  if (left.tokens !== undefined && left.tokens - promised.tokens < tokens) {
    throw spentFailure(`${left.tokens} tokens of the company's budget`);
  }
  if (left.writes !== undefined && left.writes - promised.calls < calls) {
    throw spentFailure(`${left.writes} writes of the token's user`);
  }
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function spentFailure(what: string): Failure {
  return new Failure({
    kind: 'limited',
    message: `Pipedrive has not enough left for the next record today: ${what}. The budget is renewed at midnight of Pipedrive's server. Run the sync again after that; it continues where it stopped.`,
  });
}
