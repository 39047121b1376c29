import {authorizationApp} from '../shared/authorization-app';
import {tokenUrlOf} from './settings';

/** An app of the Developer Dashboard; PandaDoc documents no PKCE (API reference, 2026-09). */
export const pandadocApp = authorizationApp({
  title: 'PandaDoc',
  regions: {
    us: {authorizeUrl: 'https://app.pandadoc.com/oauth2/authorize', tokenUrl: tokenUrlOf('us')},
    eu: {authorizeUrl: 'https://app.pandadoc.eu/oauth2/authorize', tokenUrl: tokenUrlOf('eu')},
  },
  // PandaDoc documents form fields only.
  clientAuth: 'body',
  // Written `read+write` in an address, where + stands for a space.
  scope: 'read write',
  advice:
    'Check client ID, client secret and redirect URL against the app in the Developer Dashboard, then authorize it again: a code works only once.',
  remarks: ({scope}) => [
    ...(scope === undefined ? [] : [`Scope: ${scope}.`]),
    'The token gives access only to the workspace in which the app was authorized.',
  ],
});
