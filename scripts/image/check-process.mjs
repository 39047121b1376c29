/** How the connector behaves as a process: user, memory, signals, time to start. */
import {once} from 'node:events';
import {setTimeout as sleep} from 'node:timers/promises';
import {readMessages} from './platform.mjs';

const MIB = 1024 * 1024;
const RUNS = 5;
/** Long enough for a command to start and be at work. */
const BUSY_MS = 1_500;
/** Far below the ten seconds after which `docker stop` kills. */
const STOP_SECONDS_MAX = 3;

/** Any user, any working directory, nothing written: what a cluster may demand. */
export async function checkStranger(assert, {image, containers}) {
  const inside = await containers.run(image, {
    command: ['sh', '-c', 'id -u; id -u -n 2>&1; touch here 2>&1; touch /opt/user-sync/here 2>&1'],
    user: '54321:54321',
    cwd: '/',
  });
  const refusals = inside.stdout.split('\n').filter((line) => /read-only/i.test(line));
  assert(
    inside.stdout.startsWith('54321\n') && refusals.length === 2,
    'a container with a user that the image does not know and a read-only root',
    `${refusals.length} of 2 attempts to write refused`,
  );
}

/** The connector's first command, as a user of no account. */
export async function checkSpec(assert, {image, containers}) {
  const spec = await containers.run(image, {
    args: ['spec'],
    user: '54321:54321',
    cwd: '/',
    env: {HOME: '/nowhere'},
  });
  const {messages, strangers} = readMessages(spec.stdout);
  assert(
    spec.code === 0 && messages[0]?.type === 'SPEC' && strangers.length + spec.stderr.length === 0,
    'spec as that user, from / and without a home',
  );
}

/** The heap that V8 allows itself in this container; `limits` in MiB. */
export async function checkHeap(assert, {image, containers, limits}) {
  const script = 'v8.getHeapStatistics().heap_size_limit + " " + process.version';
  const end = await containers.run(image, {command: ['node', '-p', script]});
  const [bytes, version] = end.stdout.trim().split(' ');
  const mib = Math.round(Number(bytes) / MIB);
  assert(
    mib >= limits.min && mib <= limits.max,
    'the heap limit fits into 2 GiB with its buffers',
    `${mib} MiB, Node.js ${version}`,
  );
}

/**
 * SIGTERM while it works: as the container's first process, and below the platform's shell. `args`
 * are of a command that goes on for long, or for as long as its input is open.
 */
export async function checkSignals(assert, {image, containers, args, mounts}) {
  const first = await containers.start(image, {args, mounts, stdin: true});
  await Promise.race([once(first.child.stdout, 'data'), sleep(BUSY_MS)]);
  const began = Date.now();
  first.signal('TERM');
  const late = sleep(STOP_SECONDS_MAX * 1000, undefined, {ref: false});
  await Promise.race([first.end, late.then(() => first.signal('KILL'))]);
  const end = await first.end;
  const seconds = (Date.now() - began) / 1000;
  assert(
    end.code === 143 && seconds < STOP_SECONDS_MAX && end.stderr === '',
    'SIGTERM ends the container’s first process with 143',
    `exit code ${end.code} after ${seconds.toFixed(2)} s`,
  );
  // Without a word about it, a shell gives what it starts in the background no input.
  const script = `exec 3<&0
eval "$AIRBYTE_ENTRYPOINT ${args.join(' ')}" <&3 >/tmp/output 2>/tmp/complaints &
child=$!; sleep ${BUSY_MS / 1000}; kill -TERM "$child"; wait "$child"
echo "code $?, $(wc -c < /tmp/complaints) bytes on stderr"`;
  const shell = await containers.start(image, {command: ['sh', '-c', script], mounts, stdin: true});
  const below = await shell.end;
  assert(
    below.stdout === 'code 143, 0 bytes on stderr\n',
    'SIGTERM below a shell leaves 143, which the platform does not take for a failure',
    below.stdout.trim(),
  );
}

/** Median seconds of whole containers: one that runs `args`, and one in which Node.js does nothing. */
export async function startUpTimes({image, containers, args}) {
  const median = async (options) => {
    const seconds = [];
    for (let run = 0; run < RUNS; run += 1) {
      seconds.push((await containers.run(image, options)).seconds);
      await sleep(50);
    }
    return seconds.toSorted((one, other) => one - other)[Math.floor(RUNS / 2)];
  };
  return {
    command: await median({args}),
    empty: await median({command: ['node', '-e', '0']}),
  };
}
