import {randomBytes} from 'node:crypto';
import {Failure} from '../../core/failure';
import type {AuthorizationAddresses, AuthorizationApp} from '../../vendors/vendor';
import type {CommandParts} from '../commands/command-parts';
import {EXIT_CODES} from '../commands/exit-codes';
import {type CallbackAnswer, type CallbackServer, openCallbackServer} from './callback-server';
import {readClientSecret} from './client-secret';
import {readRedirectAddress} from './redirect-address';

/** Options of `authorize`. */
export interface AuthorizeFlags {
  readonly clientId?: string;
  readonly clientSecretFile?: string;
  /** Refused: an argument is seen by everybody on the machine. */
  readonly clientSecret?: string;
  readonly region?: string;
  readonly redirectUrl: string;
  /** Seconds. */
  readonly timeout: number;
  readonly authorizeUrl?: string;
  readonly tokenUrl?: string;
}

const STATE_BYTES = 32;

/**
 * `user-sync authorize VENDOR`: sends the user's browser to the vendor's page, takes the answer on this
 * machine, and prints the refresh token once, to standard output. Returns the exit code. Throws
 * `config` Failures before anything is asked, and `auth` ones when somebody said no or nobody came.
 */
export async function authorizeCommand(
  parts: CommandParts,
  vendor: string,
  flags: AuthorizeFlags,
): Promise<number> {
  const {kit, terminal} = parts;
  const app = appOf(parts, vendor);
  const addresses = addressesOf(app, flags);
  const redirect = readRedirectAddress(flags.redirectUrl);
  const {clientId, clientSecret} = await readClient(parts, {app, vendor, flags});
  const state = randomBytes(STATE_BYTES).toString('base64url');
  // Before anybody is sent off: a wrong address must not be found out by the vendor.
  app.pageUrl(addresses.authorizeUrl, {clientId, redirectUri: redirect.url, state});
  const server = await openCallbackServer({
    address: redirect,
    state,
    onStranger: () =>
      terminal.err(
        'An answer arrived that does not belong to this authorization; it was ignored. Open the address above, not an older one.\n',
      ),
  });
  let sentence = 'The authorization failed. The terminal says why.';
  try {
    const redirectUri = server.address.url;
    const pageUrl = app.pageUrl(addresses.authorizeUrl, {clientId, redirectUri, state});
    terminal.err(invitation(app, pageUrl, redirectUri));
    const code = codeOf(await waitForAnswer(parts, server, {app, flags}), app);
    const {tokenUrl} = addresses;
    const client = {clientId, clientSecret};
    const authorized = await app.exchange({...client, code, redirectUri, tokenUrl}, kit);
    await printToken(parts, authorized.refreshToken);
    terminal.err(afterwards(app, authorized.remarks));
    sentence = 'user-sync has what it needs. You can close this page.';
  } finally {
    await server.finish(sentence);
  }
  return EXIT_CODES.done;
}

function appOf({vendors}: CommandParts, vendor: string): AuthorizationApp {
  const app = vendors.find(({name}) => name === vendor)?.authorization;
  if (app) return app;
  throw new Failure({
    kind: 'config',
    message: `${vendor} has no OAuth app that a user can authorize.`,
  });
}

function addressesOf(app: AuthorizationApp, flags: AuthorizeFlags): AuthorizationAddresses {
  const names = Object.keys(app.regions);
  const {region = names[0] ?? ''} = flags;
  const known = app.regions[region];
  if (!known || (flags.region !== undefined && names.length === 1)) {
    throw new Failure({
      kind: 'config',
      message:
        names.length === 1
          ? `${app.title} has no regions; remove --region.`
          : `${app.title} has no region "${region}"; --region is one of: ${names.join(', ')}.`,
    });
  }
  return {
    authorizeUrl: flags.authorizeUrl ?? known.authorizeUrl,
    tokenUrl: flags.tokenUrl ?? known.tokenUrl,
  };
}

interface Wanted {
  readonly app: AuthorizationApp;
  readonly vendor: string;
  readonly flags: AuthorizeFlags;
}

async function readClient(
  parts: CommandParts,
  {app, vendor, flags}: Wanted,
): Promise<{readonly clientId: string; readonly clientSecret: string}> {
  const prefix = vendor.toUpperCase();
  const variable = `${prefix}_CLIENT_SECRET`;
  if (flags.clientSecret !== undefined) {
    throw new Failure({
      kind: 'config',
      message: `The client secret must not be an argument, because other users of this machine can see it and the shell stores it. Set ${variable}, or name a file with --client-secret-file.`,
    });
  }
  const clientId = (flags.clientId ?? parts.environment[`${prefix}_CLIENT_ID`] ?? '').trim();
  if (clientId === '') {
    throw new Failure({
      kind: 'config',
      message: `The app's client ID is missing. Give it with --client-id or set ${prefix}_CLIENT_ID.`,
    });
  }
  const places = {variable, file: flags.clientSecretFile, title: app.title};
  return {clientId, clientSecret: await readClientSecret(parts, places)};
}

function invitation({title}: AuthorizationApp, pageUrl: string, redirectUri: string): string {
  return `Open this address in a browser on this machine, signed in to ${title} as the user whose data will be read:

  ${pageUrl}

${title} must have exactly ${redirectUri} as the app's callback or redirect URL.
Waiting for the answer; press Ctrl-C to stop.
`;
}

/** The first of: an answer, the end of the time, a signal. */
async function waitForAnswer(
  {kit}: CommandParts,
  server: CallbackServer,
  {app, flags}: Pick<Wanted, 'app' | 'flags'>,
): Promise<CallbackAnswer> {
  const settled = new AbortController();
  const signal = AbortSignal.any([kit.signal, settled.signal]);
  const tooLate = kit.clock.sleep(flags.timeout * 1000, signal).then(() => {
    throw new Failure({
      kind: 'auth',
      message: `Nobody authorized the app in ${app.title} within ${flags.timeout} seconds. Run it again; use --timeout to wait longer. If ${app.title} showed an error, compare client ID and redirect URL with the app's settings there.`,
    });
  });
  try {
    return await Promise.race([server.answer, tooLate]);
  } finally {
    settled.abort();
    tooLate.catch(() => undefined);
  }
}

function codeOf(answer: CallbackAnswer, {title}: AuthorizationApp): string {
  if (answer.type === 'code') return answer.code;
  throw new Failure({
    kind: 'auth',
    message: `The app was not authorized in ${title} ("${answer.reason}"). Run it again and allow access there.`,
  });
}

async function printToken({terminal}: CommandParts, token: string): Promise<void> {
  try {
    await terminal.outUnmasked(`${token}\n`);
  } catch (error) {
    throw new Failure({
      kind: 'system',
      message:
        'The refresh token could not be written to standard output and is lost. Run it again with an output that is writable.',
      cause: error,
    });
  }
}

function afterwards({title}: AuthorizationApp, remarks: readonly string[]): string {
  return `${[
    `${title} gave a refresh token; it is printed once, on standard output.`,
    ...remarks,
    'Put it in credentials.refresh_token of the configuration, with auth_type oauth2, client_id and client_secret.',
  ].join('\n')}\n`;
}
