/**
 * The image to build on where none can be pulled: Debian by debootstrap, and Node.js and npm from the
 * npm registry, at the places where the official image has them. Kept as one archive between runs.
 */
import {copyFile, mkdir, readdir, rename, rm, stat, symlink} from 'node:fs/promises';
import {homedir} from 'node:os';
import path from 'node:path';
import {answers, command as runCommand} from './command.mjs';

/** Folders that slim images of Debian leave out as well. */
const LEFT_OUT = [
  'var/cache/apt/archives',
  'var/lib/apt/lists',
  'usr/share/doc',
  'usr/share/locale',
  'usr/share/man',
];

/** Gives the archive of a root folder, and in words what is in it. */
export async function baseArchive({image, folder, signal}) {
  const command = (name, args) => runCommand(name, args, {signal});
  const [, major, suite] = /node:(\d+)[\d.]*-(\w+)-slim$/.exec(image) ?? [];
  if (!major) {
    throw new Error(
      `The base image ${image} cannot be pulled, and only a name like node:22-trixie-slim says what to make instead.`,
    );
  }
  const words = `Debian ${suite} by debootstrap, Node.js ${major} and npm from the npm registry`;
  const kept = path.join(
    process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'),
    'airbyte-user-sync',
    `node-${major}-${suite}-${process.arch}.tar`,
  );
  if (await stat(kept).catch(() => undefined))
    return {archive: kept, words: `${words} (kept from an earlier run)`};
  if (!answers('debootstrap', ['--version'])) {
    throw new Error(
      `The base image ${image} cannot be pulled, and debootstrap, which can make one, is missing: install it with "apt-get install debootstrap", or name an image that is here in NODE_IMAGE.`,
    );
  }
  await mkdir(path.dirname(kept), {recursive: true});
  await makeRoot(command, {root: path.join(folder, 'root'), folder, major, suite});
  const unfinished = path.join(folder, 'base.tar');
  await command('tar', [
    '--create',
    '--file',
    unfinished,
    '--directory',
    path.join(folder, 'root'),
    '.',
  ]);
  await rm(path.join(folder, 'root'), {recursive: true});
  await command('mv', [unfinished, `${kept}.new`]);
  await rename(`${kept}.new`, kept);
  return {archive: kept, words};
}

async function makeRoot(command, {root, folder, major, suite}) {
  await command('debootstrap', ['--variant=minbase', '--include=ca-certificates', suite, root]);
  for (const place of LEFT_OUT) {
    for (const name of await readdir(path.join(root, place))) {
      await rm(path.join(root, place, name), {recursive: true});
    }
  }
  const local = path.join(root, 'usr', 'local');
  await copyFile(await nodeBinary(command, {folder, major}), path.join(local, 'bin', 'node'));
  await mkdir(path.join(local, 'lib', 'node_modules'), {recursive: true});
  const npm = await unpack(command, {folder, name: 'npm'});
  await command('cp', ['-r', npm, path.join(local, 'lib', 'node_modules', 'npm')]);
  for (const name of ['npm', 'npx']) {
    const target = `../lib/node_modules/npm/bin/${name}-cli.js`;
    await symlink(target, path.join(local, 'bin', name));
  }
  await command('chroot', [root, 'groupadd', '--gid', '1000', 'node']);
  await command('chroot', [
    root,
    'useradd',
    '--uid',
    '1000',
    '--gid',
    'node',
    '--create-home',
    'node',
  ]);
}

/** Node.js of the wanted major version; this machine's own where the registry has none. */
async function nodeBinary(command, {folder, major}) {
  try {
    return path.join(
      await unpack(command, {folder, name: `node-linux-${process.arch}@${major}`}),
      'bin',
      'node',
    );
  } catch (error) {
    console.log(`Node.js ${major} is not to be had (${error.message}); taking ${process.version}.`);
    return process.execPath;
  }
}

/** Downloads a package from the registry and gives the folder with its files. */
async function unpack(command, {folder, name}) {
  const place = path.join(folder, `package-${name.replaceAll(/\W/g, '-')}`);
  await mkdir(place);
  await command('npm', ['pack', '--pack-destination', place, name]);
  const [archive] = await readdir(place);
  await command('tar', ['--extract', '--file', path.join(place, archive), '--directory', place]);
  return path.join(place, 'package');
}
