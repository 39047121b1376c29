import {Failure} from '../../core/failure';

/** Where the browser brings the vendor's answer. */
export interface RedirectAddress {
  /** As the vendor is told it, which compares it letter by letter with what the app was registered with. */
  readonly url: string;
  /** Where this program listens. */
  readonly host: '127.0.0.1' | '::1';
  /** 0: one that is free. */
  readonly port: number;
  readonly path: string;
}

/** What an app is registered with unless it is told otherwise. */
export const REDIRECT_URL = 'http://localhost:8976/callback';

const HOSTS: Readonly<Record<string, RedirectAddress['host']>> = {
  localhost: '127.0.0.1',
  '127.0.0.1': '127.0.0.1',
  '[::1]': '::1',
};

/** Reads the address; throws a `config` Failure for one at which this program could not listen. */
export function readRedirectAddress(text: string): RedirectAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const host = url?.protocol === 'http:' ? HOSTS[url.hostname] : undefined;
  const extra = url ? url.username + url.password + url.search + url.hash : '';
  if (url === undefined || host === undefined || extra !== '') {
    throw new Failure({
      kind: 'config',
      message: `--redirect-url must be an address of this machine such as ${REDIRECT_URL}: http, the host localhost, 127.0.0.1 or [::1], a port and a path. Register the same one with the app.`,
    });
  }
  return {url: text, host, port: url.port === '' ? 80 : Number(url.port), path: url.pathname};
}

/** The address with the port that was free. */
export function withPort(address: RedirectAddress, port: number): RedirectAddress {
  if (address.port === port) return address;
  const url = new URL(address.url);
  url.port = String(port);
  return {...address, port, url: url.href};
}
