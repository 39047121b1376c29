/** Commands of this machine. */
import {spawn, spawnSync} from 'node:child_process';

/**
 * Runs a command to its end; throws with its last words when it fails. Gives what it printed. When
 * `signal` is aborted, the command is killed with all that it started.
 */
export async function command(name, args, {env, signal} = {}) {
  signal?.throwIfAborted();
  const child = spawn(name, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {...process.env, ...env},
    // A group of its own, which can be killed as a whole.
    detached: true,
  });
  const kill = () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  signal?.addEventListener('abort', kill);
  const end = await collect(child);
  signal?.removeEventListener('abort', kill);
  if (end.code !== 0) {
    const words = `${end.stdout}${end.stderr}`.trim().split('\n').slice(-15).join('\n');
    throw new Error(`${name} ${args[0]} ended with ${end.code}:\n${words}`);
  }
  return end.stdout;
}

/** What a process printed, its exit code (128 and the signal's number for a signal), its time. */
export async function collect(child) {
  const began = process.hrtime.bigint();
  const out = [];
  const complaints = [];
  child.stdout.on('data', (chunk) => out.push(chunk));
  child.stderr.on('data', (chunk) => complaints.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (number, signal) => resolve(number ?? signal));
  });
  return {
    code,
    stdout: Buffer.concat(out).toString('utf8'),
    stderr: Buffer.concat(complaints).toString('utf8'),
    seconds: Number(process.hrtime.bigint() - began) / 1e9,
  };
}

/** Whether a command is there and ends well. */
export function answers(name, args) {
  return spawnSync(name, args, {stdio: 'ignore', timeout: 10_000}).status === 0;
}
