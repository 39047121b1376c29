import {spawn, type ChildProcessWithoutNullStreams} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Connector} from './connection';

/** A connector that runs as the platform runs it. */
export interface Container {
  readonly process: ChildProcessWithoutNullStreams;
  readonly ended: Promise<ContainerEnd>;
  /** Resolves when the line is taken; false when nobody takes it any more. */
  write(line: string): Promise<boolean>;
  kill(signal: NodeJS.Signals): void;
}

/** How a container ended. */
export interface ContainerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The platform logs each line of it as an error. */
  readonly stderr: string;
}

/** What is started. */
export interface ContainerOptions {
  readonly connector: Connector;
  readonly command: 'read' | 'write';
  /** The container's own folder; the program starts in it and knows nothing else there. */
  readonly directory: string;
  /** Contents by the platform's names of files. */
  readonly files: Readonly<Record<string, unknown>>;
  readonly job: {readonly id: number; readonly attempt: number};
}

/** Writes the files and starts the program through a shell, as the platform's wrapper does. */
export function startContainer(options: ContainerOptions): Container {
  const {connector, command, directory, files, job} = options;
  mkdirSync(directory, {recursive: true});
  const paths = Object.entries(files).flatMap(([name, content]) => {
    if (content === undefined) return [];
    const path = join(directory, name);
    writeFileSync(path, JSON.stringify(content));
    return [`${OPTIONS[name] ?? ''} ${path}`];
  });
  const line = `eval "exec $AIRBYTE_ENTRYPOINT ${command} ${paths.join(' ')}"`;
  const child = spawn('sh', ['-c', line], {
    cwd: directory,
    stdio: 'pipe',
    env: environment(connector, job),
  });
  // A pipe that breaks shows in `write` and in how the process ends.
  child.stdin.on('error', () => undefined);
  // A source has no input.
  if (command === 'read') child.stdin.end();
  return {
    process: child,
    ended: endOf(child),
    write: (text) => writeTo(child, text),
    kill: (signal) => void child.kill(signal),
  };
}

const OPTIONS: Readonly<Record<string, string>> = {
  'connectorConfig.json': '--config',
  'catalog.json': '--catalog',
  'inputState.json': '--state',
};

/** Nothing of this process's own environment but the way to its programs. */
function environment(
  {entrypoint}: Connector,
  {id, attempt}: ContainerOptions['job'],
): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '',
    AIRBYTE_ENTRYPOINT: entrypoint,
    DEPLOYMENT_MODE: 'OSS',
    AIRBYTE_EDITION: 'COMMUNITY',
    AIRBYTE_VERSION: '2.0.0',
    WORKER_CONNECTOR_IMAGE: 'example/connector:0.1.0',
    WORKER_JOB_ID: String(id),
    WORKER_JOB_ATTEMPT: String(attempt),
    USE_STREAM_CAPABLE_STATE: 'true',
    CONCURRENT_SOURCE_STREAM_READ: 'false',
    USE_FILE_TRANSFER: 'false',
    AIRBYTE_ENABLE_UNSAFE_CODE: 'false',
    LOG_LEVEL: 'INFO',
    DATA_CHANNEL_MEDIUM: 'STDIO',
    DATA_CHANNEL_FORMAT: 'JSONL',
  };
}

function endOf(child: ChildProcessWithoutNullStreams): Promise<ContainerEnd> {
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      // The error output may still have something to say; it is closed by the program's end.
      if (child.stderr.readableEnded) resolve({code, signal, stderr});
      else child.stderr.once('close', () => resolve({code, signal, stderr}));
    });
  });
}

function writeTo({stdin}: ChildProcessWithoutNullStreams, text: string): Promise<boolean> {
  if (stdin.destroyed || !stdin.writable) return Promise.resolve(false);
  if (stdin.write(text)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (taken: boolean) => (): void => {
      stdin.off('drain', drained);
      stdin.off('close', closed);
      resolve(taken);
    };
    const drained = settle(true);
    const closed = settle(false);
    stdin.once('drain', drained);
    stdin.once('close', closed);
  });
}
