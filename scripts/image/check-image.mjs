/** What an image says of itself, and what lies in it. */
import {readFile, readdir, stat} from 'node:fs/promises';
import path from 'node:path';

const ROOT = 'opt/user-sync';
/** What only tests or builds need. */
const FOREIGN = ['node_modules/typescript', 'node_modules/jest', 'src', 'test', '.git'];
/** What only `user-sync` needs. */
const RUNNER = [
  'node_modules/@duckdb',
  'lib/user-sync.js',
  'lib/programs/user-sync.js',
  'lib/warehouse',
  'lib/runner',
  'lib/sandbox',
];
/** What only a connector needs. */
const CONNECTOR = ['node_modules/faros-airbyte-cdk', 'lib/source.js', 'lib/programs/source.js'];
const LEFTOVER_NAMES = new Set(['.npmrc', 'ca.pem', '.npm', '.cache', '.git', '.env', 'secrets']);

/** What Airbyte reads of a connector before it runs it. */
export function checkAirbyteConfig(assert, {config}, {name, version}) {
  const {Labels: labels} = config;
  const words = config.Entrypoint.join(' ');
  const told = envOf(config).AIRBYTE_ENTRYPOINT;
  assert(told === words, 'AIRBYTE_ENTRYPOINT is the entrypoint', words);
  assert(labels['io.airbyte.name'] === name, 'io.airbyte.name', labels['io.airbyte.name']);
  const shown = labels['io.airbyte.version'];
  assert(shown === version, 'io.airbyte.version is that of package.json', shown);
}

function envOf(config) {
  return Object.fromEntries(config.Env.map((line) => line.split(/=(.*)/s)));
}

/** Labels, command, user and environment. */
export function checkConfig(assert, {config, about}, {version, secrets}) {
  const env = envOf(config);
  const {Labels: labels, User: user} = config;
  assert(!config.Cmd?.length, 'the base image’s command is gone');
  assert(/^[1-9]\d*(:[1-9]\d*)?$/.test(user), 'the user has a number and is not root', user);
  const shown = labels['org.opencontainers.image.version'];
  assert(shown === version, 'org.opencontainers.image.version is that of package.json', shown);
  for (const label of ['title', 'licenses', 'description']) {
    const text = labels[`org.opencontainers.image.${label}`];
    assert(text?.length > 0, `org.opencontainers.image.${label}`, text);
  }
  assert(env.NODE_ENV === 'production', 'NODE_ENV is production');
  const told = secrets.filter((secret) => about.includes(secret));
  assert(told.length === 0, 'configuration and history hold nothing of the build’s secrets');
}

/** Files: complete, readable by all, writable by nobody but root, and none too many. */
export async function checkFiles(assert, {root, config}, {lock, base, secrets, isRunner}) {
  const home = path.join(root, ROOT);
  const [, program] = config.Entrypoint;
  assert(await exists(path.join(root, program)), 'the entrypoint’s program is there', program);
  const foreign = [];
  for (const name of [...FOREIGN, ...(isRunner ? CONNECTOR : RUNNER)]) {
    if (await exists(path.join(home, name))) foreign.push(name);
  }
  const others = isRunner ? 'the connectors' : 'user-sync';
  assert(foreign.length === 0, `nothing of ${others}, tests or builds is there`, foreign.join(' '));

  const packages = await installedPackages(home);
  const other = packages.filter(
    ({place, version}) => lock.packages[`node_modules/${place}`]?.version !== version,
  );
  const names = other.map(({place}) => place).join(' ');
  assert(
    other.length === 0 && packages.length > 0,
    'every package has the version of package-lock.json',
    `${packages.length} packages${names && `, not ${names}`}`,
  );
  const dev = packages.filter(({place}) => lock.packages[`node_modules/${place}`]?.dev);
  assert(dev.length === 0, 'no package is for development only');

  const own = await allFiles(home);
  const closed = own.filter(({mode, folder}) => (mode & (folder ? 0o005 : 0o004)) === 0);
  assert(closed.length === 0, 'every user may read every file', `${own.length} files and folders`);
  const open = own.filter(({mode, uid}) => uid !== 0 || (mode & 0o022) !== 0);
  assert(open.length === 0, 'nobody but root may change a file');

  const before = new Map((await allFiles(base)).map((file) => [file.place, file]));
  const after = await allFiles(root);
  const added = after.filter(({place, size, folder}) => {
    const known = before.get(place);
    return !known || (!folder && known.size !== size);
  });
  const outside = added.filter(
    ({place}) => !place.startsWith(`${ROOT}/`) && !['opt', ROOT].includes(place),
  );
  assert(
    outside.length === 0,
    'beside the base image there is nothing but /opt/user-sync',
    outside.map(({place}) => place).join(' '),
  );
  // The project's own code has a room called secrets.
  const named = added.filter(
    ({place}) => LEFTOVER_NAMES.has(path.basename(place)) && !place.endsWith('/lib/core/secrets'),
  );
  assert(named.length === 0, 'no file has the name of a build’s leftover');
  const leaking = await filesWith(secrets, root, added);
  assert(
    leaking.length === 0,
    'no file holds a secret, certificate or registry of the build',
    leaking.join(' ') || `${secrets.length} texts looked for in ${added.length} places`,
  );
}

/** Bytes of the files by kind. */
export async function sizesOf({root}, base) {
  const sum = (files) => {
    // A file with several names lies in a layer once.
    const sizes = new Map(files.filter(({folder}) => !folder).map(({ino, size}) => [ino, size]));
    return [...sizes.values()].reduce((total, size) => total + size, 0);
  };
  const own = await allFiles(path.join(root, ROOT));
  const isPackage = ({place}) => place.startsWith('node_modules/');
  const sizes = {
    base: sum(await allFiles(base)),
    node_modules: sum(own.filter(isPackage)),
    'our code': sum(own.filter((file) => !isPackage(file))),
  };
  return {...sizes, total: sizes.base + sizes.node_modules + sizes['our code']};
}

async function exists(place) {
  return (await stat(place).catch(() => undefined)) !== undefined;
}

/** Packages as they lie there, at any depth: `axios`, `@a/b`, `a/node_modules/b`. */
async function installedPackages(home) {
  const found = [];
  const visit = async (modules, prefix) => {
    const names = await readdir(modules).catch(() => []);
    for (const name of names.filter((one) => !one.startsWith('.'))) {
      const place = `${prefix}${name}`;
      if (name.startsWith('@')) {
        await visit(path.join(modules, name), `${place}/`);
        continue;
      }
      const text = await readFile(path.join(modules, name, 'package.json'), 'utf8');
      found.push({place, version: JSON.parse(text).version});
      await visit(path.join(modules, name, 'node_modules'), `${place}/node_modules/`);
    }
  };
  await visit(path.join(home, 'node_modules'), '');
  return found;
}

/** Every file and folder below `root`, links not followed and left out. */
async function allFiles(root) {
  const entries = await readdir(root, {recursive: true, withFileTypes: true});
  const files = entries.filter((entry) => entry.isFile() || entry.isDirectory());
  return Promise.all(
    files.map(async (entry) => {
      const place = path.join(entry.parentPath, entry.name);
      const {mode, uid, size, ino} = await stat(place);
      return {place: path.relative(root, place), mode, uid, size, ino, folder: entry.isDirectory()};
    }),
  );
}

async function filesWith(secrets, root, files) {
  const found = [];
  for (const {place, folder} of files) {
    if (folder) continue;
    const text = await readFile(path.join(root, place), 'latin1');
    if (secrets.some((secret) => text.includes(secret))) found.push(place);
  }
  return found;
}
