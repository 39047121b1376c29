import {spawn} from 'node:child_process';
import type {ChildProcessByStdio} from 'node:child_process';
import {join} from 'node:path';
import type {Readable} from 'node:stream';

/** The launcher; `npm test` builds what it starts. */
const USER_SYNC = join(__dirname, '..', '..', 'bin', 'user-sync');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export type Child = ChildProcessByStdio<null, Readable, Readable>;

export function startUserSync(args: readonly string[], cwd?: string): Child {
  return spawn(USER_SYNC, [...args], {stdio: ['ignore', 'pipe', 'pipe'], ...(cwd && {cwd})});
}

export function ended(child: Child): Promise<Ended> {
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({code, signal, out, err}));
  });
}

export function userSync(args: readonly string[], cwd?: string): Promise<Ended> {
  return ended(startUserSync(args, cwd));
}

/** A sandbox in a process of its own, driven over its control surface. */
export interface SandboxProcess {
  readonly sections: {
    readonly source_config: Record<string, object>;
    readonly destination_config: Record<string, object>;
  };
  change(vendor: string, change: object): Promise<void>;
  dump(vendor: string): Promise<Record<string, Record<string, unknown>[]>>;
  stop(): Promise<Ended>;
}

export async function startSandboxProcess(args: readonly string[]): Promise<SandboxProcess> {
  const child = startUserSync(['sandbox', '--json', ...args]);
  const end = ended(child);
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    void end.then(({err}) => reject(new Error(`the sandbox ended: ${err}`)));
  });
  // What `sandbox --json` prints.
  const told = JSON.parse(line) as SandboxProcess['sections'] & {control_url: string};
  const call = async (path: string, init?: RequestInit): Promise<unknown> => {
    const answer = await fetch(`${told.control_url}${path}`, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    sections: told,
    change: async (vendor, change) => {
      await call('/change', {method: 'POST', body: JSON.stringify({vendor, ...change})});
    },
    dump: async (vendor) =>
      (await call(`/dump/${vendor}`)) as Record<string, Record<string, unknown>[]>,
    stop: () => {
      child.kill('SIGTERM');
      return end;
    },
  };
}
