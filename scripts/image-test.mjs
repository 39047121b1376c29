/**
 * Builds the three images and runs them against the sandbox, the connectors as the Airbyte platform
 * does, user-sync as a scheduler does: contract, files, commands with their data compared, users,
 * memory, signals, proxy. Prints one line for each
 * assertion and ends with 1 when one does not hold. Needs a build of the project, root, and
 * Debian's `buildah` and `crun`; `NODE_IMAGE` names another base image.
 */
import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {openAssertions} from './image/assertions.mjs';
import {openBuildah} from './image/buildah.mjs';
import {buildSecrets, foreignTexts} from './image/build-secrets.mjs';
import {checkDestination} from './image/check-destination.mjs';
import {checkAirbyteConfig, checkConfig, checkFiles, sizesOf} from './image/check-image.mjs';
import {checkNetwork} from './image/check-network.mjs';
import {
  checkHeap,
  checkSignals,
  checkSpec,
  checkStranger,
  startUpTimes,
} from './image/check-process.mjs';
import {checkRunner} from './image/check-runner.mjs';
import {checkSource} from './image/check-source.mjs';
import {missingTool} from './image/missing-tool.mjs';
import {openContainers} from './image/containers.mjs';
import {openPlatform} from './image/platform.mjs';
import {withSandbox} from './show/programs.mjs';

const PROJECT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const CONNECTORS = ['source', 'destination'];
const RUNNER = 'user-sync';
/** MiB of the heap: what fits into 2 GiB, and what leaves DuckDB its part of that. */
const HEAP_MIB = {connector: {min: 1400, max: 1600}, runner: {min: 700, max: 900}};
/** Every stream of every vendor has records, and a read takes seconds. */
const SANDBOX = {
  vendors: {
    pagerduty: {users: 200},
    pandadoc: {workspaces: 3, users: 60},
    pendo: {visitors: 2_000, accounts: 50, profile: 'both', rows: 'full'},
    pipedrive: {users: 100, plan: 'ultimate'},
    scim: {users: 100},
  },
};
/** Slow enough that a read is still at work when it is told to stop. */
const SLOW_SANDBOX = {latencyMs: 500, vendors: {pagerduty: {users: 2_000}, pendo: {visitors: 10}}};

const {assert, counts} = openAssertions();
/** Ends what is going on, so that everything is taken down in order. */
const stop = new globalThis.AbortController();
const stopped = new Promise((_resolve, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      stop.abort();
      reject(new Error(`${signal}: stopped before the end.`));
    });
  }
});
stopped.catch(() => undefined);
const unlessStopped = (work) => Promise.race([work, stopped]);

async function readJson(name) {
  return JSON.parse(await readFile(path.join(PROJECT, name), 'utf8'));
}

async function main(folder, {buildah, containers}) {
  const {version} = await readJson('package.json');
  const lock = await readJson('package-lock.json');
  const wanted = process.env.NODE_IMAGE ?? (await defaultBase());
  const {base, words} = await buildah.prepareBase(wanted);
  console.log(`base image: ${words}`);
  const baseImage = await buildah.open(base);
  const network = buildSecrets(folder);
  const secrets = foreignTexts(network, baseImage.root);
  const images = {};
  for (const target of [...CONNECTORS, RUNNER]) {
    const began = Date.now();
    const args = {NODE_IMAGE: base, ...network.args};
    const tag = await buildah.build(target, {args, secrets: network.secrets});
    images[target] = await buildah.open(tag);
    console.log(`built ${target} in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  }
  for (const [target, image] of Object.entries(images)) {
    const own = named(target);
    const isRunner = target === RUNNER;
    checkConfig(own, image, {version, secrets});
    await checkFiles(own, image, {lock, base: baseImage.root, secrets, isRunner});
    await checkStranger(own, {image, containers});
    const limits = isRunner ? HEAP_MIB.runner : HEAP_MIB.connector;
    await checkHeap(own, {image, containers, limits});
    if (isRunner) continue;
    checkAirbyteConfig(own, image, {name: `${target}-user-sync`, version});
    await checkSpec(own, {image, containers});
  }
  const platform = openPlatform({containers, folder});
  await withSandbox(SANDBOX, (sandbox) =>
    unlessStopped(checkData({images, platform, sandbox, folder})),
  );
  await withSandbox(SLOW_SANDBOX, (sandbox) =>
    unlessStopped(checkStopping({images, containers, sandbox})),
  );
  await printFigures({images, containers, base: baseImage.root});
}

/** Assertions that begin with the image's name. */
function named(target) {
  return (holds, sentence, found) => assert(holds, `${target}: ${sentence}`, found);
}

async function defaultBase() {
  const text = await readFile(path.join(PROJECT, 'Dockerfile'), 'utf8');
  return /^ARG NODE_IMAGE=(.*)$/m.exec(text)[1];
}

async function checkData({images, platform, sandbox, folder}) {
  const source = await checkSource(named('source'), {image: images.source, platform, sandbox});
  await checkNetwork(named('source'), {image: images.source, platform, sandbox, source, folder});
  const image = images.destination;
  await checkDestination(named('destination'), {image, platform, sandbox, folder});
  await checkRunner(named(RUNNER), {image: images[RUNNER], containers, sandbox, project: PROJECT});
}

/** A read of a slow vendor, and a write whose input has not ended. */
async function checkStopping({images, containers, sandbox}) {
  const {folder, info} = sandbox;
  const stream = {name: 'pagerduty_users', json_schema: {type: 'object', properties: {}}};
  const files = {
    'source.json': {pagerduty: info.source_config.pagerduty},
    'destination.json': {
      pendo: info.destination_config.pendo,
      mappings: [{stream: stream.name, object: 'pendo_visitors', key: 'id'}],
    },
    'catalog.json': {
      streams: [{stream, sync_mode: 'full_refresh', destination_sync_mode: 'append'}],
    },
  };
  for (const [name, value] of Object.entries(files)) {
    await writeFile(path.join(folder, name), JSON.stringify(value));
  }
  // The folder of a show is its user's own; the container's user has to get in.
  await chmod(folder, 0o755);
  for (const target of CONNECTORS) {
    const image = images[target];
    const verb = target === 'source' ? 'read' : 'write';
    await checkSignals(named(target), {
      image,
      containers,
      args: [verb, '--config', `/files/${target}.json`, '--catalog', '/files/catalog.json'],
      mounts: {'/files': folder},
    });
  }
}

async function printFigures({images, containers, base}) {
  const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  for (const [target, image] of Object.entries(images)) {
    const {total, ...kinds} = await sizesOf(image, base);
    const parts = Object.entries(kinds).map(([kind, bytes]) => `${kind} ${mb(bytes)}`);
    console.log(`size of ${target}: ${mb(total)} uncompressed: ${parts.join(', ')}`);
    const args = [target === RUNNER ? '--version' : 'spec'];
    const {command, empty} = await startUpTimes({image, containers, args});
    console.log(
      `start-up of ${target}: a container that runs ${args} takes ${command.toFixed(2)} s, one in which Node.js does nothing ${empty.toFixed(2)} s (medians of 5)`,
    );
  }
}

const missing = missingTool(PROJECT);
if (missing) {
  console.error(missing);
  process.exit(1);
}
const folder = await mkdtemp(path.join(tmpdir(), 'user-sync-image-'));
// The users of the containers pass through it to what is mounted.
await chmod(folder, 0o711);
const containers = openContainers(folder);
const buildah = await openBuildah({folder, project: PROJECT, signal: stop.signal});
const work = main(folder, {buildah, containers});
try {
  await unlessStopped(work);
} catch (error) {
  assert(false, 'the test came to its end', error.message);
} finally {
  containers.close();
  await work.catch(() => undefined);
  buildah.close();
  await rm(folder, {recursive: true, force: true});
}
const {passed, failed} = counts();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
