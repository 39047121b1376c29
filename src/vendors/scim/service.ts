import type {Log} from '../../core/log';
import type {SecretMask} from '../../core/secrets/secret-mask';
import {createHttpClient} from '../../http/http-client';
import type {HttpAnswer, HttpRequest} from '../../http/request';
import type {VendorKit} from '../../read/source-vendor';
import type {Traffic} from '../../core/traffic';
import {ABSENT_STATUSES, absenceIn} from './absence';
import {scimPolicy} from './policy';
import type {ScimProfile} from './profiles';
import type {ScimSettings} from './settings';
import {tokenAuth} from './token-auth';

/** A vendor's SCIM service, ready to be asked. */
export interface ScimService {
  readonly profile: ScimProfile;
  /** What the streams' names begin with. */
  readonly account: string;
  readonly log: Log;
  readonly mask: SecretMask;
  readonly signal: AbortSignal;
  /** Answers that something is absent come back as they are; other refusals are thrown. */
  get(
    request: Pick<HttpRequest, 'path' | 'query' | 'purpose' | 'signal' | 'accept'>,
  ): Promise<HttpAnswer>;
  traffic(): Traffic;
}

/** Builds the client of one service; asks nobody anything before its first request. */
export function openScimService(settings: ScimSettings, kit: VendorKit): ScimService {
  const {profile, account, baseUrl, token, tokenForms} = settings;
  const {mask, log, signal} = kit;
  const known = {proven: false};
  const client = createHttpClient({
    policy: scimPolicy({profile, mask, isProven: () => known.proven}),
    baseUrl,
    auth: tokenAuth(token, tokenForms),
    kit,
    onRateLimited: kit.onRateLimited,
  });
  return {
    profile,
    account,
    log,
    mask,
    signal,
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
    traffic: () => client.traffic(),
  };
}
