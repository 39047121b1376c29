import {Failure} from '../core/failure';
import type {Kit} from '../core/kit';

/**
 * Somebody waits for the answer in a form, and whoever asks gives up after 30 seconds or little more; a
 * busy machine needs some of them to start the program.
 */
const ANSWER_WITHIN_MS = 15_000;

/** After the time is up, work that was stopped has this long to tell what it knows. */
const GRACE_MS = 1_000;

/** Failed requests are not repeated more often: the whole command must be over in time. */
const PATIENCE = {retriesMax: 2, timeoutMaxMs: 12_000} as const;

/** The time in which a command must answer, regardless of what the vendors do. */
export interface AnswerDeadline {
  /**
   * The kit of an account: its signal fires when the time is up, with a sentence that names the
   * account, so that what the account has told by then can be used.
   */
  kitOf(account: string, kit: Kit): Kit;
  /** Remembers that the account's requests wait for a limit until then, epoch milliseconds. */
  waits(account: string, resetAtMs: number): void;
  /** The answer, or the account's failure when it does not even stop. */
  orLate<Answer>(account: string, answer: Promise<Answer>): Promise<Answer>;
}

/** Does work that asks accounts and must be over in time. */
export async function answerInTime<Answer>(
  kit: Kit,
  work: (deadline: AnswerDeadline) => Promise<Answer>,
): Promise<Answer> {
  const deadline = startDeadline(kit);
  try {
    return await work(deadline);
  } finally {
    deadline.end();
  }
}

/** `end` is to be called when everything is answered: nothing fires any more. */
function startDeadline({clock}: Kit): AnswerDeadline & {end(): void} {
  const over = new AbortController();
  const accounts = new Map<string, AbortController>();
  const waits = new Map<string, number>();
  const failureOf = (account: string): Failure => {
    const resetAtMs = waits.get(account) ?? 0;
    return resetAtMs > clock.now() ? waitsTooLong(account, resetAtMs) : late(account);
  };
  const timeIsUp = async (): Promise<void> => {
    await clock.sleep(ANSWER_WITHIN_MS, over.signal);
    for (const [account, controller] of accounts) controller.abort(failureOf(account));
    await clock.sleep(GRACE_MS, over.signal);
  };
  // Settles once the grace is over, or when the deadline was ended: nobody waits for it then.
  const graceOver = timeIsUp().catch(() => undefined);
  return {
    kitOf: (account, kit) => {
      const controller = accounts.get(account) ?? new AbortController();
      accounts.set(account, controller);
      return {...kit, ...PATIENCE, signal: AbortSignal.any([kit.signal, controller.signal])};
    },
    waits: (account, resetAtMs) => {
      waits.set(account, resetAtMs);
    },
    orLate: async (account, answer) => {
      const giveUp = graceOver.then(() => {
        throw failureOf(account);
      });
      return Promise.race([answer, giveUp]);
    },
    end: () => {
      over.abort();
    },
  };
}

function late(account: string): Failure {
  return new Failure({
    kind: 'transient',
    message: `${account} did not answer within ${ANSWER_WITHIN_MS / 1000} seconds, so nothing is known about it. Try again; if it happens again, check its address and whether this machine can reach it.`,
  });
}

function waitsTooLong(account: string, resetAtMs: number): Failure {
  const until = new Date(Math.min(resetAtMs, 8.64e15)).toISOString();
  return new Failure({
    kind: 'limited',
    message: `${account} refuses requests because its request limit is used up, until about ${until}, so nothing is known about it. Try again after that time.`,
    resetAtMs,
  });
}
