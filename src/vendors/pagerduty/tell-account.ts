import type {ToldAccount} from '../../core/told-account';
import type {HttpClient} from '../../http/request';
import {itemsOf} from './lists/read-page';

/**
 * Asks which account a credential belongs to. No call of PagerDuty's says it in so many words, and
 * `GET /users/me` answers to users only (PagerDuty Q6); but the page of any user lies on the account's
 * own host, and `GET /users?limit=1` answers every credential that can be read with at all.
 */
export async function tellAccount(
  client: HttpClient,
  address: string,
  signal: AbortSignal,
): Promise<ToldAccount> {
  const purpose = 'ask which account the credential belongs to';
  const answer = await client.send({
    method: 'GET',
    path: '/users',
    query: {limit: 1},
    repeatable: true, // a read changes nothing
    signal,
    purpose,
  });
  const [user] = itemsOf(answer.body, 'users', purpose);
  const host = hostOf(user?.['html_url']);
  return host === undefined ? {ids: [], address} : {ids: [`host:${host}`], name: host, address};
}

function hostOf(url: unknown): string | undefined {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const {hostname} = new URL(url);
  return hostname === '' ? undefined : hostname;
}
