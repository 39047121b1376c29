import {authorizationApp} from '../shared/authorization-app';
import {tokenUrl} from './settings';

/**
 * An app of Developer Hub. Its scopes are chosen there, not asked for; Pipedrive documents no PKCE
 * (developer documents, "OAuth authorization", 2026-06).
 */
export const pipedriveApp = authorizationApp({
  title: 'Pipedrive',
  regions: {all: {authorizeUrl: 'https://oauth.pipedrive.com/oauth/authorize', tokenUrl}},
  clientAuth: 'basic',
  advice:
    'Check client ID, client secret and callback URL against the app in Developer Hub, then authorize it again: a code lives for 5 minutes and works once.',
  remarks: ({scope, answer}) => {
    const domain = answer['api_domain'];
    return [
      ...(scope === undefined
        ? []
        : [`Scopes: ${scope.split(',').join(', ')}.`, ...missing(scope)]),
      ...(typeof domain === 'string' ? [`The company's address: ${domain}.`] : []),
      'The token expires after 60 days without a sync.',
    ];
  },
});

/** What reading needs at least; the app's settings may have forgotten it. */
function missing(scope: string): readonly string[] {
  return scope.split(/[\s,]+/).includes('users:read')
    ? []
    : [
        'The token does not have the scope users:read, so no users can be read: add it to the app in Developer Hub and authorize it again.',
      ];
}
