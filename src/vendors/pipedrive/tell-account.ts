import {isJsonObject} from '../../core/json';
import type {ToldAccount} from '../../core/told-account';
import type {HttpClient} from '../../http/request';
import {openEnvelope} from './envelope';

/** A server that has no such call, or lets this token not use it, tells nothing. */
const NOT_TOLD = [403, 404, 405];

/** Asks which company a token belongs to: `GET /users/me` says it to every token. */
export async function tellAccount(
  client: HttpClient,
  address: string,
  signal: AbortSignal,
): Promise<ToldAccount> {
  const purpose = 'ask which company the token belongs to';
  const answer = await client.send({
    method: 'GET',
    path: '/users/me',
    repeatable: true, // a read changes nothing
    accept: NOT_TOLD,
    cost: 2,
    signal,
    purpose,
  });
  if (NOT_TOLD.includes(answer.status)) return {ids: [], address};
  const {data} = openEnvelope(answer.body, purpose);
  const user = isJsonObject(data) ? data : {};
  const {company_id: id, company_domain: domain, company_name: title} = user;
  const name = [domain, title].find((text) => typeof text === 'string' && text !== '');
  return {
    ids: idsOf(id, domain),
    ...(typeof name === 'string' && {name}),
    address,
  };
}

/** The number never changes; a company may choose another domain. */
function idsOf(id: unknown, domain: unknown): readonly string[] {
  if ((typeof id === 'number' || typeof id === 'string') && id !== '') return [`company:${id}`];
  return typeof domain === 'string' && domain !== '' ? [`domain:${domain}`] : [];
}
