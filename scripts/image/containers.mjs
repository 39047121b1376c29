/**
 * Containers by crun, an OCI runtime, as Kubernetes starts them at its strictest: root file system
 * read-only, /tmp in memory, no capabilities, no new privileges, processes of their own, 2 GiB of
 * memory. The network is this machine's, so that a sandbox on loopback is reached.
 */
import {spawn, spawnSync} from 'node:child_process';
import {mkdir, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {collect} from './command.mjs';

const MEMORY_BYTES_MAX = 2 * 1024 ** 3;
/** crun refuses machines that show both versions of control groups; it gets to see one. */
const ONE_CGROUP_VERSION =
  'if [ -d /sys/fs/cgroup/unified ]; then umount /sys/fs/cgroup/unified; fi; exec "$@"';

/** Starts containers, and ends all that still run when it is closed. */
export function openContainers(folder) {
  const state = path.join(folder, 'containers');
  const crun = ['crun', '--root', state, '--cgroup-manager', 'cgroupfs'];
  const running = new Set();
  let count = 0;
  const kill = (id, signal) => spawnSync(crun[0], [...crun.slice(1), 'kill', id, signal]);

  /**
   * `command` replaces the image's entrypoint, `args` follow it. `mounts` are folders or files of
   * this machine by their place in the container. Gives the process, its end, and a way to signal.
   */
  async function start(image, options) {
    count += 1;
    const id = `user-sync-image-${process.pid}-${count}`;
    const bundle = path.join(folder, `bundle-${count}`);
    await mkdir(bundle, {recursive: true});
    await writeFile(
      path.join(bundle, 'config.json'),
      JSON.stringify(specification(image, id, options)),
    );
    const args = ['--mount', 'sh', '-c', ONE_CGROUP_VERSION, 'sh', ...crun];
    const child = spawn('unshare', [...args, 'run', '--bundle', bundle, id], {
      stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    running.add(id);
    // A connector that ends early closes its input; its exit code says why.
    child.stdin?.on('error', () => undefined);
    if (typeof options.stdin === 'string') child.stdin.end(options.stdin);
    const end = collect(child).finally(async () => {
      running.delete(id);
      await rm(bundle, {recursive: true});
    });
    return {child, end, signal: (name) => kill(id, name)};
  }

  return {
    start,
    run: async (image, options) => (await start(image, options)).end,
    close: () => {
      for (const id of running) kill(id, 'KILL');
    },
  };
}

/** The OCI runtime specification of one container. */
function specification({config, root}, id, {command, args = [], user, cwd, env = {}, mounts = {}}) {
  const [uid, gid] = (user ?? config.User).split(':').map(Number);
  return {
    ociVersion: '1.0.2',
    process: {
      user: {uid, gid},
      args: command ?? [...config.Entrypoint, ...(config.Cmd ?? []), ...args],
      env: [...config.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)],
      cwd: cwd ?? config.WorkingDir,
      noNewPrivileges: true,
      capabilities: {},
    },
    root: {path: root, readonly: true},
    hostname: 'connector',
    mounts: [
      {destination: '/proc', type: 'proc', source: 'proc'},
      {destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755']},
      {destination: '/tmp', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=1777']},
      ...Object.entries(mounts).map(([destination, source]) => ({
        destination,
        source,
        type: 'bind',
        options: ['rbind', 'rw'],
      })),
    ],
    linux: {
      namespaces: ['pid', 'mount', 'ipc', 'uts'].map((type) => ({type})),
      cgroupsPath: `/${id}`,
      resources: {memory: {limit: MEMORY_BYTES_MAX, swap: MEMORY_BYTES_MAX}},
    },
  };
}
