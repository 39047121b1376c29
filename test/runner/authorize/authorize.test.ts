import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {PassThrough} from 'node:stream';
import type {Clock} from '../../../src/core/clock';
import type {Kit} from '../../../src/core/kit';
import {askHidden} from '../../../src/runner/authorize/ask-hidden';
import {
  authorizeCommand,
  type AuthorizeFlags,
} from '../../../src/runner/authorize/authorize-command';
import type {Sandbox} from '../../../src/sandbox/sandbox';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import {vendors} from '../../../src/vendors/registry';
import {kitWith, schemas} from '../harness';
import {ended, startUserSync, userSync} from '../processes';
import {click, open} from './browser';

const CALLBACK = 'http://localhost/callback';
const ANY_PORT = 'http://localhost:0/callback';
const BUTTONS: Readonly<Record<string, {readonly allow: string; readonly denial: string}>> = {
  pipedrive: {allow: 'Allow and install', denial: 'user_denied'},
  pandadoc: {allow: 'Authorize', denial: 'access_denied'},
};

/** A command at work, and what it has said. */
interface Session {
  readonly said: {out: string; err: string};
  /** The exit code, or the failure's sentence. */
  readonly end: Promise<number | string>;
  /** The address that the user is asked to open. */
  readonly pageUrl: Promise<string>;
}

/** What a test changes. */
interface Setup {
  readonly flags?: Partial<AuthorizeFlags>;
  readonly kit?: Partial<Kit>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly outUnmasked?: (text: string) => Promise<void>;
}

describe('user-sync authorize', () => {
  let sandbox: Sandbox;
  const logged: string[] = [];
  beforeEach(async () => {
    logged.length = 0;
    sandbox = await startSandbox({
      vendors: {pipedrive: {redirect_uri: CALLBACK}, pandadoc: {redirect_uri: CALLBACK}},
    });
  });
  afterEach(() => sandbox.close());

  function secretOf(vendor: string): string {
    return sandbox.vendors[vendor]?.credentials['client_secret'] ?? '';
  }

  function flagsFor(vendor: string): AuthorizeFlags {
    const {otherUrls = {}} = sandbox.vendors[vendor] ?? {};
    return {
      redirectUrl: ANY_PORT,
      timeout: 300,
      authorizeUrl: otherUrls['authorize'] ?? '',
      tokenUrl: otherUrls['token'] ?? '',
    };
  }

  function authorize(vendor: string, setup: Setup = {}): Session {
    const said = {out: '', err: ''};
    const kit = {
      ...kitWith(),
      log: (_level: unknown, text: string) => void logged.push(text),
      ...setup.kit,
    };
    const prefix = vendor.toUpperCase();
    let shown: (url: string) => void = () => undefined;
    const pageUrl = new Promise<string>((resolve) => (shown = resolve));
    const terminal = {
      out: (text: string) => void (said.out += kit.mask.apply(text)),
      outUnmasked:
        setup.outUnmasked ??
        ((text: string) => {
          said.out += text;
          return Promise.resolve();
        }),
      err: (text: string) => {
        said.err += text;
        const url = /^ {2}(http\S+)$/m.exec(text)?.[1];
        if (url !== undefined) shown(url);
      },
      width: 80,
    };
    const environment = setup.environment ?? {
      [`${prefix}_CLIENT_ID`]: sandbox.vendors[vendor]?.credentials['client_id'] ?? '',
      [`${prefix}_CLIENT_SECRET`]: secretOf(vendor),
    };
    const end = authorizeCommand(
      {vendors, schemas: schemas(), kit, terminal, environment},
      vendor,
      {...flagsFor(vendor), ...setup.flags},
    ).catch((error: unknown) => String(error instanceof Error ? error.message : error));
    return {said, end, pageUrl};
  }

  describe.each(['pipedrive', 'pandadoc'])('of %s', (vendor) => {
    const {allow = '', denial = ''} = BUTTONS[vendor] ?? {};

    it('prints a refresh token that works, once and nothing else, and keeps the secret to itself', async () => {
      const {said, end, pageUrl} = authorize(vendor);
      const page = await open(await click(await pageUrl, allow));
      expect(await end).toBe(0);
      expect(page.status).toBe(200);
      const token = said.out.trim();
      expect(said.out).toBe(`${token}\n`);
      expect(token).toMatch(/^\S*sandbox-\w+-refresh-\S+$/);
      const everythingElse = `${said.err}${logged.join('')}${page.text}${await pageUrl}`;
      expect(everythingElse).not.toContain(token);
      expect(everythingElse).not.toContain(secretOf(vendor));
      const again = await fetch(flagsFor(vendor).tokenUrl ?? '', {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: token,
          client_id: sandbox.vendors[vendor]?.credentials['client_id'] ?? '',
          client_secret: secretOf(vendor),
        }),
      });
      expect(again.status).toBe(200);
    });

    it('ends with the vendor’s word when the person says no', async () => {
      const {said, end, pageUrl} = authorize(vendor);
      const page = await open(await click(await pageUrl, 'Cancel'));
      expect(await end).toContain(`("${denial}")`);
      expect(said.out).toBe('');
      expect(page.text).toContain('The authorization failed');
    });

    it('ends with the vendor’s words when the code is refused', async () => {
      const {said, end, pageUrl} = authorize(vendor, {
        environment: {
          [`${vendor.toUpperCase()}_CLIENT_ID`]:
            sandbox.vendors[vendor]?.credentials['client_id'] ?? '',
          [`${vendor.toUpperCase()}_CLIENT_SECRET`]: 'a-wrong-secret',
        },
      });
      const page = await open(await click(await pageUrl, allow));
      expect(await end).toMatch(
        /refused to exchange the authorization code for tokens \("invalid_?.client.*"\)\. Check client ID, client secret and/i,
      );
      expect(said.out).toBe('');
      expect(page.text).toContain('The authorization failed');
    });
  });

  it('leaves an answer with another state, or none, alone and goes on waiting', async () => {
    const {said, end, pageUrl} = authorize('pipedrive');
    const back = await click(await pageUrl, 'Allow and install');
    for (const state of ['forged', undefined]) {
      const forged = new URL(back);
      forged.searchParams.set('code', 'somebody-elses');
      if (state === undefined) forged.searchParams.delete('state');
      else forged.searchParams.set('state', state);
      expect((await open(forged)).status).toBe(400);
    }
    const denied = new URL(back);
    denied.search = '?error=access_denied&state=forged';
    expect((await open(denied)).status).toBe(400);
    expect(said.err).toContain('does not belong to this authorization');
    await open(back);
    expect(await end).toBe(0);
  });

  it('takes a refusal that comes without the state, and shows nothing of it but printable text', async () => {
    const {end, pageUrl} = authorize('pipedrive');
    const back = new URL(
      (await pageUrl).replace(/^.*redirect_uri=([^&]+).*$/, (_all, url: string) =>
        decodeURIComponent(url),
      ),
    );
    back.search = '?error=access_denied&error_description=%1B%5B2Jno%0Away';
    await open(back);
    expect(await end).toContain('("access_denied: [2Jno way")');
  });

  it('answers a browser that asks twice alike, uses the code once, and has nothing for favicons', async () => {
    const {said, end, pageUrl} = authorize('pipedrive');
    const back = await click(await pageUrl, 'Allow and install');
    expect((await open(new URL('/favicon.ico', back))).status).toBe(404);
    expect((await open(back, {method: 'HEAD'})).status).toBe(404);
    const pages = await Promise.all([open(back), open(back)]);
    expect(await end).toBe(0);
    expect(new Set(pages.map(({text}) => text)).size).toBe(1);
    expect(said.out.match(/\n/g)).toHaveLength(1);
    const asked = sandbox.requests().filter(({path}) => path === '/oauth/token');
    expect(asked).toHaveLength(1);
  });

  it('names the port that another program has', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    // A server that listens on a port has an AddressInfo.
    const {port} = other.address() as AddressInfo;
    const {end} = authorize('pipedrive', {
      flags: {redirectUrl: `http://localhost:${port}/callback`},
    });
    expect(await end).toMatch(
      /cannot listen at \S+: another program uses this port\. .*--redirect-url/,
    );
    other.close();
  });

  it('stops waiting when the time is over', async () => {
    const waits: number[] = [];
    const clock: Clock = {
      now: () => 0,
      sleep: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
    };
    const {said, end} = authorize('pandadoc', {kit: {clock}, flags: {timeout: 7}});
    expect(await end).toContain('Nobody authorized the app in PandaDoc within 7 seconds.');
    expect({waits, out: said.out}).toEqual({waits: [7000], out: ''});
  });

  it('fails when the token cannot be written, because it is lost then', async () => {
    const {end, pageUrl} = authorize('pipedrive', {
      outUnmasked: () => Promise.reject(new Error('EPIPE')),
    });
    await open(await click(await pageUrl, 'Allow and install'));
    expect(await end).toContain('could not be written to standard output and is lost');
  });

  it('is refused by the vendor where the redirect address is not the registered one', async () => {
    const strict = await startSandbox();
    const {otherUrls = {}} = strict.vendors['pipedrive'] ?? {};
    const stop = new AbortController();
    const {end, pageUrl} = authorize('pipedrive', {
      flags: {authorizeUrl: otherUrls['authorize'] ?? ''},
      kit: {signal: stop.signal},
    });
    expect((await open(await pageUrl)).text).toContain('redirect_uri does not match');
    stop.abort();
    expect(await end).toMatch(/abort/i);
    await strict.close();
  });

  it.each<[string, Partial<AuthorizeFlags>, RegExp]>([
    ['a secret as an argument', {clientSecret: 'seen-by-all'}, /must not be an argument/],
    ['a region that is none', {region: 'mars'}, /no region "mars"; --region is one of: us, eu/],
    [
      'an address of another machine',
      {redirectUrl: 'http://example.com/callback'},
      /--redirect-url must be/,
    ],
    [
      'a page without encryption',
      {authorizeUrl: 'http://example.com/a'},
      /--authorize-url would send/,
    ],
    [
      'a file that is not there',
      {clientSecretFile: '/nowhere/secret'},
      /client secret file \/nowhere\/secret cannot be read/,
    ],
  ])('refuses %s before anybody is asked', async (_what, flags, sentence) => {
    const {said, end} = authorize('pandadoc', {flags});
    expect(await end).toMatch(sentence);
    expect(`${await end}${said.err}`).not.toContain('seen-by-all');
    expect(sandbox.requests()).toEqual([]);
  });

  it('says where the client ID and the secret may come from', async () => {
    const none = authorize('pipedrive', {environment: {}});
    expect(await none.end).toMatch(/--client-id or set PIPEDRIVE_CLIENT_ID/);
    const half = authorize('pipedrive', {environment: {PIPEDRIVE_CLIENT_ID: 'x'}});
    expect(await half.end).toMatch(/Set PIPEDRIVE_CLIENT_SECRET, or .*--client-secret-file/);
  });

  it('does not show the secret that is typed', async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    const {signal} = new AbortController();
    const answer = askHidden({input, output, question: 'Secret: ', signal});
    input.write('typed-secret\n');
    expect(await answer).toBe('typed-secret');
    expect(String(output.read())).toBe('Secret: \n');
    const over = askHidden({input: new PassThrough().end(), output, question: '', signal});
    await expect(over).rejects.toThrow('ended before an answer');
  });

  it('shows two examples in its help, and the redirect URL to register', async () => {
    const {code, out} = await userSync(['authorize', '--help']);
    expect(code).toBe(0);
    const [, examples = ''] = /Examples:\n([^]*?)\n\n/.exec(out) ?? [];
    expect(examples.split('\n').filter((line) => line.includes('authorize p'))).toHaveLength(2);
    expect(out).toContain('http://localhost:8976/callback');
  });

  it('as a program: the secret from a file, the token alone on standard output, Ctrl-C ends it with 130', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'user-sync-authorize-'));
    const file = join(directory, 'secret.txt');
    writeFileSync(file, `${secretOf('pipedrive')}\n`);
    const {redirectUrl, authorizeUrl = '', tokenUrl = ''} = flagsFor('pipedrive');
    const args = ['authorize', 'pipedrive', '--client-id', 'sandbox-pipedrive-client'];
    args.push('--client-secret-file', file, '--redirect-url', redirectUrl);
    args.push('--authorize-url', authorizeUrl, '--token-url', tokenUrl);
    const start = (): {child: ReturnType<typeof startUserSync>; pageUrl: Promise<string>} => {
      const child = startUserSync(args, directory);
      const pageUrl = new Promise<string>((resolve) => {
        child.stderr.on('data', (chunk: Buffer) => {
          const url = /^ {2}(http\S+)$/m.exec(chunk.toString())?.[1];
          if (url !== undefined) resolve(url);
        });
      });
      return {child, pageUrl};
    };
    const allowed = start();
    const end = ended(allowed.child);
    await open(await click(await allowed.pageUrl, 'Allow and install'));
    const {code, out, err} = await end;
    expect({code, out}).toEqual({code: 0, out: '1:1:sandbox-pipedrive-refresh-0004\n'});
    expect(err).toContain('Scopes: base, users:read, admin');
    expect(err).not.toContain('sandbox-pipedrive-refresh-0004');
    const stopped = start();
    const stop = ended(stopped.child);
    await stopped.pageUrl;
    stopped.child.kill('SIGINT');
    expect(await stop).toMatchObject({code: 130, out: ''});
    rmSync(directory, {recursive: true, force: true});
  });
});
