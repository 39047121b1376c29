import {Failure} from '../core/failure';

/**
 * Checks a URL that a user configured: https, or http on this machine (localhost, 127.0.0.0/8,
 * [::1]); no credentials, query or fragment in it. Returns it without slashes at the end. Throws a
 * `config` Failure that names `field` and says what to write instead. The text itself is not
 * repeated: people paste credentials into such fields.
 */
export function checkBaseUrl(text: string, field: string): string {
  const url = parse(text);
  if (!url) throw wrong(field, 'is not a URL');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw wrong(field, `has the scheme ${url.protocol.slice(0, -1)}`);
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw wrong(field, `would send credentials unencrypted to ${url.host}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw wrong(field, 'contains a user name or password; enter credentials in their own fields');
  }
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text)) {
    throw wrong(field, 'contains a query (?) or a fragment (#)');
  }
  return url.href.replace(/\/+$/, '');
}

/** True for a server on this machine; `URL` has written any form of an address in the usual one. */
export function isLoopback({hostname}: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function parse(text: string): URL | undefined {
  return URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
}

function wrong(field: string, what: string): Failure {
  return new Failure({
    kind: 'config',
    message: `${field} ${what}. Expected an address such as https://api.example.com/v1 (http only for localhost, 127.x.x.x and [::1]); change it in the configuration.`,
  });
}
