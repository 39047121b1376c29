import {isJsonObject} from '../../core/json';
import type {HttpClient} from '../../http/request';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const OPERATIONS_MAX = 50;

/**
 * Method and path of the operations in the User API's own description, such as `POST /users`; none
 * where it has no description. Reading it changes nothing.
 */
export async function listOperations(
  client: HttpClient,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const {status, body} = await client.send({
    method: 'GET',
    path: '/openapi.json',
    repeatable: true, // a read changes nothing
    signal,
    purpose: "read the User API's description",
  });
  const paths = status === 200 && isJsonObject(body) ? body['paths'] : undefined;
  if (!isJsonObject(paths)) return [];
  const operations = Object.entries(paths).flatMap(([path, item]) => {
    const methods = METHODS.filter((method) => isJsonObject(item) && method in item);
    return methods.map((method) => `${method.toUpperCase()} ${path}`);
  });
  return operations.slice(0, OPERATIONS_MAX);
}
