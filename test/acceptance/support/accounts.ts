import {mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {parse} from 'yaml';
import type {Sandbox, SandboxOptions} from '../../../src/sandbox/sandbox';
import {startSandbox} from '../../../src/sandbox/start-sandbox';

const folder = join(__dirname, '..', '..', '..', 'test_files', 'acceptance');

/** The sandboxes that the committed configurations speak of, on ports that were free. */
export interface Accounts {
  /** Copy of a configuration (or another file) that reaches the sandboxes where they are now. */
  reach(path: string): string;
  /** Writes a value as JSON; gives the path. */
  put(name: string, value: unknown): string;
  /** The sandbox that a configuration reads; throws for one that reads none. */
  sandboxOf(configPath: string): Sandbox;
  /** Moves the vendors' clocks on by a minute, to where ours is. */
  passMinute(): void;
}

/** How far the vendors' clocks are behind at first, so that what is planted lies before any end of a read. */
const BEHIND_MS = 60_000;

interface Account {
  /** As the configurations write it. */
  readonly address: string;
  readonly options: SandboxOptions;
}

/**
 * Starts, for the tests of a file, the sandboxes of `test_files/acceptance/sandbox*.yaml` that its
 * configurations use. Each file names a port, so that people can use the configurations as they are;
 * here another port is put in its place, so that runs at the same time do not meet.
 */
export function useAccounts(configPaths: readonly string[]): Accounts {
  const running = new Map<string, Sandbox>();
  const reached = new Map<string, string>();
  const place = {path: '', behindMs: BEHIND_MS};
  const now = (): number => Date.now() - place.behindMs;
  beforeAll(async () => {
    place.path = mkdtempSync(join(tmpdir(), 'user-sync-acceptance-'));
    const texts = configPaths.map((path) => readFileSync(path, 'utf8'));
    for (const {address, options} of accounts()) {
      if (!texts.some((text) => text.includes(address))) continue;
      running.set(address, await startSandbox({...options, now, port: 0}));
    }
  });
  afterAll(async () => {
    for (const sandbox of running.values()) await sandbox.close();
    rmSync(place.path, {recursive: true});
  });
  const put = (name: string, text: string): string => {
    const path = join(place.path, name);
    writeFileSync(path, text);
    return path;
  };
  return {
    put: (name, value) => put(name, JSON.stringify(value)),
    reach: (path) => {
      // Written once: a program may be reading it while the next one is about to start.
      const known = reached.get(path);
      if (known !== undefined) return known;
      let text = readFileSync(path, 'utf8');
      for (const [address, {url}] of running) text = text.replaceAll(address, url);
      const copy = put(`${reached.size}-${basename(path)}`, text);
      reached.set(path, copy);
      return copy;
    },
    sandboxOf: (path) => {
      const text = readFileSync(path, 'utf8');
      const found = [...running].find(([address]) => text.includes(address));
      if (found) return found[1];
      throw new Error(`${path} reads none of the sandboxes`);
    },
    passMinute: () => {
      place.behindMs -= 60_000;
    },
  };
}

function accounts(): readonly Account[] {
  return readdirSync(folder)
    .filter((name) => /^sandbox.*\.yaml$/.test(name))
    .map((name) => {
      // As `user-sync sandbox --config` reads it; startSandbox refuses settings that it does not have.
      const options = parse(readFileSync(join(folder, name), 'utf8')) as SandboxOptions;
      return {address: `http://127.0.0.1:${options.port ?? 0}`, options};
    });
}
