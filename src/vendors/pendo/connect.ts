import type {Kit} from '../../core/kit';
import type {Traffic} from '../../core/traffic';
import {headerAuth} from '../../http/auth/auth';
import {createHttpClient} from '../../http/http-client';
import type {HttpClient} from '../../http/request';
import {pendoPolicy} from './policy';
import type {PendoConnection} from './settings';

/** Pendo's end of the line. */
export type PendoClient = HttpClient & {traffic(): Traffic};

/** Builds the client of one subscription. A key that hints at another region is only warned about. */
export function connectPendo(
  connection: PendoConnection,
  kit: Kit,
  onRateLimited?: (resetAtMs: number) => void,
): PendoClient {
  warnOfRegion(connection, kit);
  return createHttpClient({
    policy: pendoPolicy(connection),
    baseUrl: connection.baseUrl,
    auth: headerAuth('x-pendo-integration-key', connection.integrationKey),
    kit,
    ...(onRateLimited && {onRateLimited}),
  });
}

/** Keys of the EU end in `.eu`; the region is never switched behind the user's back. */
function warnOfRegion({integrationKey, region, ownBaseUrl}: PendoConnection, kit: Kit): void {
  if (ownBaseUrl || region === 'eu' || !integrationKey.endsWith('.eu')) return;
  kit.log(
    'WARN',
    `Pendo: the integration key ends in .eu, but pendo.region is ${region}. If Pendo does not accept the key, set pendo.region to eu.`,
  );
}
