/** Runs an image's connector as the Airbyte platform does. */
import {chown, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';

/**
 * The platform replaces the entrypoint by a shell, which runs the image's own words from the
 * environment in a working directory of the platform's and leaves the exit code in a file there.
 */
const WRAPPER = (words) => `
[ -n "$AIRBYTE_ENTRYPOINT" ] || exit 127
eval "$AIRBYTE_ENTRYPOINT ${words}"
code=$?
echo "$code" > TEMP_EXIT_CODE.txt
exit $code
`;

/**
 * Gives a function that runs one command, such as `read` with `{config, catalog, state}`, in a fresh
 * working directory that only `user` may write. Its answer has the messages by type as well.
 */
export function openPlatform({containers, folder, user = '1000:1000', extraMounts = {}}) {
  return async (image, verb, {files = {}, stdin, env, mounts = {}} = {}) => {
    const inside = verb === 'read' ? '/source' : verb === 'write' ? '/dest' : '/config';
    const [uid, gid] = user.split(':').map(Number);
    const volume = await mkdtemp(path.join(folder, 'volume-'));
    await chown(volume, uid, gid);
    const options = [];
    for (const [name, value] of Object.entries(files)) {
      if (value === undefined) continue;
      await writeFile(path.join(volume, `${name}.json`), JSON.stringify(value));
      options.push(`--${name} ${inside}/${name}.json`);
    }
    const end = await containers.run(image, {
      command: ['sh', '-c', WRAPPER([verb, ...options].join(' '))],
      user,
      cwd: inside,
      env,
      stdin,
      mounts: {[inside]: volume, ...extraMounts, ...mounts},
    });
    const codeFile = await readFile(path.join(volume, 'TEMP_EXIT_CODE.txt'), 'utf8').catch(
      () => '',
    );
    await rm(volume, {recursive: true});
    return {...end, codeInFile: codeFile.trim(), ...readMessages(end.stdout)};
  };
}

/** A folder that `user` may write, for a mount. */
export async function writableFolder(folder, name, user) {
  const place = path.join(folder, name);
  await mkdir(place);
  await chown(place, ...user.split(':').map(Number));
  return place;
}

/** The lines of a connector's output; those that are no message are set apart. */
export function readMessages(stdout) {
  const messages = [];
  const strangers = [];
  for (const line of stdout.split('\n')) {
    if (line === '') continue;
    try {
      messages.push(JSON.parse(line));
    } catch {
      strangers.push(line);
    }
  }
  const ofType = (type) => messages.filter((message) => message.type === type);
  return {messages, strangers, ofType};
}
