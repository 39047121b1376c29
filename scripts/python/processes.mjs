/** Child processes that are ended together with whatever they have started. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {setTimeout as wait} from 'node:timers/promises';

const PATIENCE_MS = 5_000;

/** Starts processes in groups of their own, so that one signal reaches their children as well. */
export function createProcesses() {
  const running = new Map();
  return {
    start: (program, args, options) => {
      const child = spawn(program, args, {...options, detached: true});
      const exit = Promise.race([
        once(child, 'exit').then(([code]) => code ?? 1),
        once(child, 'error').then(([error]) => {
          throw error;
        }),
      ]);
      // Whoever waits for the end sees the failure; nobody has to wait.
      exit.catch(() => undefined);
      running.set(child, exit);
      return child;
    },
    exitOf: (child) => running.get(child),
    endAll: () => Promise.all([...running].map(([child, exit]) => endGroup(child, exit))),
  };
}

async function endGroup({pid}, exit) {
  if (pid === undefined) return;
  const ended = exit.catch(() => undefined);
  if (!signalGroup(pid, 'SIGTERM')) return;
  await Promise.race([ended, wait(PATIENCE_MS, undefined, {ref: false})]);
  signalGroup(pid, 'SIGKILL');
  await ended;
}

/** False when no process of the group is left. */
function signalGroup(pid, signal) {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}
