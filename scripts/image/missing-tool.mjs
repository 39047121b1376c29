/** What this machine lacks for the test of the images. */
import {existsSync} from 'node:fs';
import path from 'node:path';
import {answers} from './command.mjs';

/** One sentence that says what to do, or nothing when all is there. */
export function missingTool(project) {
  if (process.getuid() !== 0) {
    return 'The test of the images mounts file systems and starts containers as several users: run it as root.';
  }
  const tools = ['buildah', 'crun', 'openssl', 'unshare'].filter(
    (tool) => !answers(tool, ['--version']) && !answers(tool, ['version']),
  );
  if (tools.length > 0) {
    return `The test of the images needs ${tools.join(', ')}, which this machine does not have: install with "apt-get install buildah crun openssl util-linux debootstrap" on Debian or Ubuntu.`;
  }
  if (!existsSync(path.join(project, 'lib', 'user-sync.js'))) {
    return 'The test of the images starts the sandbox from lib/, which is not there: run "npm run build" first.';
  }
  return undefined;
}
