/** Builds with buildah, which needs no daemon, in a storage of its own. */
import {copyFile, mkdir, writeFile} from 'node:fs/promises';
import {spawnSync} from 'node:child_process';
import path from 'node:path';
import {command} from './command.mjs';
import {baseArchive} from './make-base-image.mjs';

const PULL_SECONDS = '300';
const BASE = 'localhost/airbyte-user-sync-base';
/** As the official images have it, so that it is seen that ours do not keep the command. */
const BASE_FILE = `FROM scratch
ADD base.tar /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["node"]
`;

/** A builder whose storage is below `folder`; `close` takes away its mounts. */
export async function openBuildah({folder, project, signal}) {
  const storage = path.join(folder, 'storage');
  await mkdir(storage);
  // Overlay where the kernel can: with vfs each step copies the whole image.
  const own = ['--root', path.join(storage, 'root'), '--runroot', path.join(storage, 'run')];
  const env = {BUILDAH_ISOLATION: 'chroot'};
  const buildah = (name, ...args) => command('buildah', [...own, name, ...args], {env, signal});
  const pull = (image) =>
    command('timeout', [PULL_SECONDS, 'buildah', ...own, 'pull', '--policy', 'missing', image], {
      signal,
    });
  return {
    prepareBase: (image) => prepareBase({buildah, pull}, {image, folder, signal}),
    build: async (target, {args, secrets}) => {
      const tag = `localhost/${target}-user-sync:test`;
      await buildah(
        'build',
        '--layers',
        ...['--target', target, '--tag', tag],
        ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
        ...Object.entries(secrets).flatMap(([id, src]) => ['--secret', `id=${id},src=${src}`]),
        project,
      );
      return tag;
    },
    /** All that the image says of itself, and its files in a folder. */
    open: async (tag) => {
      const about = JSON.parse(await buildah('inspect', '--type', 'image', tag));
      const container = (await buildah('from', '--pull-never', tag)).trim();
      const root = (await buildah('mount', container)).trim();
      return {tag, root, config: about.OCIv1.config, about: JSON.stringify(about)};
    },
    close: () => {
      for (const args of [
        ['umount', '--all'],
        ['rm', '--all'],
      ]) {
        spawnSync('buildah', [...own, ...args], {stdio: 'ignore'});
      }
    },
  };
}

/** Name of the image to build on, and in words where it comes from. */
async function prepareBase({buildah, pull}, {image, folder, signal}) {
  const pulled = await pull(image).then(
    () => true,
    () => false,
  );
  if (pulled) return {base: image, words: image};
  const {archive, words} = await baseArchive({image, folder, signal});
  const context = path.join(folder, 'base');
  await mkdir(context);
  await copyFile(archive, path.join(context, 'base.tar'));
  await writeFile(path.join(context, 'Dockerfile'), BASE_FILE);
  await buildah('build', '--tag', BASE, context);
  return {base: BASE, words: `${words}, because ${image} cannot be pulled here`};
}
