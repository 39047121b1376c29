import {bearerAuth, headerAuth} from '../../http/auth/auth';
import type {Authorization, AuthPolicy} from '../../http/auth/auth-policy';
import type {TokenForm} from './profiles';

/**
 * Sends the token in the first form, and from the first 401 on in the next one: PagerDuty takes SCIM
 * tokens and OAuth tokens as `Bearer`, account keys as `Token token=`, and does not say which a token is.
 */
export function tokenAuth(token: string, forms: readonly TokenForm[]): AuthPolicy {
  const [first, ...others] = forms.map((form) => authOf(token, form));
  let current = first ?? bearerAuth(token);
  let currentAuthorization: Authorization | undefined;
  const authorize = async (signal: AbortSignal): Promise<Authorization> => {
    currentAuthorization ??= await current.authorize(signal);
    return currentAuthorization;
  };
  if (others.length === 0) return {authorize};
  return {
    authorize,
    renew: (_signal, refused) => {
      // Another request has changed the form already.
      if (refused !== currentAuthorization) return Promise.resolve(true);
      const next = others.shift();
      if (next === undefined) return Promise.resolve(false);
      current = next;
      currentAuthorization = undefined;
      return Promise.resolve(true);
    },
  };
}

function authOf(token: string, form: TokenForm): AuthPolicy {
  return form === 'bearer'
    ? bearerAuth(token)
    : headerAuth('authorization', `Token token=${token}`);
}
