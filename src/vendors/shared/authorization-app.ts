import {Failure} from '../../core/failure';
import {checkBaseUrl} from '../../http/base-url';
import type {OauthTokens} from '../../http/auth/oauth-tokens';
import {openTokenEndpoint} from '../../http/auth/token-endpoint';
import type {AuthorizationAddresses, AuthorizationApp} from '../vendor';

/** Makes an app that a person authorizes once in a browser. */
export function authorizationApp(facts: {
  /** As users know the vendor. */
  readonly title: string;
  /** By region; the first is the default. */
  readonly regions: Readonly<Record<string, AuthorizationAddresses>>;
  readonly clientAuth: 'basic' | 'body';
  /** Asked for on the page and at the token endpoint; absent where the app's settings decide. */
  readonly scope?: string;
  /** What to look at when the vendor refuses the code. */
  readonly advice: string;
  /** What else is worth saying of the tokens. Never a secret. */
  readonly remarks: (tokens: OauthTokens) => readonly string[];
}): AuthorizationApp {
  const {title, regions, clientAuth, scope, advice, remarks} = facts;
  return {
    title,
    regions,
    pageUrl: (address, {clientId, redirectUri, state}) => {
      const url = new URL(checkBaseUrl(address, '--authorize-url'));
      const query = {response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state};
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      if (scope !== undefined) url.searchParams.set('scope', scope);
      return url.href;
    },
    exchange: async ({code, redirectUri, ...client}, kit) => {
      const shared = {vendor: title, tokenUrlField: '--token-url', clientAuth, advice, kit};
      const asked = scope !== undefined && {scope};
      const endpoint = openTokenEndpoint({...shared, ...client, ...asked});
      const tokens = await endpoint.ask({type: 'authorization_code', code, redirectUri});
      if (tokens.refreshToken === undefined) throw noRefreshToken(title);
      return {refreshToken: tokens.refreshToken, remarks: remarks(tokens)};
    },
  };
}

function noRefreshToken(title: string): Failure {
  return new Failure({
    kind: 'data',
    message: `${title} gave an access token, but no refresh token, so it cannot be renewed. Check the kind of the app in ${title}, then authorize it again.`,
  });
}
