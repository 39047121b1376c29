import {startSandbox} from '../../src/sandbox/start-sandbox';
import type {Sandbox, SandboxOptions} from '../../src/sandbox/sandbox';

/** An answer as a test looks at it. */
export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed JSON; undefined when the body is none. */
  readonly body: unknown;
}

/** What a call carries. */
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}

/** Sends a plain request, the way no client of the project does. */
export async function call(method: string, url: string, options: CallOptions = {}): Promise<Seen> {
  const body =
    options.text ?? (options.json === undefined ? undefined : JSON.stringify(options.json));
  const answer = await fetch(url, {
    method,
    headers: {...options.headers},
    ...(body !== undefined && {body}),
  });
  const text = await answer.text();
  return {status: answer.status, headers: answer.headers, text, body: parsed(text)};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A clock that a test moves. */
export function createTestClock(startMs = Date.UTC(2026, 5, 1, 12)): {
  readonly now: () => number;
  readonly advance: (ms: number) => void;
} {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

const running: Sandbox[] = [];

/** Starts a sandbox that `closeAll` ends. */
export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  return sandbox;
}

/** Ends every sandbox of the test. */
export async function closeAll(): Promise<void> {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
}

/** Reads a path of unknown JSON: `at(body, 'data', 0, 'id')`. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    // Objects and arrays are read alike; a missing part reads as undefined.
    current = (current as Record<string | number, unknown>)[part];
  }
  return current;
}

/** The objects of a list in unknown JSON; fails the test when it is none. */
export function rowsAt(
  value: unknown,
  ...path: readonly (string | number)[]
): readonly Record<string, unknown>[] {
  const list = at(value, ...path);
  if (!Array.isArray(list))
    throw new Error(`no list at ${path.join('.')}: ${JSON.stringify(value)}`);
  // The vendors' lists hold objects; expectations on their fields fail otherwise.
  return list as readonly Record<string, unknown>[];
}
