import {toFailure} from '../core/failure';
import type {Kit} from '../core/kit';
import type {Traffic} from '../core/traffic';
import type {Authorization, AuthPolicy} from './auth/auth-policy';
import {checkBaseUrl, isLoopback} from './base-url';
import {addQuery, removeQuery} from './build-url';
import {type Call, type CallParts, prepareCall, toHttpAnswer, toRawAnswer} from './call';
import {createCancellations, sleepUnlessCancelled} from './wire/cancellation';
import {failureForStatus} from './verdict/error-kinds';
import {createLimitWatch, createWaitNotice, type LimitWatch} from './limits/limit-watch';
import {maskAuthorization, maskFailure} from './mask-failure';
import type {HttpPolicy, RawAnswer} from './policy';
import {createRateGate, type RateGate} from './limits/rate-gate';
import {createRateLimits, type RateLimits} from './limits/rate-limits';
import {isRedirect, redirectTarget} from './verdict/redirect';
import type {HttpAnswer, HttpClient, HttpRequest} from './request';
import {
  judgeAnswer,
  judgeBroken,
  limitTotalMaxMs,
  timeoutsOf,
  type Verdict,
  type VerdictContext,
} from './verdict/retry-verdict';
import {createWire, type Wire, type WireResult} from './wire/wire';

/** What a client is made from. */
interface HttpClientOptions {
  readonly policy: HttpPolicy;
  /** Its path is kept: `https://api.example.com/v1` and `/users` make `/v1/users`. */
  readonly baseUrl: string;
  readonly auth: AuthPolicy;
  readonly kit: Kit;
  /** Told of waits above 5 seconds for a limit, with their end in epoch milliseconds. */
  readonly onRateLimited?: (resetAtMs: number) => void;
}

/** A client that counts. */
export interface TrackedHttpClient extends HttpClient {
  traffic(): Traffic;
}

interface Client extends CallParts {
  readonly auth: AuthPolicy;
  readonly wire: Wire;
  readonly gate: RateGate;
  readonly limits: RateLimits;
  readonly watch: LimitWatch;
  readonly tally: {requests: number; retries: number; waitedMs: number};
  /** The authorization that the mask learned last. */
  readonly masked: {authorization: Authorization | undefined};
}

/** What a request went through so far. */
interface Counts {
  failures: number;
  refusals: number;
  limitWaitedMs: number;
  renewed: boolean;
  silentMs: number;
  answerTimeouts: number;
}

const NOTHING_YET: Readonly<Counts> = {
  failures: 0,
  refusals: 0,
  limitWaitedMs: 0,
  renewed: false,
  silentMs: 0,
  answerTimeouts: 0,
};

/** One try and what is to be made of it. */
interface Turn {
  readonly verdict: Verdict;
  readonly authorization: Authorization;
  /** What went wrong, for the log. */
  readonly what: string;
  /** Absent when no answer came. */
  readonly answer?: {readonly raw: RawAnswer; readonly bytes: number};
}

/**
 * Creates the client for one credential of one vendor. Each has its own connections and limits.
 * Throws a `config` Failure for a base URL that `checkBaseUrl` refuses.
 */
export function createHttpClient(options: HttpClientOptions): TrackedHttpClient {
  const client = assemble(options);
  return {
    send: async (request) => {
      try {
        return await send(client, request);
      } catch (error) {
        throw maskFailure(toFailure(error), client.kit.mask);
      }
    },
    traffic: () => ({...client.tally}),
  };
}

function assemble({baseUrl, auth, kit, onRateLimited, ...options}: HttpClientOptions): Client {
  const policy = withPatience(options.policy, kit);
  const checked = checkBaseUrl(baseUrl, 'base_url');
  const url = new URL(checked);
  const limits = createRateLimits(policy, kit.clock.now());
  const gate = createRateGate({
    clock: kit.clock,
    limits,
    concurrencyMax: policy.concurrencyMax,
    // A second more than a verdict can ask for with its random part.
    waitMaxMs: limitTotalMaxMs(policy) + 1_000,
    vendor: policy.vendor,
    onWait: createWaitNotice(policy.vendor, kit, onRateLimited),
  });
  return {
    policy,
    baseUrl: checked,
    host: url.host,
    kit,
    cancellations: createCancellations(),
    auth,
    wire: createWire({direct: isLoopback(url)}),
    gate,
    limits,
    watch: createLimitWatch(policy, kit, {gate, limits}),
    tally: {requests: 0, retries: 0, waitedMs: 0},
    masked: {authorization: undefined},
  };
}

/** The policy with what somebody who waits for the answer can wait. */
function withPatience(policy: HttpPolicy, {retriesMax, timeoutMaxMs}: Kit): HttpPolicy {
  if (retriesMax === undefined && timeoutMaxMs === undefined) return policy;
  const {retry, timeoutMs} = policy;
  return {
    ...policy,
    timeoutMs: Math.min(timeoutMs, timeoutMaxMs ?? timeoutMs),
    retry: {...retry, retriesMax: Math.min(retry.retriesMax, retriesMax ?? retry.retriesMax)},
  };
}

async function send(client: Client, request: HttpRequest): Promise<HttpAnswer> {
  const call = prepareCall(client, request, client.gate.ticket());
  const counts: Counts = {...NOTHING_YET};
  while (true) {
    client.tally.waitedMs += await client.gate.enter(call);
    const turn = await takeTurn(client, call, counts);
    const {verdict, answer} = turn;
    switch (verdict.type) {
      case 'accept':
        return accepted(answer);
      case 'fail':
        throw verdict.failure;
      case 'renew':
        counts.renewed = true;
        await renew(client, call, turn);
        break;
      case 'wait':
        await prepareRetry(client, call, {counts, verdict, turn});
    }
  }
}

/** Only answers are accepted, never their absence; should that change, it must not pass unseen. */
function accepted(answer: Turn['answer']): HttpAnswer {
  if (answer) return toHttpAnswer(answer.raw, answer.bytes);
  throw toFailure(new Error('A request without an answer was accepted'));
}

/** Sends once, judges, and heeds what the answer says about limits before the next one enters. */
async function takeTurn(client: Client, call: Call, counts: Counts): Promise<Turn> {
  const {gate, limits, kit} = client;
  try {
    const sentAt = kit.clock.now();
    const {result, authorization} = await watched(client, () => exchange(client, call, counts));
    // An answer that is there is used even if nobody waits for it: what was done is known then.
    if (result.type === 'broken') call.cancellation.check();
    const turn = judge(client, call, {result, counts, authorization});
    if (result.type === 'answer') client.watch.observe(result.headers);
    const {verdict} = turn;
    const now = kit.clock.now();
    if (verdict.type === 'accept') limits.answered(now);
    if (result.type === 'answer' && verdict.type === 'wait' && !verdict.counted) {
      client.watch.noteReset(result.headers);
      // Quiet is counted from when the gate opens: while it is closed nothing is learned.
      limits.refused(sentAt, now + verdict.waitMs);
      gate.closeUntil(now + verdict.waitMs);
    }
    return turn;
  } finally {
    gate.leave();
  }
}

/** While somebody looks on, what takes long is told. */
async function watched<T>({kit, policy}: Client, work: () => Promise<T>): Promise<T> {
  if (!kit.watch) return work();
  const answered = kit.watch.asked(policy.vendor);
  try {
    return await work();
  } finally {
    answered();
  }
}

function judge(
  client: Client,
  call: Call,
  got: {result: WireResult; counts: Counts; authorization: Authorization},
): Turn {
  const {result, counts, authorization} = got;
  const context: VerdictContext = {
    policy: client.policy,
    request: call.request,
    host: client.host,
    mask: client.kit.mask,
    counts,
    canRenew: client.auth.renew !== undefined,
    nowMs: client.kit.clock.now(),
    random: client.kit.random(),
  };
  if (result.type === 'broken') {
    const {error} = result;
    return {verdict: judgeBroken(error, context), authorization, what: error.code};
  }
  const raw = toRawAnswer(result, call, client.kit);
  return {
    verdict: judgeAnswer(raw, context),
    authorization,
    what: `HTTP ${raw.status}`,
    answer: {raw, bytes: result.body.size},
  };
}

/** One request with fresh credentials, redirects on the same host followed. */
async function exchange(
  client: Client,
  call: Call,
  counts: Counts,
): Promise<{result: WireResult; authorization: Authorization}> {
  const {policy, auth, kit} = client;
  const {request} = call;
  const authorization = await auth.authorize(kit.signal);
  learnSecrets(client, authorization);
  const timeouts = timeoutsOf({policy, request, counts});
  let url = call.url;
  for (let hops = 0; ; hops += 1) {
    call.cancellation.check();
    client.tally.requests += 1;
    const result = await client.wire({
      method: request.method,
      url: authorization.query ? addQuery(url, authorization.query) : url,
      headers: authorization.headers ? {...call.headers, ...authorization.headers} : call.headers,
      body: call.body,
      ...timeouts,
      ownConnection: !request.repeatable,
      list: request.list,
      cancellation: call.cancellation,
    });
    const done = result.type === 'broken' || !isRedirect(result);
    if (done || request.accept?.includes(result.status)) return {result, authorization};
    const target = redirectTarget(
      result,
      {url, method: request.method, hops},
      {policy, mask: kit.mask, ...request},
    );
    url = removeQuery(target, Object.keys(authorization.query ?? {}));
  }
}

function learnSecrets({masked, kit}: Client, authorization: Authorization): void {
  if (masked.authorization === authorization) return;
  masked.authorization = authorization;
  maskAuthorization(authorization, kit.mask);
}

/** After a 401: a new credential, or the failure that the 401 is. */
async function renew(client: Client, call: Call, turn: Turn): Promise<void> {
  const {auth, kit, policy} = client;
  if (await auth.renew?.(kit.signal, turn.authorization)) return;
  call.cancellation.check();
  if (turn.answer)
    throw failureForStatus(turn.answer.raw, {policy, mask: kit.mask, ...call.request});
}

/** Counts what happened; waits for a limit happen at the gate, other waits here. */
async function prepareRetry(
  client: Client,
  call: Call,
  {
    counts,
    verdict,
    turn,
  }: {
    counts: Counts;
    verdict: Extract<Verdict, {type: 'wait'}>;
    turn: Turn;
  },
): Promise<void> {
  const {kit, policy, tally} = client;
  if (!verdict.counted) {
    counts.refusals += 1;
    counts.limitWaitedMs += verdict.waitMs;
    return;
  }
  counts.failures += 1;
  counts.silentMs += verdict.silence?.silentMs ?? 0;
  counts.answerTimeouts += verdict.silence?.answerTimeouts ?? 0;
  tally.retries += 1;
  const wait = (verdict.waitMs / 1000).toFixed(1);
  const {purpose} = call.request;
  kit.log(
    'INFO',
    `${policy.vendor}: could not ${purpose} (${turn.what}); trying again in ${wait} s.`,
  );
  kit.watch?.waits({
    ...{why: 'retry', vendor: policy.vendor, untilMs: kit.clock.now() + verdict.waitMs},
    status: turn.answer?.raw.status,
    attempt: counts.failures + 1,
    attemptsMax: policy.retry.retriesMax + 1,
  });
  await sleepUnlessCancelled(kit.clock, verdict.waitMs, call.cancellation);
}
