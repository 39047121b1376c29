/** What a build needs of this machine's network settings, and how its traces are recognised. */
import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';

/** Docker and buildah know these arguments by themselves and keep them out of images. */
const PROXY_NAMES = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
];
/** Lines of an .npmrc that say where packages are and who asks. */
const REGISTRY_LINE = /^\s*(?:\/\/|@[^:]+:registry|registry\s*=)/;
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Files to hand to the build as its secrets `npmrc` and `ca`, and arguments for proxies. */
export function buildSecrets(folder) {
  const settings = (name) =>
    execFileSync('npm', ['config', 'get', name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const registry = settings('registry');
  const own = readOrEmpty(path.join(homedir(), '.npmrc')).split('\n');
  const lines = [`registry=${registry}`, ...own.filter((line) => REGISTRY_LINE.test(line))];
  const npmrc = path.join(folder, 'npmrc');
  writeFileSync(npmrc, `${lines.join('\n')}\n`, {mode: 0o600});
  const ca = [process.env.NODE_EXTRA_CA_CERTS, settings('cafile')].find(
    (file) => file && readOrEmpty(file) !== '',
  );
  const args = Object.fromEntries(
    PROXY_NAMES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  return {secrets: {npmrc, ...(ca && {ca})}, args, registry};
}

/** Texts that no image may hold: tokens, own registry and proxies, certificates of this machine only. */
export function foreignTexts({secrets, args, registry}, base) {
  const tokens = [...readOrEmpty(secrets.npmrc).matchAll(/(?:_auth\w*|_password)\s*=\s*(\S+)/gi)];
  const known = new Set(bodies(path.join(base, 'etc', 'ssl', 'certs', 'ca-certificates.crt')));
  const certificates = secrets.ca ? bodies(secrets.ca).filter((body) => !known.has(body)) : [];
  return [
    ...tokens.map(([, token]) => token),
    ...(registry === publicRegistry() ? [] : [new URL(registry).host]),
    ...Object.entries(args).flatMap(([name, value]) => (/no_proxy/i.test(name) ? [] : [value])),
    // One line from the middle of a certificate is in no other one.
    ...certificates.map((body) => body.split('\n').at(body.split('\n').length / 2) ?? body),
  ];
}

/** What npm asks when nothing is configured. */
function publicRegistry() {
  const env = Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name));
  return execFileSync(
    'npm',
    ['config', 'get', 'registry', '--userconfig', '/dev/null', '--globalconfig', '/none'],
    {
      encoding: 'utf8',
      cwd: '/',
      env: Object.fromEntries(env),
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  ).trim();
}

function bodies(file) {
  return (readOrEmpty(file).match(PEM) ?? []).map((text) => text.replaceAll('\r', ''));
}

function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
