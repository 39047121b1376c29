import {Failure} from '../../../core/failure';
import type {HttpAnswer, HttpClient} from '../../../http/request';

/** What requests of a run cost, as far as the answers tell; the daily budget is the company's. */
export interface TokenBudget {
  /** Sends and counts. */
  readonly client: HttpClient;
  /**
   * Throws a `limited` Failure when the vendor has said that fewer tokens, or fewer writes of this
   * user, are left for today: work of several calls is not begun that cannot be ended.
   */
  require(needed: Need): void;
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
  const left: {tokens: number | undefined; writes: number | undefined} = {
    tokens: undefined,
    writes: undefined,
  };
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
    require: ({calls, tokens}) => {
      if (left.tokens !== undefined && left.tokens < tokens) {
        throw spentFailure(
          `${left.tokens} tokens of the company's budget, of which it needs ${tokens}`,
        );
      }
      if (left.writes !== undefined && left.writes < calls) {
        throw spentFailure(`${left.writes} writes of the token's user, of which it needs ${calls}`);
      }
    },
    spent: () => ({...spent}),
    tokensLeft: () => left.tokens,
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function spentFailure(what: string): Failure {
  return new Failure({
    kind: 'limited',
    message: `Pipedrive has too little left for the next record today: ${what}. It opens again at midnight of Pipedrive's server. Run the sync again after that; it goes on where it stopped.`,
  });
}
