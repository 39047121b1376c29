import type {Kit} from '../../core/kit';
import type {Log} from '../../core/log';
import type {SecretMask} from '../../core/secrets/secret-mask';
import {createHttpClient} from '../../http/http-client';
import type {HttpAnswer, HttpRequest} from '../../http/request';
import type {VendorKit} from '../../read/source-vendor';
import type {Traffic} from '../../core/traffic';
import {ABSENT_STATUSES, absenceIn} from './absence';
import {scimPolicy} from './policy';
import type {ScimProfile} from './profiles';
import type {ServiceSettings} from './settings';
import {tokenAuth} from './token-auth';

/** A vendor's SCIM service, ready to be asked. */
export interface ScimService {
  readonly profile: ScimProfile;
  /** What the streams' names begin with. */
  readonly account: string;
  readonly log: Log;
  readonly mask: SecretMask;
  readonly signal: AbortSignal;
  /** What it has told of itself so far. */
  readonly told: {pageSize?: Promise<number>};
  /** Answers that something is absent come back as they are; other refusals are thrown. */
  get(
    request: Pick<HttpRequest, 'path' | 'query' | 'purpose' | 'signal' | 'accept'>,
  ): Promise<HttpAnswer>;
  /** Refusals of this one request come back as they are; what is true of all of them is thrown. */
  write(
    request: Pick<HttpRequest, 'method' | 'path' | 'body' | 'repeatable' | 'purpose' | 'signal'>,
  ): Promise<HttpAnswer>;
  traffic(): Traffic;
}

/** Statuses that speak of one request; others are the service's or the token's affair. */
const REFUSALS: readonly number[] = [400, 404, 405, 409, 410, 412, 413, 415, 422, 501];

/** Builds the client of one service; asks nobody anything before its first request. */
export function openScimService(
  settings: ServiceSettings,
  kit: Kit & Partial<Pick<VendorKit, 'onRateLimited'>>,
): ScimService {
  const {profile, account, baseUrl, token, tokenForms} = settings;
  const {mask, log, signal} = kit;
  const known = {proven: false};
  const client = createHttpClient({
    policy: scimPolicy({profile, mask, isProven: () => known.proven}),
    baseUrl,
    auth: tokenAuth(token, tokenForms),
    kit,
    ...(kit.onRateLimited && {onRateLimited: kit.onRateLimited}),
  });
  return {
    profile,
    account,
    log,
    mask,
    signal,
    told: {},
    get: async (request) => {
      const answer = await client.send({
        signal,
        ...request,
        method: 'GET',
        repeatable: true, // a read changes nothing
        accept: [...ABSENT_STATUSES, ...(request.accept ?? [])],
      });
      known.proven ||= absenceIn(answer) === undefined;
      return answer;
    },
    write: (request) =>
      client.send({
        signal,
        ...request,
        headers: {'content-type': profile.requestType},
        accept: REFUSALS,
      }),
    traffic: () => client.traffic(),
  };
}
