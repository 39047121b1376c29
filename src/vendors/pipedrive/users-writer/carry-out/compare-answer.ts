import type {JsonObject} from '../../../../core/json';
import {jsonText} from '../../../../core/json-text';
import {hasAccess} from '../access-entries';
import {getUser, type WriteCall} from './write-calls';

/** The user with every field that was sent; it is read again where the answer leaves one out. */
export async function showSent(
  call: WriteCall,
  {
    id,
    body,
    shown,
  }: {
    readonly id: number;
    readonly body: JsonObject;
    readonly shown: JsonObject;
  },
): Promise<JsonObject> {
  if (Object.keys(body).every((name) => shown[name] !== undefined)) return shown;
  return {...shown, ...(await getUser(call, id))};
}

/** Names of sent values that a user does not have. */
export function untakenFields(user: JsonObject, body: JsonObject): readonly string[] {
  return Object.keys(body).filter((name) => {
    const sent = body[name];
    if (name === 'email' || sent === undefined) return false;
    if (name === 'access' && Array.isArray(sent)) {
      // True because only entries that `readAccess` has checked are sent.
      return !hasAccess(user[name], sent as readonly JsonObject[]);
    }
    return jsonText(user[name] ?? null) !== jsonText(sent);
  });
}
