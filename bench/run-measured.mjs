import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {performance} from 'node:perf_hooks';
import {fileURLToPath} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const measurePreload = path.join(here, 'measure.cjs');

/**
 * Runs a program to its end and measures it from outside and inside.
 * `input`: a program whose standard output becomes the measured one's standard input.
 * Returns wall seconds, CPU seconds of the whole process tree, peak memory of the program in MB and what it wrote to standard
 * output, in pieces, if it is to be kept.
 */
export async function runMeasured({command, args, input, env, cwd}, {keep = false} = {}) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'user-sync-bench-'));
  const usageFile = path.join(directory, 'usage.json');
  const treeFile = path.join(directory, 'tree.txt');
  try {
    const feeder =
      input && spawn(input.command, input.args, {stdio: ['ignore', 'pipe', 'inherit']});
    const startedAt = performance.now();
    // Bash counts the processes that the program waited for as well, which a program cannot do itself.
    const timed = ['-c', `TIMEFORMAT='%3U %3S'; { time "$@" 2>&4; } 4>&2 2>"$0"`, treeFile];
    const child = spawn('bash', [...timed, command, ...args], {
      cwd,
      stdio: [feeder ? feeder.stdout : 'ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...env,
        BENCH_USAGE_FILE: usageFile,
        NODE_OPTIONS: `--require ${measurePreload}`,
      },
    });
    const output = [];
    child.stdout.on('data', (chunk) => {
      output.push(chunk);
      if (!keep && output.length > 4) output.shift();
    });
    const said = [];
    child.stderr.on('data', (chunk) => {
      said.push(chunk);
      if (said.length > 4) said.shift();
    });
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    const wallSeconds = (performance.now() - startedAt) / 1000;
    if (code !== 0) {
      throw new Error(
        `${command} ended with ${code}: ${Buffer.concat([...output.slice(-4), ...said])
          .toString()
          .slice(-2000)}`,
      );
    }
    const [user, system] = fs.readFileSync(treeFile, 'utf8').trim().split(' ').map(Number);
    const {peakMb} = JSON.parse(fs.readFileSync(usageFile, 'utf8'));
    return {wallSeconds, output, cpuSeconds: user + system, peakMb};
  } finally {
    fs.rmSync(directory, {recursive: true, force: true});
  }
}

/** Starts the page server; returns its address, a counter of requests, and a way to stop it. */
export async function startPageServer({records, latencyMs = 0, keeps = false}) {
  const child = spawn(
    process.execPath,
    [path.join(here, 'page-server.mjs'), String(records), String(latencyMs), keeps ? 'keep' : ''],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [port] = await new Promise((resolve) => {
    child.stdout.once('data', (chunk) => resolve(chunk.toString().split('\n')));
  });
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    requests: async () => Number(await (await fetch(`${origin}/requests`)).text()),
    stop: () => child.kill(),
  };
}
