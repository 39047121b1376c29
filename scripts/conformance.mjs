/**
 * Drives the source and the destination with the real PyAirbyte, against the vendor sandbox, the source
 * against scim2-server, and SCIM judges against the sandbox; prints one line for each assertion. It makes
 * its own Python environment, and does nothing else with `--install`. Exit code 1 when an assertion failed or nothing could be run, 130 on Ctrl-C.
 * Needs a build, which `npm run conformance` makes.
 */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {startSandbox} from './conformance/start-sandbox.mjs';
import {Refusal, findPython} from './python/find-python.mjs';
import {createProcesses} from './python/processes.mjs';
import {prepareEnvironment} from './python/python-environment.mjs';

/** A run takes about three minutes, and three more when it has to install. */
const MINUTES_MAX = 20;

const project = path.join(import.meta.dirname, '..');
const processes = createProcesses();
const outcome = {code: undefined};
const work = await mkdtemp(path.join(tmpdir(), 'user-sync-conformance-'));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => void end(130));
}

setTimeout(() => {
  console.error(`Not done after ${MINUTES_MAX} minutes, so something hangs; ended.`);
  void end(1);
}, MINUTES_MAX * 60_000).unref();

try {
  await end(await run());
} catch (error) {
  console.error(error instanceof Refusal ? error.message : error);
  await end(1);
}

async function run() {
  const python = findPython();
  const environment = await prepareEnvironment({
    ...{project, python, processes},
    name: 'conformance',
    requirements: path.join(project, 'conformance', 'requirements.txt'),
    what: 'PyAirbyte',
    megabytes: 800,
  });
  if (process.argv.includes('--install')) return 0;
  const sandbox = await startSandbox({project, work, processes});
  const child = processes.start(environment.python, ['-B', path.join(project, 'conformance')], {
    stdio: ['pipe', 'inherit', 'inherit'],
    cwd: work,
    env: {...process.env, ...offline(work), PATH: environment.path},
  });
  child.stdin.end(JSON.stringify({project, work, sandbox}));
  return processes.exitOf(child);
}

/** PyAirbyte asks nobody and tells nobody anything, and writes below `folder` only. */
function offline(folder) {
  return {
    AIRBYTE_OFFLINE_MODE: '1',
    DO_NOT_TRACK: '1',
    NO_LIVE_PROGRESS: '1',
    AIRBYTE_CACHE_ROOT: path.join(folder, 'cache'),
    AIRBYTE_LOGGING_ROOT: path.join(folder, 'logs'),
    // Two of PyAirbyte's commands want images of Airbyte's; nothing is to be fetched for them.
    DOCKER_HOST: 'tcp://127.0.0.1:1',
    PYTHONUNBUFFERED: '1',
    PYTHONWARNINGS: 'ignore',
    TMPDIR: folder,
  };
}

/** Ends every process, removes the temporary folder, and leaves with the code of the first call. */
async function end(code) {
  outcome.code ??= code;
  await processes.endAll();
  await rm(work, {recursive: true, force: true});
  process.exit(outcome.code);
}
